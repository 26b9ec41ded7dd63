package io.tokenwatch.event;

import java.util.Arrays;

/**
 * Shares equal texts of one column: users, agents, applications and addresses repeat, and kept rows hold on to them. A
 * column whose texts hardly repeat, such as an id, is soon left alone. Not safe to share.
 *
 * <p>A text is found by its bytes as they stand in the record, before anything is decoded.
 */
final class TextPool {
    private static final int SIZE = 2048;
    private static final int LONGEST = 256;
    private static final int TRIAL = 4096;

    private byte[][] keys;
    private String[] texts;
    private int looked;
    private int found;
    private boolean off;

    /** A pool that keeps nothing. */
    static TextPool none() {
        TextPool none = new TextPool();
        none.off = true;
        return none;
    }

    /** The text that was kept for these bytes; null if none was lately. */
    String find(byte[] bytes, int from, int to) {
        if (off || to - from > LONGEST) {
            return null;
        }
        if (keys == null) {
            keys = new byte[SIZE][];
            texts = new String[SIZE];
        }
        int at = place(bytes, from, to);
        looked++;
        if (keys[at] != null && Arrays.equals(keys[at], 0, keys[at].length, bytes, from, to)) {
            found++;
            return texts[at];
        }
        if (looked == TRIAL) {
            off = found < TRIAL / 8;
            looked = 0;
            found = 0;
        }
        if (off) {
            keys = null;
            texts = null;
        }
        return null;
    }

    /** Keeps the text of bytes that were not found, and gives it. */
    String keep(byte[] bytes, int from, int to, String text) {
        if (keys != null && to - from <= LONGEST) {
            int at = place(bytes, from, to);
            keys[at] = Arrays.copyOfRange(bytes, from, to);
            texts[at] = text;
        }
        return text;
    }

    private static int place(byte[] bytes, int from, int to) {
        return Words.hash(bytes, from, to) & SIZE - 1;
    }
}
