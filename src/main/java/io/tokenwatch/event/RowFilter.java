package io.tokenwatch.event;

/** Tells which rules may want a row. Called by decoding threads; must be safe to share. */
@FunctionalInterface
public interface RowFilter {
    /**
     * @param row has at least the columns by which rows are judged; belongs to the caller and changes after the call
     * @return a set bit for each rule of that table that may keep the row; 0 if none does
     */
    long wanted(Table table, Object[] row);

    /** The columns of a table that are read; the same at each call. */
    default Columns columns(Table table) {
        return Columns.all(table);
    }

    /** Whether the values of rows that no rule wants stay in the batch, for rules that may come to want them. */
    default boolean keepsFiltered() {
        return false;
    }
}
