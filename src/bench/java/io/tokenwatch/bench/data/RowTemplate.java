package io.tokenwatch.bench.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A table's row with holes: {@code "${Name}"} takes a text, {@code "={Name}"} a value that is JSON already. Objects and
 * arrays in it become text, as Log Analytics keeps them. Immutable.
 */
final class RowTemplate {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The quotes of a hole for JSON are part of it; within a text they are escaped. */
    private static final Pattern HOLE = Pattern.compile("\\$\\{(\\w+)}|\\\\?\"=\\{(\\w+)\\}\\\\?\"");

    /** What comes before each hole, and what ends the row. */
    private final byte[][] literals;

    private final String[] holes;

    private RowTemplate(String text) {
        List<byte[]> between = new ArrayList<>();
        List<String> names = new ArrayList<>();
        int from = 0;
        Matcher hole = HOLE.matcher(text);
        while (hole.find()) {
            between.add(text.substring(from, hole.start()).getBytes(StandardCharsets.UTF_8));
            names.add(hole.group(1) == null ? hole.group(2) : hole.group(1));
            from = hole.end();
        }
        between.add(text.substring(from).getBytes(StandardCharsets.UTF_8));
        literals = between.toArray(byte[][]::new);
        holes = names.toArray(String[]::new);
    }

    /** Reads the template of a table. */
    static RowTemplate of(String table) {
        StringBuilder row = new StringBuilder();
        read(table).properties().forEach(column -> row.append(row.isEmpty() ? '{' : ',')
                .append(TextNode.valueOf(column.getKey()))
                .append(':')
                .append(asText(column.getValue())));
        return new RowTemplate(row.append('}').toString());
    }

    /** The values of a list of JSON values, each as a text that is JSON. */
    static List<byte[]> values(String name) {
        List<byte[]> values = new ArrayList<>();
        read(name).forEach(value -> values.add(asText(value).getBytes(StandardCharsets.UTF_8)));
        return values;
    }

    private static JsonNode read(String name) {
        try (InputStream in = RowTemplate.class.getResourceAsStream(name + ".json")) {
            return JSON.readTree(in);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static String asText(JsonNode value) {
        return value.isContainerNode() ? TextNode.valueOf(value.toString()).toString() : value.toString();
    }

    /**
     * Writes a row.
     *
     * @throws IllegalStateException if a hole has no value
     */
    void write(Map<String, byte[]> values, LogOutput out) throws IOException {
        for (int i = 0; i < holes.length; i++) {
            byte[] value = values.get(holes[i]);
            if (value == null) {
                throw new IllegalStateException(holes[i] + " has no value");
            }
            out.put(literals[i]);
            out.put(value);
        }
        out.put(literals[holes.length]);
        out.endRow();
    }
}
