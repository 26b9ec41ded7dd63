package io.tokenwatch.event;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Finds where values end in bytes that may hold only the beginning of a JSON text, by brackets and strings alone. Each
 * question names the place to begin at and the view, the place that is not looked at any more. Not safe to share.
 */
final class JsonScan {
    /** The answer depends on bytes after the view. */
    static final int NEED_MORE = -1;

    /** This is no JSON. */
    static final int BROKEN = -2;

    private static final byte[] RECORDS = "records".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] VALUE = "value".getBytes(StandardCharsets.US_ASCII);

    private byte[] bytes = new byte[0];
    private byte[] open = new byte[64];

    /** From now on these bytes are looked at. */
    void over(byte[] looked) {
        bytes = looked;
    }

    static boolean isBlank(byte c) {
        return c == ' ' || c == '\t' || c == '\r';
    }

    int afterBlankOnLine(int from, int view) {
        int i = from;
        while (i < view && isBlank(bytes[i])) {
            i++;
        }
        return i;
    }

    int afterBlank(int from, int view) {
        int i = from;
        while (i < view && (isBlank(bytes[i]) || bytes[i] == '\n')) {
            i++;
        }
        return i;
    }

    /** The next newline, or -1. */
    int newline(int from, int view) {
        int i = from;
        while (i + 4 * Words.BYTES <= view && !Words.newlineInFour(bytes, i)) {
            i += 4 * Words.BYTES;
        }
        for (; i + Words.BYTES <= view; i += Words.BYTES) {
            long newlines = Words.newlines(Words.at(bytes, i));
            if (newlines != 0) {
                return i + Words.first(newlines);
            }
        }
        for (; i < view; i++) {
            if (bytes[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    /**
     * Whether an envelope begins here: {@code {"records":[} or {@code {"value":[}, with annotations such as
     * {@code "@odata.context":"…",} before it.
     *
     * @return the place after its array's bracket, 0 if none begins here, or NEED_MORE
     */
    int envelope(int from, int view) {
        int i = afterBlank(from + 1, view);
        while (i < view) {
            if (bytes[i] != '"') {
                return 0;
            }
            int close = string(i + 1, view);
            if (close < 0) {
                return close == BROKEN ? 0 : NEED_MORE;
            }
            boolean array = isKey(RECORDS, i, close) || isKey(VALUE, i, close);
            if (!array && bytes[i + 1] != '@') {
                return 0;
            }
            i = afterBlank(close + 1, view);
            if (i < view && bytes[i] != ':') {
                return 0;
            }
            i = afterBlank(i + 1, view);
            if (i < view && array) {
                return bytes[i] == '[' ? i + 1 : 0;
            }
            i = array ? view : scalar(i, view);
            if (i < 0) {
                return i == BROKEN ? 0 : NEED_MORE;
            }
            if (i < view && bytes[i] != ',') {
                return 0;
            }
            i = afterBlank(i + 1, view);
        }
        return NEED_MORE;
    }

    private boolean isKey(byte[] key, int quote, int close) {
        return Arrays.equals(key, 0, key.length, bytes, quote + 1, close);
    }

    /** The key, with its quotes, that an object begins with; null if it begins with none, or with a long one. */
    byte[] firstKey(int from, int view) {
        int i = bytes[from] == '{' ? afterBlank(from + 1, view) : view;
        if (i >= view || bytes[i] != '"') {
            return null;
        }
        int close = string(i + 1, view);
        return close < 0 || close - i > 200 ? null : Arrays.copyOfRange(bytes, i, close + 1);
    }

    /**
     * The next place that looks like the beginning of an element: after a comma or on a line of its own, with the key
     * that elements begin with.
     *
     * @return -1 if there is none
     */
    int elementWith(byte[] key, int from, int view) {
        for (int i = from; i < view; i++) {
            if (bytes[i] == '{' && beginsElement(i, from) && startsWith(key, afterBlank(i + 1, view), view)) {
                return i;
            }
        }
        return -1;
    }

    private boolean beginsElement(int brace, int from) {
        int i = brace - 1;
        while (i >= from && isBlank(bytes[i])) {
            i--;
        }
        return i >= from && (bytes[i] == ',' || bytes[i] == '\n');
    }

    private boolean startsWith(byte[] key, int from, int view) {
        return from + key.length <= view && Arrays.equals(key, 0, key.length, bytes, from, from + key.length);
    }

    /**
     * The end of a value that is no object: the next comma, bracket or newline outside of strings and nested values.
     */
    int scalar(int from, int view) {
        boolean inString = false;
        int depth = 0;
        for (int i = from; i < view; i++) {
            byte c = bytes[i];
            if (c == '\n') {
                return i;
            } else if (inString) {
                if (c == '\\') {
                    i++;
                } else if (c == '"') {
                    inString = false;
                }
            } else if (c == '"') {
                inString = true;
            } else if (c == '[' || c == '{') {
                depth++;
            } else if (c == ']' || c == '}') {
                if (depth-- == 0) {
                    return i == from ? BROKEN : i;
                }
            } else if (c == ',' && depth == 0) {
                return i;
            }
        }
        return NEED_MORE;
    }

    /**
     * Where an object ends, by its brackets and strings alone.
     *
     * @return the place after its closing brace, NEED_MORE if it goes on after these bytes, or BROKEN if it cannot be
     *     JSON
     */
    int object(int from, int view) {
        int depth = 0;
        byte last = 0;
        for (int i = from; i < view; i++) {
            byte c = bytes[i];
            switch (c) {
                case '"' -> {
                    if (!mayBegin(last, open[depth - 1], true)) {
                        return BROKEN;
                    }
                    i = string(i + 1, view);
                    if (i < 0) {
                        return i;
                    }
                }
                case '{', '[' -> {
                    if (depth > 0 && !mayBegin(last, open[depth - 1], false)) {
                        return BROKEN;
                    }
                    if (depth == open.length) {
                        open = Arrays.copyOf(open, depth * 2);
                    }
                    open[depth++] = c;
                }
                case '}', ']' -> {
                    if (open[--depth] != (c == '}' ? '{' : '[')) {
                        return BROKEN;
                    }
                    if (depth == 0) {
                        return i + 1;
                    }
                }
                case ' ', '\t', '\r', '\n' -> {
                    continue;
                }
                default -> {
                    if (!isPlain(c)) {
                        return BROKEN;
                    }
                }
            }
            last = c;
        }
        return NEED_MORE;
    }

    /** Whether a value, or in an object a key, may follow what was there last. */
    private static boolean mayBegin(byte last, byte container, boolean key) {
        return container == '[' ? last == ',' || last == '[' : last == ':' || (key && (last == ',' || last == '{'));
    }

    /** The closing quote of a string; a newline in it means that it was never closed. */
    private int string(int from, int view) {
        for (int i = from; i < view; i++) {
            byte c = bytes[i];
            if (c == '"') {
                return i;
            }
            if (c == '\\') {
                i++;
            } else if (c == '\n') {
                return BROKEN;
            }
        }
        return NEED_MORE;
    }

    /** What may stand outside of strings beside brackets: punctuation, numbers, true, false, null. */
    private static boolean isPlain(byte c) {
        return c == ','
                || c == ':'
                || (c >= '0' && c <= '9')
                || c == '-'
                || c == '+'
                || c == '.'
                || c == 'E'
                || "truefalsn".indexOf(c) >= 0;
    }
}
