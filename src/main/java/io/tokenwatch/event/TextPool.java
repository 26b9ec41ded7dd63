package io.tokenwatch.event;

import java.util.Arrays;

/**
 * Shares equal texts of one column: users, agents and applications repeat, and kept rows hold on to them. A column
 * whose texts are new more often than not, such as an id, is soon left alone: looking for them costs more than making
 * them anew. Not safe to share.
 *
 * <p>A text is found by its bytes as they stand in the record, before anything is decoded.
 */
final class TextPool {
    private static final int SIZE = 2048;
    private static final int LONGEST = 256;
    private static final int TRIAL = 4096;

    private byte[][] keys;
    private String[] texts;

    /** The hashes of the keys: small enough to stay in the processor's cache, which the keys are not. */
    private int[] hashes;

    private int hash;
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
            hashes = new int[SIZE];
        }
        hash = Words.hash(bytes, from, to);
        int at = hash & SIZE - 1;
        looked++;
        if (hashes[at] == hash && keys[at] != null && Arrays.equals(keys[at], 0, keys[at].length, bytes, from, to)) {
            found++;
            return texts[at];
        }
        if (looked >= TRIAL) {
            off = found < TRIAL / 2;
            looked = 0;
            found = 0;
        }
        if (off) {
            keys = null;
            texts = null;
            hashes = null;
        }
        return null;
    }

    /** Keeps the text of the bytes that were looked for last, and not found; gives it. */
    String keep(byte[] bytes, int from, int to, String text) {
        if (keys != null && to - from <= LONGEST) {
            int at = hash & SIZE - 1;
            hashes[at] = hash;
            keys[at] = Arrays.copyOfRange(bytes, from, to);
            texts[at] = text;
        }
        return text;
    }
}
