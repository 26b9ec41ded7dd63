package io.tokenwatch.lane;

import io.tokenwatch.event.RowFilter;
import io.tokenwatch.event.Table;

/**
 * The rules as the router sees them: which of them want a row, and which rows each wants to have together. Bit
 * {@code b} of {@link #wanted} stands for the {@code b}-th rule that reads the table. Immutable and safe to share.
 */
public interface Subscriptions extends RowFilter {
    /** The number of the rule that bit {@code bit} of a table stands for, among all rules from 0. */
    int rule(Table table, int bit);

    /**
     * A hash of what the rule gathers the row by; rows with equal keys have equal hashes, in every table that the rule
     * reads.
     */
    int keyHash(Table table, int bit, Object[] row);
}
