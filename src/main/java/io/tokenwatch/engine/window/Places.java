package io.tokenwatch.engine.window;

import java.util.Arrays;

/**
 * Where rows are kept: numbered places with a few numbers beside each row. Not safe to share.
 *
 * <p>The places lie in pages, so that none is copied when there are more of them. The numbers of one place lie side by
 * side, because the processor fetches memory by the line of 64 bytes and not by the number.
 *
 * @param <R> the rows
 */
final class Places<R> {
    /** The hash of the row's key. */
    static final int HASH = 0;

    /** Of the first place with its hash: the first place with another hash in the same bucket. */
    static final int NEXT = 1;

    /** The next place with the same hash; behind the last comes the first. */
    static final int AFTER = 2;

    /** The place before with the same hash. */
    static final int BEFORE = 3;

    /** The next place whose time comes in the same minute; of a free place the next free one. */
    static final int LATER = 4;

    private static final int UNTIL = 5;
    private static final int NUMBERS = 8;
    private static final int PAGE_BITS = 10;
    private static final int PAGE = 1 << PAGE_BITS;

    private Object[][] rows = new Object[1][];
    private int[][] numbers = new int[1][];
    private int end;
    private int free;

    /** Puts a row into a place; places are numbered from 1. */
    int take(R row, int hash, long until) {
        int place = free;
        if (place != 0) {
            free = get(place, LATER);
        } else {
            place = ++end;
            if (place >>> PAGE_BITS == rows.length) {
                rows = Arrays.copyOf(rows, rows.length * 2);
                numbers = Arrays.copyOf(numbers, numbers.length * 2);
            }
            if (rows[place >>> PAGE_BITS] == null) {
                rows[place >>> PAGE_BITS] = new Object[PAGE];
                numbers[place >>> PAGE_BITS] = new int[PAGE * NUMBERS];
            }
        }
        rows[place >>> PAGE_BITS][place & PAGE - 1] = row;
        set(place, HASH, hash);
        set(place, UNTIL, (int) (until >>> 32));
        set(place, UNTIL + 1, (int) until);
        return place;
    }

    /** Takes the row out; the place still belongs to its minute. */
    void empty(int place) {
        rows[place >>> PAGE_BITS][place & PAGE - 1] = null;
    }

    /** Gives an empty place back. */
    void free(int place) {
        set(place, LATER, free);
        free = place;
    }

    /** The row in a place; null if it is empty. */
    @SuppressWarnings("unchecked")
    R row(int place) {
        return (R) rows[place >>> PAGE_BITS][place & PAGE - 1];
    }

    /** Until when the row is kept, in milliseconds. */
    long until(int place) {
        return (long) get(place, UNTIL) << 32 | get(place, UNTIL + 1) & 0xFFFF_FFFFL;
    }

    int get(int place, int number) {
        return numbers[place >>> PAGE_BITS][(place & PAGE - 1) * NUMBERS + number];
    }

    void set(int place, int number, int value) {
        numbers[place >>> PAGE_BITS][(place & PAGE - 1) * NUMBERS + number] = value;
    }

    /** The last place that was ever taken. */
    int end() {
        return end;
    }
}
