package io.tokenwatch.event;

import java.util.Arrays;

/**
 * Reads GUIDs in their usual form, such as {@code 0f5d01f1-762c-0263-5663-33cde82c5365}: 36 characters, in lower case.
 * No other text has the same 128 bits; one in upper case is no GUID here, because ids are compared as texts. Holds what
 * it has read, so as to make nothing for it; not safe to share.
 */
public final class Guid {
    private static final int LENGTH = 36;
    private static final byte[] DIGITS = new byte[128];

    static {
        Arrays.fill(DIGITS, (byte) -1);
        for (int digit = 0; digit < 16; digit++) {
            DIGITS[Character.forDigit(digit, 16)] = (byte) digit;
        }
    }

    private long high;
    private long low;
    private boolean wrong;

    /** Reads a text; whether it is a GUID. */
    public boolean read(String text) {
        if (text.length() != LENGTH
                || text.charAt(8) != '-'
                || text.charAt(13) != '-'
                || text.charAt(18) != '-'
                || text.charAt(23) != '-') {
            return false;
        }
        wrong = false;
        high = bits(text, 0, 8) << 32 | bits(text, 9, 13) << 16 | bits(text, 14, 18);
        low = bits(text, 19, 23) << 48 | bits(text, 24, LENGTH);
        return !wrong;
    }

    /** Reads a text of some bytes; whether it is a GUID. */
    boolean read(byte[] text, int from, int to) {
        if (to - from != LENGTH
                || text[from + 8] != '-'
                || text[from + 13] != '-'
                || text[from + 18] != '-'
                || text[from + 23] != '-') {
            return false;
        }
        wrong = false;
        high = bits(text, from, 8) << 32 | bits(text, from + 9, 4) << 16 | bits(text, from + 14, 4);
        low = bits(text, from + 19, 4) << 48 | bits(text, from + 24, 12);
        return !wrong;
    }

    private long bits(String text, int from, int to) {
        long bits = 0;
        for (int i = from; i < to; i++) {
            bits = bits << 4 | digit(text.charAt(i));
        }
        return bits;
    }

    private long bits(byte[] text, int from, int count) {
        long bits = 0;
        for (int i = from; i < from + count; i++) {
            bits = bits << 4 | digit((char) text[i]);
        }
        return bits;
    }

    private int digit(char c) {
        int digit = c < DIGITS.length ? DIGITS[c] : -1;
        wrong |= digit < 0;
        return digit & 0xF;
    }

    /** The first half of what was read. */
    public long high() {
        return high;
    }

    /** The second half of what was read. */
    public long low() {
        return low;
    }
}
