package io.tokenwatch.engine;

import io.tokenwatch.event.Table;
import java.util.List;
import java.util.Map;

/**
 * What a rule makes of one row. Immutable; times are ISO text.
 *
 * @param rule the rule
 * @param table the row's table
 * @param row the row's columns
 * @param readers the statements that read the table
 * @param groups the groups that the row counts in, as they stand at the end
 * @param kept the windows that keep the row
 * @param joins the rows that it meets there, as they stand at the end
 * @param unexplained statements of the rule that nothing can be said about, with the line of each
 */
public record Explanation(
        Rule rule,
        Table table,
        Map<String, Object> row,
        List<Reader> readers,
        List<Group> groups,
        List<Kept> kept,
        List<Join> joins,
        List<String> unexplained) {

    /**
     * A condition and whether it holds.
     *
     * @param text the condition as EPL
     * @param holds null if it is neither true nor false
     * @param values the columns in it, with what they are
     */
    public record Condition(String text, Boolean holds, Map<String, Object> values) {}

    /**
     * A statement that reads the table.
     *
     * @param line its line in the rule's file
     * @param conditions its filter's conditions, which must all hold
     * @param key the key by which its rows come together, as EPL
     * @param keyValue the row's key
     */
    public record Reader(int line, List<Condition> conditions, String key, Object keyValue) {
        /** Whether the statement takes the row. */
        public boolean takes() {
            return conditions.stream().allMatch(condition -> Boolean.TRUE.equals(condition.holds()));
        }
    }

    /**
     * A group of rows that are counted together.
     *
     * @param key what names its alert
     * @param windowEnd when its window ends; null if that is not known
     * @param finalAfter the watermark that makes its result final; null if that is not known
     * @param takenUntil the watermark at which rows of this row's hour are taken no longer
     * @param thresholds how far it is from each threshold
     * @param fires whether it has crossed enough of them
     */
    public record Group(
            Map<String, Object> key,
            String windowEnd,
            String finalAfter,
            String takenUntil,
            List<Threshold> thresholds,
            boolean fires) {}

    /**
     * A comparison of a group's value.
     *
     * @param what what is compared, as EPL
     * @param value its value
     * @param fires when it holds, such as {@code above 10}
     * @param crossed whether it holds
     */
    public record Threshold(String what, Object value, String fires, boolean crossed) {}

    /**
     * A window that keeps what became of the row.
     *
     * @param window its name
     * @param until the low watermark at which it is forgotten
     */
    public record Kept(String window, String until) {}

    /**
     * A join that the row takes part in.
     *
     * @param line its statement's line in the rule's file
     * @param window the window that it looks into
     * @param on the conditions by which rows there belong to this one
     * @param rows for each such row the further conditions
     */
    public record Join(int line, String window, List<String> on, List<List<Condition>> rows) {
        /** Whether one of the rows fulfils all conditions. */
        public boolean fires() {
            return rows.stream()
                    .anyMatch(row -> row.stream().allMatch(condition -> Boolean.TRUE.equals(condition.holds())));
        }
    }
}
