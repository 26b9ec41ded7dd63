package io.tokenwatch.lane;

import io.tokenwatch.event.RowBatch;
import java.util.Arrays;

/**
 * What a lane gets at once: rows of one batch that are its own, and between them the watermarks as they moved. Used
 * again and again; not safe to share.
 */
final class LaneBatch {
    RowBatch batch;
    long number;
    boolean again;
    int size;
    int[] rows = new int[0];
    long[] rules = new long[0];
    boolean[] counts = new boolean[0];
    int marksSize;
    private Marks[] marks = new Marks[0];

    /** Watermarks that moved. */
    static final class Marks {
        /** How many rows the lane is given before. */
        int behind;

        /** The place in the batch of the row that moved them. */
        int row;

        /** The watermarks of all tables. */
        long[] watermarks = new long[0];

        /** Whether rows whose hours are no longer kept may be forgotten. */
        boolean forget;
    }

    /**
     * Begins an empty one.
     *
     * @param rowsOf the rows; null if there are only watermarks
     * @param batchNumber which batch this is, from 1
     * @param workedBefore whether its rows were worked before, so that nothing is said of them
     */
    void begin(RowBatch rowsOf, long batchNumber, boolean workedBefore) {
        batch = rowsOf;
        number = batchNumber;
        again = workedBefore;
        size = 0;
        marksSize = 0;
    }

    void hold() {
        if (batch != null) {
            batch.hold();
        }
    }

    /** Lets go of the rows. */
    void release() {
        if (batch != null) {
            batch.release();
            batch = null;
        }
    }

    /** The place of the row that was added last, or -1. */
    int lastRow() {
        return size == 0 ? -1 : rows[size - 1];
    }

    void addRow(int row, long ruleBits, boolean counted) {
        if (size == rows.length) {
            int length = size * 2 + 64;
            rows = Arrays.copyOf(rows, length);
            rules = Arrays.copyOf(rules, length);
            counts = Arrays.copyOf(counts, length);
        }
        rows[size] = row;
        rules[size] = ruleBits;
        counts[size++] = counted;
    }

    void addRule(long ruleBit) {
        rules[size - 1] |= ruleBit;
    }

    /** Adds watermarks as they are now. */
    void addMarks(int row, Watermarks watermarks) {
        if (marksSize == marks.length) {
            marks = Arrays.copyOf(marks, marksSize * 2 + 4);
        }
        Marks moved = marks[marksSize] == null ? new Marks() : marks[marksSize];
        marks[marksSize++] = moved;
        moved.behind = size;
        moved.row = row;
        moved.forget = watermarks.forgets();
        moved.watermarks = watermarks.marks(moved.watermarks);
    }

    /** The watermarks that moved as the n-th, from 0. */
    Marks marks(int n) {
        return marks[n];
    }
}
