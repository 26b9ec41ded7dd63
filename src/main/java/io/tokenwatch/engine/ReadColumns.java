package io.tokenwatch.engine;

import com.espertech.esper.common.client.soda.FilterStream;
import com.espertech.esper.common.client.soda.SelectClauseExpression;
import io.tokenwatch.event.Column;
import io.tokenwatch.event.Columns;
import io.tokenwatch.event.Table;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which columns of a table a rule reads. When in doubt, all: a column counts as read if its name stands anywhere in the
 * rule's file, and all columns do if a statement may pass the table's rows on as a whole.
 */
final class ReadColumns {
    private ReadColumns() {}

    /** The columns that the statements of a file read of a table, by their places in a row. */
    static BitSet of(EplFile file, List<Statement> statements, Table table) {
        BitSet read = new BitSet();
        boolean whole = statements.stream()
                .filter(statement -> statement.mentions(table.name()) > 0)
                .anyMatch(statement -> !namesColumns(statement, table));
        for (int i = 0; i < table.columns().size(); i++) {
            Column column = table.columns().get(i);
            // Annotations name columns in texts, so the text is searched as it stands.
            read.set(i, whole || Statement.place(file.text(), column.name(), 0) >= 0);
        }
        return read;
    }

    /** Whether a statement does no more with the table's rows than name their columns. */
    private static boolean namesColumns(Statement statement, Table table) {
        FilterStream stream = Statement.onlyStream(statement.model());
        return stream != null
                && statement.mentions(table.name()) == 1
                && stream.getFilter().getEventTypeName().equals(table.name())
                && stream.getStreamName() == null
                && statement.model().getSelectClause().getSelectList().stream()
                        .allMatch(SelectClauseExpression.class::isInstance);
    }

    /** What a decoder has to read of a table for some rules, and to tell rows apart. */
    static Columns columns(Table table, List<Subscription> subscriptions) {
        BitSet judged = new BitSet();
        BitSet read = new BitSet();
        read.set(table.index(Table.TIME_COLUMN));
        for (Subscription subscription : subscriptions) {
            judged.or(subscription.judged());
            read.or(subscription.read());
        }
        read.andNot(judged);
        BitSet kept = (BitSet) read.clone();
        IntStream.range(0, table.columns().size()).filter(table::identifies).forEach(kept::set);
        kept.andNot(judged);
        return new Columns(
                judged.stream().toArray(),
                kept.stream().toArray(),
                read.stream().toArray());
    }
}
