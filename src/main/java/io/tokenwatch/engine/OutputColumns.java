package io.tokenwatch.engine;

import com.espertech.esper.common.client.soda.FilterStream;
import com.espertech.esper.common.client.soda.SchemaColumnDesc;
import com.espertech.esper.common.client.soda.SelectClauseElement;
import com.espertech.esper.common.client.soda.SelectClauseExpression;
import com.espertech.esper.common.client.soda.SelectClauseWildcard;
import io.tokenwatch.event.Catalog;
import io.tokenwatch.event.Column;
import io.tokenwatch.event.Table;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Which columns the statements of a rule give, as far as their text tells. */
final class OutputColumns {
    private final Catalog catalog;
    private final List<Statement> statements;

    OutputColumns(Catalog catalog, List<Statement> statements) {
        this.catalog = catalog;
        this.statements = statements;
    }

    /** The columns of a select; empty if the text does not tell. */
    Optional<Set<String>> of(Statement statement) {
        return of(statement, new HashSet<>());
    }

    private Optional<Set<String>> of(Statement statement, Set<String> asked) {
        if (statement.model().getSelectClause() == null) {
            return Optional.empty();
        }
        Set<String> columns = new HashSet<>();
        for (SelectClauseElement element : statement.model().getSelectClause().getSelectList()) {
            if (element instanceof SelectClauseExpression expression && EplExpressions.name(expression) != null) {
                columns.add(EplExpressions.name(expression));
            } else if (element instanceof SelectClauseWildcard) {
                Optional<Set<String>> all = ofStream(statement, asked);
                if (all.isEmpty()) {
                    return Optional.empty();
                }
                columns.addAll(all.get());
            } else {
                return Optional.empty();
            }
        }
        return Optional.of(columns);
    }

    private Optional<Set<String>> ofStream(Statement statement, Set<String> asked) {
        FilterStream stream = Statement.onlyStream(statement.model());
        if (stream == null) {
            return Optional.empty();
        }
        return ofStream(stream.getFilter().getEventTypeName(), asked);
    }

    private Optional<Set<String>> ofStream(String name, Set<String> asked) {
        for (Table table : catalog.tables()) {
            if (table.name().equals(name)) {
                return Optional.of(
                        Set.copyOf(table.columns().stream().map(Column::name).toList()));
            }
        }
        for (Statement statement : statements) {
            var schema = statement.model().getCreateSchema();
            if (schema != null && schema.getSchemaName().equals(name) && schema.getInherits() == null) {
                return Optional.of(Set.copyOf(schema.getColumns().stream()
                        .map(SchemaColumnDesc::getName)
                        .toList()));
            }
            var into = statement.model().getInsertInto();
            if (into != null && into.getStreamName().equals(name) && asked.add(name)) {
                return of(statement, asked);
            }
        }
        return Optional.empty();
    }
}
