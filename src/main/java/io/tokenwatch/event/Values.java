package io.tokenwatch.event;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The values that one record has at the paths that columns are read from, by slot. A value is a place in the record
 * until somebody asks for its text, and most are never asked for. Not safe to share.
 */
final class Values {
    /** How a value's bytes become its text. */
    enum Form {
        /** ASCII, as it stands. */
        PLAIN,
        /** UTF-8, as it stands. */
        WIDE,
        /** Well-formed UTF-8 with the escapes of a JSON string. */
        ESCAPED
    }

    private final int[] seenIn;
    private final String[] texts;
    private final int[] from;
    private final int[] to;
    private final Form[] forms;
    private final TextPool[] pools;
    private int record;
    private byte[] bytes;
    private char[] unescaped = new char[256];

    Values(int slots) {
        seenIn = new int[slots];
        texts = new String[slots];
        from = new int[slots];
        to = new int[slots];
        forms = new Form[slots];
        pools = new TextPool[slots];
        Arrays.setAll(pools, slot -> new TextPool());
    }

    /**
     * Forgets the last record; the next one's values are places in these bytes, which may be null if there are none.
     */
    void begin(byte[] recordBytes) {
        record++;
        bytes = recordBytes;
    }

    /** From now on the texts of a slot are not kept. */
    void forget(int slot) {
        pools[slot] = TextPool.none();
    }

    /** Notes a value that was read as a text; null is like a missing one. */
    void put(int slot, String text) {
        seenIn[slot] = text == null ? record - 1 : record;
        texts[slot] = text;
        forms[slot] = null;
    }

    /** Notes where a value stands. */
    void put(int slot, int begin, int end, Form form) {
        seenIn[slot] = record;
        from[slot] = begin;
        to[slot] = end;
        forms[slot] = form;
    }

    boolean has(int slot) {
        return seenIn[slot] == record;
    }

    /** The first of some slots that has a value, or -1. */
    int first(int[] slots) {
        for (int slot : slots) {
            if (seenIn[slot] == record) {
                return slot;
            }
        }
        return -1;
    }

    /** Whether a value that is there is an empty text. */
    boolean isEmpty(int slot) {
        return forms[slot] == null ? texts[slot].isEmpty() : from[slot] == to[slot];
    }

    /** The text of a value that is there. */
    String text(int slot) {
        return forms[slot] == null ? texts[slot] : text(slot, bytes, from[slot], to[slot], forms[slot]);
    }

    /** The text of some bytes as a value of a slot, shared with the values that it had lately. */
    String text(int slot, byte[] of, int begin, int end, Form form) {
        if (begin == end) {
            return "";
        }
        // Equal bytes are equal texts, whatever their form: a string has a backslash before each quote, other JSON has
        // not.
        String known = pools[slot].find(of, begin, end);
        return known != null ? known : pools[slot].keep(of, begin, end, decoded(of, begin, end, form));
    }

    /** The ticks of a value that is there, or {@link Ticks#NONE}. */
    long ticks(int slot) {
        if (forms[slot] == Form.PLAIN) {
            long ticks = Ticks.parse(bytes, from[slot], to[slot]);
            if (ticks != Ticks.NONE) {
                return ticks;
            }
        }
        return Ticks.parse(text(slot));
    }

    /** Reads a value that is there as a GUID; whether it is one. */
    boolean read(int slot, Guid guid) {
        return forms[slot] == null ? guid.read(texts[slot]) : guid.read(bytes, from[slot], to[slot]);
    }

    /** The text of some bytes. */
    String decoded(byte[] of, int begin, int end, Form form) {
        return switch (form) {
            case PLAIN -> new String(of, begin, end - begin, StandardCharsets.ISO_8859_1);
            case WIDE -> new String(of, begin, end - begin, StandardCharsets.UTF_8);
            case ESCAPED -> unescaped(of, begin, end);
        };
    }

    private String unescaped(byte[] of, int begin, int end) {
        if (unescaped.length < end - begin) {
            unescaped = new char[Math.max(end - begin, unescaped.length * 2)];
        }
        int size = 0;
        for (int i = begin; i < end; i++) {
            int c = of[i] & 0xff;
            if (c == '\\') {
                char escape = (char) of[++i];
                unescaped[size++] = escape == 'u' ? hex(of, i + 1) : meant(escape);
                i += escape == 'u' ? 4 : 0;
            } else if (c < 0x80) {
                unescaped[size++] = (char) c;
            } else if (c < 0xe0) {
                unescaped[size++] = (char) ((c & 0x1f) << 6 | of[++i] & 0x3f);
            } else if (c < 0xf0) {
                unescaped[size++] = (char) ((c & 0xf) << 12 | (of[++i] & 0x3f) << 6 | of[++i] & 0x3f);
            } else {
                int code = (c & 7) << 18 | (of[++i] & 0x3f) << 12 | (of[++i] & 0x3f) << 6 | of[++i] & 0x3f;
                unescaped[size++] = Character.highSurrogate(code);
                unescaped[size++] = Character.lowSurrogate(code);
            }
        }
        return new String(unescaped, 0, size);
    }

    private static char hex(byte[] of, int at) {
        int value = 0;
        for (int i = at; i < at + 4; i++) {
            value = value << 4 | Character.digit(of[i], 16);
        }
        return (char) value;
    }

    private static char meant(char escape) {
        return switch (escape) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> escape;
        };
    }
}
