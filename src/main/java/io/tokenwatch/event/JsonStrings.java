package io.tokenwatch.event;

/** Passes over the insides of JSON strings, checking all of them, eight bytes at a time. */
final class JsonStrings {
    private static final long ESCAPED = 1L << 32;
    private static final long WIDE = 1L << 33;
    private static final int WRONG = -1;

    private JsonStrings() {}

    /**
     * Passes over the inside of a string.
     *
     * @param from the place after its opening quote
     * @param end the end of the record; bytes behind it are looked at but make no difference
     * @return where it ends and what is in it, for {@link #close} and {@link #form}; negative if it is not in order or
     *     has no end
     */
    static long inside(byte[] bytes, int from, int end) {
        int lastWord = bytes.length - Words.BYTES;
        long found = 0;
        int i = from;
        while (i <= lastWord) {
            long word = Words.at(bytes, i);
            long ends = Words.ends(word);
            if (ends == 0) {
                i += Words.BYTES;
                continue;
            }
            int first = i + Words.first(ends);
            if (bytes[first] == '"') {
                return first < end ? found | first : WRONG;
            }
            long backslashes = Words.backslashes(word);
            long quotes = Words.quotes(word);
            if (Words.unusual(word) == 0 && (backslashes << 8 & ~quotes) == 0) {
                // JSON in a string is full of \": these quotes close nothing.
                found |= ESCAPED;
                long closing = quotes & ~(backslashes << 8);
                if (closing != 0) {
                    int close = i + Words.first(closing);
                    return close < end ? found | close : WRONG;
                }
                // A backslash in the last place is looked at again, with what it escapes.
                i += Words.BYTES + (int) (backslashes >> 63);
                continue;
            }
            found |= bytes[first] == '\\' ? ESCAPED : WIDE;
            i = passed(bytes, first, end);
            if (i < 0) {
                return WRONG;
            }
        }
        while (i < end && bytes[i] != '"') {
            boolean plain = bytes[i] >= ' ' && bytes[i] != '\\';
            found |= plain ? 0 : bytes[i] == '\\' ? ESCAPED : WIDE;
            i = plain ? i + 1 : passed(bytes, i, end);
            if (i < 0) {
                return WRONG;
            }
        }
        return i < end ? found | i : WRONG;
    }

    /** The place of the closing quote. */
    static int close(long inside) {
        return (int) inside;
    }

    static Values.Form form(long inside) {
        return inside < ESCAPED ? Values.Form.PLAIN : (inside & ESCAPED) != 0 ? Values.Form.ESCAPED : Values.Form.WIDE;
    }

    /** The place after an escape, or after a character that is not ASCII; negative if it is not in order. */
    private static int passed(byte[] bytes, int from, int end) {
        return bytes[from] == '\\' ? afterEscape(bytes, from + 1, end) : afterWide(bytes, from, end);
    }

    private static int afterWide(byte[] bytes, int from, int end) {
        int c = bytes[from] & 0xff;
        int length = c < 0xc2 ? 0 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : c < 0xf5 ? 4 : 0;
        if (length == 0 || from + length > end) {
            return WRONG;
        }
        for (int i = from + 1; i < from + length; i++) {
            if (bytes[i] >= -64) {
                return WRONG;
            }
        }
        // No form longer than it need be, no surrogates, nothing beyond U+10FFFF.
        int second = bytes[from + 1] & 0xff;
        boolean good =
                switch (c) {
                    case 0xe0 -> second >= 0xa0;
                    case 0xed -> second < 0xa0;
                    case 0xf0 -> second >= 0x90;
                    case 0xf4 -> second < 0x90;
                    default -> true;
                };
        return good ? from + length : WRONG;
    }

    private static int afterEscape(byte[] bytes, int from, int end) {
        if (from >= end) {
            return WRONG;
        }
        switch (bytes[from]) {
            case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> {
                return from + 1;
            }
            case 'u' -> {
                for (int i = from + 1; i < from + 5; i++) {
                    if (i >= end || Character.digit(bytes[i], 16) < 0) {
                        return WRONG;
                    }
                }
                return from + 5;
            }
            default -> {
                return WRONG;
            }
        }
    }
}
