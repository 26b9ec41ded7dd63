package io.tokenwatch.event;

import java.util.Arrays;

/**
 * What is known of the rows of a batch, row by row: arrays that one batch after the other may have. Not safe to share.
 */
final class RowArrays {
    int size;
    Table[] tables = new Table[0];
    Object[][] rows = new Object[0][];
    long[] times = new long[0];
    long[] wanted = new long[0];
    int[] records = new int[0];

    /** The ids of the rows that are GUIDs, two numbers each; 0 and 0 if it is none. */
    long[] guids = new long[0];

    /** Makes room for so many rows. */
    void reserve(int count) {
        if (count > rows.length) {
            resize(count);
        }
    }

    private void resize(int length) {
        tables = Arrays.copyOf(tables, length);
        rows = Arrays.copyOf(rows, length);
        times = Arrays.copyOf(times, length);
        wanted = Arrays.copyOf(wanted, length);
        records = Arrays.copyOf(records, length);
        guids = Arrays.copyOf(guids, 2 * length);
    }

    void add(Table table, long time, Object[] row, long wantedBy, int record) {
        if (size == rows.length) {
            resize(size * 2 + 64);
        }
        tables[size] = table;
        rows[size] = row;
        times[size] = time;
        wanted[size] = wantedBy;
        records[size] = record;
        guids[2 * size] = 0;
        guids[2 * size + 1] = 0;
        size++;
    }

    /** Says what GUID is the id of the row that was added last. */
    void addGuid(long high, long low) {
        guids[2 * size - 2] = high;
        guids[2 * size - 1] = low;
    }

    /** Lets go of the rows, for others. */
    void clear() {
        Arrays.fill(rows, 0, size, null);
        Arrays.fill(tables, 0, size, null);
        size = 0;
    }
}
