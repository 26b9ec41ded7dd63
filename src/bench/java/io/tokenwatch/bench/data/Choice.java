package io.tokenwatch.bench.data;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** One line of a list among the resources: texts by column, each also as bytes for rows. Immutable. */
final class Choice {
    private final Map<String, String> texts;
    private final Map<String, byte[]> columns = new HashMap<>();

    Choice(Map<String, String> texts) {
        this.texts = texts;
        texts.forEach((column, text) -> columns.put(column, utf8(text)));
    }

    /**
     * A text for rows.
     *
     * @throws IllegalArgumentException if JSON would have to write it in another way
     */
    static byte[] utf8(String text) {
        if (text.chars().anyMatch(c -> c == '"' || c == '\\' || c < ' ')) {
            throw new IllegalArgumentException(
                    text + ": expected a text without quotes, backslashes and control codes");
        }
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** @throws IllegalArgumentException if there is no such column */
    String text(String column) {
        String text = texts.get(column);
        if (text == null) {
            throw new IllegalArgumentException(column + ": expected one of " + texts.keySet());
        }
        return text;
    }

    Map<String, byte[]> columns() {
        return columns;
    }

    boolean is(String column, String value) {
        return text(column).equals(value);
    }

    boolean yes(String column) {
        return is(column, "yes");
    }

    int number(String column) {
        return Integer.parseInt(text(column));
    }

    /** A number out of a range that is written as {@code 2..6}. */
    int between(String column, Seeded random) {
        String[] ends = text(column).split("\\.\\.");
        return random.between(Integer.parseInt(ends[0]), Integer.parseInt(ends[1]));
    }
}
