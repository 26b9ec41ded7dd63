package io.tokenwatch.cluster;

import io.tokenwatch.engine.RuleSet;
import io.tokenwatch.event.Table;

/**
 * Rules with the version that all members know them by.
 *
 * @param version grows with each edit
 * @param before the rules of the version before, or null if this member never ran them
 */
record LiveRuleSet(long version, RuleSet rules, RuleSet before) {

    /**
     * Whether a row that was placed by an earlier version of the rules is missing in a partition in which these want
     * it. Of several partitions that have the row, one says so: the first in which the version before wanted it.
     *
     * @param placedBy the version that placed the row
     * @param here the partition that asks, and has the row
     * @param home where these rules want it
     */
    boolean misplaces(long placedBy, Partitions partitions, Table table, Object[] row, int here, int home) {
        if (placedBy >= version || before == null) {
            return false;
        }
        Table then = before.catalog().named(table.name());
        Object[] rowThen = then == null ? null : then.converted(table, row);
        if (rowThen == null) {
            return false;
        }
        int first = -1;
        for (long bits = before.wanted(then, rowThen); bits != 0; bits &= bits - 1) {
            int place = partitions.of(before.keyHash(then, Long.numberOfTrailingZeros(bits), rowThen));
            if (place == home) {
                return false;
            }
            first = first < 0 ? place : first;
        }
        return first == here;
    }
}
