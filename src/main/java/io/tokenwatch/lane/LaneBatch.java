package io.tokenwatch.lane;

import io.tokenwatch.event.RowBatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What a lane gets at once: rows of one batch that are its own, and between them the watermarks as they moved. */
final class LaneBatch {
    final RowBatch batch;
    final long number;
    final boolean again;
    final List<Marks> marks = new ArrayList<>();
    int size;
    int[] rows;
    long[] rules;
    boolean[] counts;

    /**
     * Watermarks that moved.
     *
     * @param behind how many rows the lane is given before
     * @param row the place in the batch of the row that moved them
     * @param forget whether rows whose hours are no longer kept may be forgotten
     */
    record Marks(int behind, int row, long[] watermarks, boolean forget) {}

    /**
     * @param batch the rows; null if there are only watermarks
     * @param number which batch this is, from 1
     * @param expected how many rows there will be, about
     * @param again whether its rows were worked before, so that nothing is said of them
     */
    LaneBatch(RowBatch batch, long number, int expected, boolean again) {
        this.batch = batch;
        this.number = number;
        this.again = again;
        this.rows = new int[expected];
        this.rules = new long[expected];
        this.counts = new boolean[expected];
    }

    void hold() {
        if (batch != null) {
            batch.hold();
        }
    }

    void release() {
        if (batch != null) {
            batch.release();
        }
    }

    /** The place of the row that was added last, or -1. */
    int lastRow() {
        return size == 0 ? -1 : rows[size - 1];
    }

    void addRow(int row, long ruleBits, boolean counted) {
        if (size == rows.length) {
            grow();
        }
        rows[size] = row;
        rules[size] = ruleBits;
        counts[size++] = counted;
    }

    void addRule(long ruleBit) {
        rules[size - 1] |= ruleBit;
    }

    void addMarks(int row, long[] moved, boolean forget) {
        marks.add(new Marks(size, row, moved, forget));
    }

    private void grow() {
        int length = size * 2 + 16;
        rows = Arrays.copyOf(rows, length);
        rules = Arrays.copyOf(rules, length);
        counts = Arrays.copyOf(counts, length);
    }
}
