package io.tokenwatch.engine.function;

import java.util.Arrays;

/** Different values in the order in which they came first, each with how often it is in. Not safe to share. */
final class SeveralValues {
    private static final int LINEAR = 8;

    private Object[] values = new Object[2];
    private int[] times = new int[2];
    private int size;
    private int[] places;

    /** Begins with a value that is in so many times. */
    SeveralValues(Object first, int firstTimes) {
        values[0] = first;
        times[0] = firstTimes;
        size = 1;
    }

    int size() {
        return size;
    }

    void add(Object value) {
        int at = find(value);
        if (at >= 0) {
            times[at]++;
            return;
        }
        if (size == values.length) {
            values = Arrays.copyOf(values, size * 2);
            times = Arrays.copyOf(times, size * 2);
        }
        values[size] = value;
        times[size++] = 1;
        if (size > LINEAR) {
            index();
        }
    }

    void remove(Object value) {
        int at = find(value);
        if (at < 0 || --times[at] > 0) {
            return;
        }
        size--;
        System.arraycopy(values, at + 1, values, at, size - at);
        System.arraycopy(times, at + 1, times, at, size - at);
        values[size] = null;
        places = null;
        if (size > LINEAR) {
            index();
        }
    }

    Object[] first(int most) {
        return Arrays.copyOf(values, Math.min(size, most));
    }

    private int find(Object value) {
        if (places != null) {
            for (int slot = slot(value); ; slot = slot + 1 & places.length - 1) {
                int at = places[slot] - 1;
                if (at < 0 || values[at].equals(value)) {
                    return at;
                }
            }
        }
        for (int i = 0; i < size; i++) {
            if (values[i].equals(value)) {
                return i;
            }
        }
        return -1;
    }

    /** Keeps the hash index at most half full; adds the last value or makes it anew. */
    private void index() {
        if (places != null && places.length >= size * 2) {
            place(size - 1);
            return;
        }
        places = new int[Integer.highestOneBit(size * 2) * 2];
        for (int i = 0; i < size; i++) {
            place(i);
        }
    }

    private void place(int at) {
        int slot = slot(values[at]);
        while (places[slot] != 0) {
            slot = slot + 1 & places.length - 1;
        }
        places[slot] = at + 1;
    }

    private int slot(Object value) {
        int hash = value.hashCode();
        return (hash ^ hash >>> 16) & places.length - 1;
    }
}
