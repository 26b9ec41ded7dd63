package io.tokenwatch.event;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A stretch of a source with the places of the rows in it, before any of them is decoded. Its bytes are not changed
 * once it is handed on, until it is recycled.
 */
final class Chunk implements Origin {
    /** What a slice is. */
    enum Kind {
        /** A row, to be decoded. */
        ROW,
        /** The beginning of a row that is longer than the limit. */
        TOO_LONG,
        /** What is left of an array or envelope that was never closed. */
        UNCLOSED
    }

    final byte[] bytes;
    int size;
    int[] from = new int[512];
    int[] to = new int[512];
    long[] lines = new long[512];
    int[] items = new int[512];
    Kind[] kinds = new Kind[512];

    /** Of the rows in it that are decoded. */
    final RowArrays rows = new RowArrays();

    Chunk(int length) {
        bytes = new byte[length];
    }

    void add(int start, int end, long line, int item, Kind kind) {
        if (size == from.length) {
            from = Arrays.copyOf(from, size * 2);
            to = Arrays.copyOf(to, size * 2);
            lines = Arrays.copyOf(lines, size * 2);
            items = Arrays.copyOf(items, size * 2);
            kinds = Arrays.copyOf(kinds, size * 2);
        }
        from[size] = start;
        to[size] = end;
        lines[size] = line;
        items[size] = item;
        kinds[size] = kind;
        size++;
    }

    @Override
    public long line(int record) {
        return lines[record];
    }

    @Override
    public int item(int record) {
        return items[record];
    }

    @Override
    public String text(int record) {
        int length = Math.min(to[record] - from[record], DeadLetter.LONGEST_ROW);
        return new String(bytes, from[record], length, StandardCharsets.UTF_8);
    }
}
