package io.tokenwatch.lane;

import io.tokenwatch.event.Table;
import java.util.Arrays;
import java.util.List;

/**
 * Rows of one table and hour, in the order in which they came, as {@link PackedValues}: a third of what they take as
 * objects, and nothing for the garbage collector to follow.
 *
 * <p>Not safe to share; a {@link Slice} may be read by any thread while rows are added.
 */
final class PackedRows {
    /** How many rows there may be: few enough that a garbage collector does not treat their bytes as a giant. */
    static final int MOST = 1024;

    private final Table table;
    private final long hour;
    private final boolean wanted;
    private final long first;
    private final PackedValues values;
    private int[] numbers = new int[4];
    private int[] starts = new int[4];
    private int size;

    /**
     * @param hour the hour of all rows, in ticks
     * @param wanted whether rules wanted them when they came
     * @param first the number of the first of them
     */
    PackedRows(Table table, long hour, boolean wanted, long first) {
        this.table = table;
        this.hour = hour;
        this.wanted = wanted;
        this.first = first;
        this.values = new PackedValues(first);
    }

    Table table() {
        return table;
    }

    long hour() {
        return hour;
    }

    boolean wanted() {
        return wanted;
    }

    /** The number of the first row. */
    long first() {
        return first;
    }

    int size() {
        return size;
    }

    /** Whether a row of that number finds no room here. */
    boolean isFull(long number) {
        return size == MOST || number - first > Integer.MAX_VALUE;
    }

    /**
     * Adds a row.
     *
     * @param number greater than those of all rows before
     * @param repeated the texts of the table's rows that come again and again
     */
    void add(long number, Object[] row, RepeatedTexts repeated) {
        if (size == numbers.length) {
            numbers = Arrays.copyOf(numbers, size * 2);
            starts = Arrays.copyOf(starts, size * 2);
        }
        numbers[size] = (int) (number - first);
        starts[size++] = values.size();
        for (int column = 0; column < row.length; column++) {
            values.add(row[column], column, repeated);
        }
        if (size == MOST) {
            values.trim();
        }
    }

    /** The rows with numbers from {@code from} until before {@code to}; null if there are none. */
    Slice slice(long from, long to) {
        int begin = position(from);
        int end = position(to);
        return begin == end ? null : new Slice(this, values.reader(), numbers, starts, begin, end);
    }

    /** How many rows have smaller numbers. */
    private int position(long number) {
        long key = Math.min(Math.max(number - first, 0), Integer.MAX_VALUE);
        int found = Arrays.binarySearch(numbers, 0, size, (int) key);
        return found < 0 ? ~found : found;
    }

    /** Some of the rows, as they were when it was made. For one reader. */
    record Slice(PackedRows rows, PackedValues.Reader values, int[] numbers, int[] starts, int begin, int end) {
        /** Unpacks the rows and adds them to a list. */
        void unpackInto(List<History.Kept> list) {
            int columns = rows.table.columns().size();
            for (int i = begin; i < end; i++) {
                list.add(new History.Kept(rows.first + numbers[i], rows.table, values.read(starts[i], columns)));
            }
        }
    }
}
