package io.tokenwatch.event;

/** Tells which rules may want a row. Called by decoding threads; must be safe to share. */
@FunctionalInterface
public interface RowFilter {
    /** @return a set bit for each rule of that table that may keep the row; 0 if none does */
    long wanted(Table table, Object[] row);

    /** Whether the values of rows that no rule wants stay in the batch, for rules that may come to want them. */
    default boolean keepsFiltered() {
        return false;
    }
}
