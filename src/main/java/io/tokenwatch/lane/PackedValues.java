package io.tokenwatch.lane;

import io.tokenwatch.event.Guid;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;

/**
 * Values of rows as bytes: a byte that tells the kind, and what it takes. A text that stands there already is named by
 * its place, a GUID takes 17 bytes. What is read is what was added, character by character. The bytes are the same on
 * all machines.
 *
 * <p>Not safe to share; a {@link Reader} may be used by any thread while values are added.
 */
final class PackedValues {
    private static final byte NULL = 0;
    private static final byte EMPTY = 1;
    private static final byte REPEATED = 2;
    private static final byte GUID = 3;
    private static final byte LATIN_1 = 4;
    private static final byte CHARS = 5;
    private static final byte LONG = 6;
    private static final byte INT = 7;
    private static final byte DOUBLE = 8;
    private static final byte TRUE = 9;
    private static final byte FALSE = 10;

    private static final int MOST_COUNT_BYTES = 5;
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final int FIRST_BYTES = 256;

    private static final int KNOWN_BITS = 10;
    private static final int MOST_KNOWN = 1 << KNOWN_BITS;

    /** About every how many bytes a text stands that may be named again. */
    private static final int BYTES_PER_KNOWN = 32;

    /** What was grown beyond this is not kept for the values that come next. */
    private static final int MOST_BYTES_KEPT = 4 << 20;

    private final Guid guid = new Guid();
    private long number;
    private byte[] bytes = new byte[FIRST_BYTES];
    private int size;

    /** @param number tells these values from all others of their table */
    PackedValues(long number) {
        this.number = number;
    }

    /** Begins anew, with other values; nobody may still read those before. */
    void restart(long number) {
        this.number = number;
        size = 0;
        if (bytes.length > MOST_BYTES_KEPT) {
            bytes = new byte[FIRST_BYTES];
        }
    }

    long number() {
        return number;
    }

    /** How many bytes there are. */
    int size() {
        return size;
    }

    /**
     * Adds a value.
     *
     * @param value a text, a number, a truth value or null
     * @param column which column of its row it is
     * @throws IllegalArgumentException if the value is anything else
     */
    void add(Object value, int column, RepeatedTexts repeated) {
        ensure(1 + Long.BYTES);
        if (value == null) {
            bytes[size++] = NULL;
        } else if (value instanceof String text) {
            addText(text, column, repeated);
        } else if (value instanceof Long number) {
            bytes[size++] = LONG;
            addFixed(number);
        } else if (value instanceof Integer number) {
            bytes[size++] = INT;
            addFixed(number);
        } else if (value instanceof Double number) {
            bytes[size++] = DOUBLE;
            addFixed(Double.doubleToRawLongBits(number));
        } else if (value instanceof Boolean truth) {
            bytes[size++] = truth ? TRUE : FALSE;
        } else {
            throw new IllegalArgumentException("a row holds a " + value.getClass());
        }
    }

    private void addText(String text, int column, RepeatedTexts repeated) {
        if (text.isEmpty()) {
            bytes[size++] = EMPTY;
            return;
        }
        int place = repeated.place(text, column, this);
        if (place >= 0) {
            bytes[size++] = REPEATED;
            addCount(place);
        } else if (guid.read(text)) {
            ensure(1 + 2 * Long.BYTES);
            bytes[size++] = GUID;
            addFixed(guid.high());
            addFixed(guid.low());
        } else {
            addCharacters(text);
        }
    }

    private void addCharacters(String text) {
        int length = text.length();
        ensure(1 + MOST_COUNT_BYTES + length);
        int begin = size;
        bytes[size++] = LATIN_1;
        addCount(length);
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c >= 256) {
                size = begin;
                addAnyCharacters(text);
                return;
            }
            bytes[size++] = (byte) c;
        }
    }

    private void addAnyCharacters(String text) {
        ensure(1 + MOST_COUNT_BYTES + 2 * text.length());
        bytes[size++] = CHARS;
        addCount(text.length());
        for (int i = 0; i < text.length(); i++) {
            bytes[size++] = (byte) (text.charAt(i) >> 8);
            bytes[size++] = (byte) text.charAt(i);
        }
    }

    private void addFixed(long value) {
        LONGS.set(bytes, size, value);
        size += Long.BYTES;
    }

    /** A number from 0, seven bits a byte. */
    private void addCount(int value) {
        int left = value;
        while (left > 0x7F) {
            bytes[size++] = (byte) (left | 0x80);
            left >>= 7;
        }
        bytes[size++] = (byte) left;
    }

    private void ensure(int more) {
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(size + more, bytes.length + (bytes.length >> 1)));
        }
    }

    /** Adds a number from 0 that is no value of a row, to be read by {@link Reader#number}. */
    void addNumber(int value) {
        ensure(MOST_COUNT_BYTES);
        addCount(value);
    }

    /** Writes the bytes to a buffer. */
    void writeTo(ByteBuffer buffer) {
        buffer.put(bytes, 0, size);
    }

    /** Gives back the room that is not used; nothing more is added. */
    void trim() {
        bytes = Arrays.copyOf(bytes, size);
    }

    /** What reads the values that were added so far. */
    Reader reader() {
        return new Reader(bytes, 0);
    }

    /** What reads values that were written elsewhere, and stand in these bytes from a place on. */
    static Reader reader(byte[] bytes, int base) {
        return new Reader(bytes, base);
    }

    /** Reads values while others are added: what was written once stays. Not safe to share. */
    static final class Reader {
        private final byte[] bytes;
        private final int base;

        // The texts that were named last, each where its place leads to: a map would make a number for each look.
        private final String[] repeated;
        private final int[] places;
        private int at;

        private Reader(byte[] bytes, int base) {
            this.bytes = bytes;
            this.base = base;
            this.at = base;
            int known =
                    Integer.highestOneBit(Math.min(MOST_KNOWN, Math.max(1, (bytes.length - base) / BYTES_PER_KNOWN)));
            this.repeated = new String[known];
            this.places = new int[known];
        }

        /** Reads the values that were added one after the other, from a place on. */
        Object[] read(int from, int count) {
            at = base + from;
            return next(count);
        }

        /** The number that comes next. */
        int number() {
            return count();
        }

        /** The values that come next. */
        Object[] next(int count) {
            Object[] values = new Object[count];
            for (int i = 0; i < count; i++) {
                values[i] = value();
            }
            return values;
        }

        private Object value() {
            byte kind = bytes[at++];
            return switch (kind) {
                case NULL -> null;
                case EMPTY -> "";
                case REPEATED -> repeated(count());
                case GUID -> new UUID(fixed(), fixed()).toString();
                case LATIN_1 -> latin1(count());
                case CHARS -> characters(count());
                case LONG -> fixed();
                case INT -> (int) fixed();
                case DOUBLE -> Double.longBitsToDouble(fixed());
                default -> kind == TRUE;
            };
        }

        private String repeated(int place) {
            int known = (place ^ place >>> KNOWN_BITS) & places.length - 1;
            if (repeated[known] == null || places[known] != place) {
                int next = at;
                at = base + place;
                repeated[known] = (String) value();
                places[known] = place;
                at = next;
            }
            return repeated[known];
        }

        private String latin1(int length) {
            at += length;
            return new String(bytes, at - length, length, StandardCharsets.ISO_8859_1);
        }

        /** Not by way of a character set: half a pair of surrogates must come back as it is. */
        private String characters(int length) {
            char[] chars = new char[length];
            for (int i = 0; i < length; i++) {
                chars[i] = (char) (bytes[at++] << 8 | bytes[at++] & 0xFF);
            }
            return new String(chars);
        }

        private long fixed() {
            at += Long.BYTES;
            return (long) LONGS.get(bytes, at - Long.BYTES);
        }

        private int count() {
            int value = 0;
            for (int shift = 0; ; shift += 7) {
                byte part = bytes[at++];
                value |= (part & 0x7F) << shift;
                if (part >= 0) {
                    return value;
                }
            }
        }
    }
}
