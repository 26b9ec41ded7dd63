package io.tokenwatch.event;

/** Tells which rules may want a row. Called by decoding threads; must be safe to share. */
@FunctionalInterface
public interface RowFilter {
    /** @return a set bit for each rule of that table that may keep the row; 0 if none does */
    long wanted(Table table, Object[] row);
}
