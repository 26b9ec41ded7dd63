package io.tokenwatch.engine;

import java.util.Arrays;
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

    /** The values of some columns, in their order. */
    public List<Object> get(List<String> some) {
        Object[] of = new Object[some.size()];
        for (int i = 0; i < of.length; i++) {
            of[i] = get(some.get(i));
        }
        return Arrays.asList(of);
    }

    /** A time column's value in ticks. */
    public long ticks(String column) {
        return (Long) get(column);
    }
}
