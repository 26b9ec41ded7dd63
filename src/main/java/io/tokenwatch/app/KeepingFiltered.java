package io.tokenwatch.app;

import io.tokenwatch.engine.RuleSet;
import io.tokenwatch.event.RowFilter;
import io.tokenwatch.event.Table;

/**
 * Where rules may be edited, all columns are read, and rows that no rule wants go on with their values.
 *
 * @param keepsFiltered false if no rows are kept that no rule wants
 */
record KeepingFiltered(RuleSet rules, boolean keepsFiltered) implements RowFilter {
    static KeepingFiltered of(RuleSet rules, Settings settings) {
        return new KeepingFiltered(rules, settings.number(Setting.KEPT_FILTERED) > 0);
    }

    @Override
    public long wanted(Table table, Object[] row) {
        return rules.wanted(table, row);
    }
}
