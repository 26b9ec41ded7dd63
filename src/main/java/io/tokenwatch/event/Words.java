package io.tokenwatch.event;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Looks at eight bytes at a time: a word is eight bytes as one number, the first of them lowest. Marks are words with
 * the highest bit of each byte that is meant set, and no other bit; they are exact.
 */
final class Words {
    static final int BYTES = 8;

    private static final VarHandle VIEW = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH = 0x80 * ONES;
    private static final long LOW = 0x7f * ONES;
    private static final long QUOTES = '"' * ONES;
    private static final long BACKSLASHES = '\\' * ONES;
    private static final long NEWLINES = '\n' * ONES;
    private static final long BLANKS = ' ' * ONES;
    private static final long FROM_BLANK = 0x60 * ONES;

    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    private Words() {}

    /** The word that begins at a place; there must be eight bytes. */
    static long at(byte[] bytes, int place) {
        return (long) VIEW.get(bytes, place);
    }

    static long quotes(long word) {
        return zeros(word ^ QUOTES);
    }

    static long backslashes(long word) {
        return zeros(word ^ BACKSLASHES);
    }

    static long newlines(long word) {
        return zeros(word ^ NEWLINES);
    }

    /** Whether there is a newline in the four words that begin at a place: a row is long, and has one at its end. */
    static boolean newlineInFour(byte[] bytes, int place) {
        long a = at(bytes, place) ^ NEWLINES;
        long b = at(bytes, place + BYTES) ^ NEWLINES;
        long c = at(bytes, place + 2 * BYTES) ^ NEWLINES;
        long d = at(bytes, place + 3 * BYTES) ^ NEWLINES;
        return ((a - ONES & ~a | b - ONES & ~b | c - ONES & ~c | d - ONES & ~d) & HIGH) != 0;
    }

    /**
     * Marks that are exact up to the first: what ends a plain stretch of a string, which is a quote, a backslash, or
     * something {@link #unusual}. Behind the first mark there may be wrong ones.
     */
    static long ends(long word) {
        // Without a byte that is meant no subtraction borrows from the next byte.
        return ((word ^ QUOTES) - ONES | (word ^ BACKSLASHES) - ONES | word - BLANKS | word) & HIGH;
    }

    /** Control characters, below the blank, and bytes that are not ASCII. */
    static long unusual(long word) {
        return ~((word & FROM_BLANK) + LOW | word | LOW) | word & HIGH;
    }

    private static long zeros(long word) {
        return ~((word & LOW) + LOW | word | LOW);
    }

    /** Which byte of a word, from 0, the first mark is on. */
    static int first(long marks) {
        return Long.numberOfTrailingZeros(marks) >>> 3;
    }

    /** A hash of some bytes. */
    static int hash(byte[] bytes, int from, int to) {
        long hash = to - from;
        int i = from;
        for (; i + BYTES <= to; i += BYTES) {
            hash = mixed(hash ^ at(bytes, i));
        }
        long rest = 0;
        for (; i < to; i++) {
            rest = rest << 8 | bytes[i] & 0xff;
        }
        hash = mixed(hash ^ rest);
        return (int) (hash ^ hash >>> 32);
    }

    private static long mixed(long value) {
        long product = value * SPREAD;
        return product ^ product >>> 29;
    }
}
