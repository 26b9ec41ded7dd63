package io.tokenwatch.engine;

import java.util.List;

/**
 * A row of a detection's statement.
 *
 * @param rule the detection
 * @param columns the statement's columns
 * @param values their values; times are ticks, sets are arrays
 */
public record Finding(Rule rule, List<String> columns, Object[] values) {
    /**
     * A column's value.
     *
     * @throws IllegalArgumentException if the statement has no such column
     */
    public Object get(String column) {
        int at = columns.indexOf(column);
        if (at < 0) {
            throw new IllegalArgumentException(rule.file() + " has no column " + column);
        }
        return values[at];
    }

    /** A time column's value in ticks. */
    public long ticks(String column) {
        return (Long) get(column);
    }
}
