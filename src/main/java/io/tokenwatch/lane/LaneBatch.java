package io.tokenwatch.lane;

import io.tokenwatch.event.RowBatch;
import java.util.Arrays;

/** What a lane gets at once: rows of one batch that are its own, and between them the watermarks as they moved. */
final class LaneBatch {
    final RowBatch batch;
    final long number;
    int size;
    int[] rows = new int[64];
    long[] rules = new long[64];
    boolean[] counts = new boolean[64];
    long[][] marks = new long[64][];
    boolean[] forgets = new boolean[64];

    /**
     * @param batch the rows; null if there are only watermarks
     * @param number which batch this is, from 1
     */
    LaneBatch(RowBatch batch, long number) {
        this.batch = batch;
        this.number = number;
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

    /** The place of a row that was added last, or -1. */
    int lastRow() {
        return size == 0 || marks[size - 1] != null ? -1 : rows[size - 1];
    }

    void addRow(int row, long ruleBits, boolean counted) {
        grow();
        rows[size] = row;
        rules[size] = ruleBits;
        counts[size] = counted;
        marks[size++] = null;
    }

    void addRule(long ruleBit) {
        rules[size - 1] |= ruleBit;
    }

    void addMarks(int row, long[] moved, boolean forget) {
        grow();
        rows[size] = row;
        forgets[size] = forget;
        marks[size++] = moved;
    }

    private void grow() {
        if (size == rows.length) {
            rows = Arrays.copyOf(rows, size * 2);
            rules = Arrays.copyOf(rules, size * 2);
            counts = Arrays.copyOf(counts, size * 2);
            marks = Arrays.copyOf(marks, size * 2);
            forgets = Arrays.copyOf(forgets, size * 2);
        }
    }
}
