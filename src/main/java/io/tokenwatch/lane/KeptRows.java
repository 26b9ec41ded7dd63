package io.tokenwatch.lane;

import io.tokenwatch.event.Table;

/** Hears of each row that is kept for rules, in their order, one at a time; makes nobody wait. */
@FunctionalInterface
public interface KeptRows {
    void kept(Table table, Object[] row);
}
