package io.tokenwatch.engine.function;

import java.util.Arrays;

/**
 * The different values of a group, in the order in which they came first, each with how often it is in. Small: most
 * groups have one value, few have ten. Not safe to share.
 */
final class DistinctValues {
    private static final int LINEAR = 8;

    private Object[] values;
    private int[] times;
    private int size;
    private int[] places;

    int size() {
        return size;
    }

    void add(Object value) {
        int at = find(value);
        if (at >= 0) {
            times[at]++;
            return;
        }
        if (values == null) {
            values = new Object[1];
            times = new int[1];
        } else if (size == values.length) {
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

    /** The first values, at most {@code most}. */
    Object[] first(int most) {
        return size == 0 ? new Object[0] : Arrays.copyOf(values, Math.min(size, most));
    }

    void clear() {
        values = null;
        times = null;
        places = null;
        size = 0;
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
