package io.tokenwatch.engine;

import io.tokenwatch.event.Table;
import java.util.List;

/**
 * How rows of a table get into a named window without becoming events: what the rule's one {@code insert into} makes of
 * a row, and which rows of other windows would have to be there for the insert to have any other effect. Immutable and
 * safe to share.
 *
 * @param window the named window, a {@code #keyed_timetolive}
 * @param columns the window's columns in their order
 * @param until the place of the column that says until when a row is kept, in ticks
 * @param untilMore how many ticks longer it is kept than the column says
 * @param values what each of them gets of a table's row; null where the statement says nothing
 * @param partners where the statements that the window triggers look
 */
record InsertPlan(
        Table table,
        String window,
        List<String> columns,
        int until,
        long untilMore,
        List<RowExpression> values,
        List<Partner> partners) {

    /**
     * A window in which a statement looks for rows when one comes into the first.
     *
     * @param window its name
     * @param columns its columns in their order
     * @param key the place of the first window's column by which it looks
     * @param mayFit true for each pair of rows for which the statement's {@code where} is; over the values of the first
     *     window's row and behind them those of the other
     */
    record Partner(String window, List<String> columns, int key, RowExpression mayFit) {}
}
