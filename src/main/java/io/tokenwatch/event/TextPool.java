package io.tokenwatch.event;

/**
 * Shares equal texts of one column: users, agents, applications and addresses repeat, and kept rows hold on to them. A
 * column whose texts hardly repeat, such as an id, is soon left alone. Not safe to share.
 */
final class TextPool {
    private static final int SIZE = 2048;
    private static final int LONGEST = 256;
    private static final int TRIAL = 4096;

    private String[] texts;
    private int looked;
    private int found;
    private boolean off;

    /** The text of these characters, the same object as before where it was seen lately. */
    String of(char[] chars, int offset, int length) {
        if (length == 0) {
            return "";
        }
        if (off || length > LONGEST) {
            return new String(chars, offset, length);
        }
        if (texts == null) {
            texts = new String[SIZE];
        }
        int hash = 0;
        for (int i = offset; i < offset + length; i++) {
            hash = 31 * hash + chars[i];
        }
        int at = (hash ^ hash >>> 16) & SIZE - 1;
        String pooled = texts[at];
        looked++;
        if (pooled != null && equal(pooled, chars, offset, length)) {
            found++;
            return pooled;
        }
        if (looked == TRIAL) {
            off = found < TRIAL / 8;
            texts = off ? null : texts;
            looked = 0;
            found = 0;
        }
        String fresh = new String(chars, offset, length);
        if (!off) {
            texts[at] = fresh;
        }
        return fresh;
    }

    private static boolean equal(String text, char[] chars, int offset, int length) {
        if (text.length() != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (text.charAt(i) != chars[offset + i]) {
                return false;
            }
        }
        return true;
    }
}
