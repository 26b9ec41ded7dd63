package io.tokenwatch.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Reads single JSON objects with Jackson's streaming parser: the reference of what a record says, and of what is wrong
 * with it.
 *
 * <p>Stricter than Jackson's defaults: UTF-8 only, one object per record, no key twice on the levels that are read, no
 * deep nesting. Not safe to share.
 */
final class JacksonReader {
    private final JsonFactory json;
    private final FieldTree fields;
    private final Values values;

    JacksonReader(FieldTree fields, Values values, Limits limits) {
        this.fields = fields;
        this.values = values;
        this.json = JsonFactory.builder()
                .disable(JsonFactory.Feature.CHARSET_DETECTION)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(limits.depth())
                        .maxStringLength(limits.rowBytes())
                        .maxNameLength(10_000)
                        .build())
                .build();
    }

    /** What is wrong with a record. */
    record Fault(DeadReason reason, String message) {}

    /**
     * Reads a record into the values.
     *
     * @return null, or what is wrong with it; the values are of no use then
     */
    Fault read(byte[] bytes, int from, int to) throws IOException {
        values.begin(null);
        try (JsonParser parser = json.createParser(bytes, from, to - from)) {
            JsonToken root = parser.nextToken();
            if (root != JsonToken.START_OBJECT) {
                return new Fault(DeadReason.WRONG_ROOT, "the row is " + article(root) + "; expected an object");
            }
            String twice = object(parser, fields.root(), bytes, from);
            if (twice != null) {
                return new Fault(DeadReason.DUPLICATE_KEY, "the key \"" + twice + "\" stands twice in one object");
            }
            if (parser.nextToken() != null) {
                return new Fault(
                        DeadReason.SECOND_VALUE,
                        "a second value begins at column "
                                + parser.currentTokenLocation().getColumnNr() + "; expected one object");
            }
            return null;
        } catch (StreamConstraintsException tooMuch) {
            boolean deep = tooMuch.getMessage().contains("depth");
            return new Fault(deep ? DeadReason.TOO_DEEP : DeadReason.TOO_LONG, tooMuch.getOriginalMessage());
        } catch (JsonEOFException end) {
            return new Fault(DeadReason.CUT_OFF, "the row ends in the middle: " + end.getOriginalMessage());
        } catch (JsonParseException bad) {
            long column = bad.getLocation() == null ? 0 : bad.getLocation().getColumnNr();
            return new Fault(DeadReason.NOT_JSON, "column " + column + ": " + bad.getOriginalMessage());
        }
    }

    private static String article(JsonToken token) {
        if (token == null) {
            return "empty";
        }
        return switch (token) {
            case START_ARRAY -> "an array";
            case VALUE_STRING -> "a text";
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
            default -> token.asString();
        };
    }

    /**
     * Reads one object, whose opening brace was read.
     *
     * @return a key that stands in it, or in an object that is read within it, twice; else null
     */
    private String object(JsonParser parser, FieldTree.Node node, byte[] bytes, int offset) throws IOException {
        int visit = node.beginVisit();
        String twice = null;
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            FieldTree.Field field = node.field(name);
            if (!field.firstIn(visit) && twice == null) {
                twice = name;
            }
            JsonToken token = parser.nextToken();
            if (field.node() != null && token == JsonToken.START_OBJECT) {
                String within = object(parser, field.node(), bytes, offset);
                twice = twice == null ? within : twice;
            } else if (field.node() != null && token == JsonToken.VALUE_STRING) {
                String within = objectAsText(parser.getText(), field.node());
                twice = twice == null ? within : twice;
            } else if (field.slot() >= 0) {
                value(parser, token, field, bytes, offset);
            } else {
                parser.skipChildren();
            }
        }
        return twice;
    }

    /** Some exporters write {@code properties} as JSON text. */
    private String objectAsText(String text, FieldTree.Node node) throws IOException {
        if (!text.startsWith("{")) {
            return null;
        }
        byte[] inner = text.getBytes(StandardCharsets.UTF_8);
        try (JsonParser parser = json.createParser(inner)) {
            parser.nextToken();
            return object(parser, node, inner, 0);
        }
    }

    private void value(JsonParser parser, JsonToken token, FieldTree.Field field, byte[] bytes, int offset)
            throws IOException {
        switch (token) {
            case VALUE_NULL -> {}
            case VALUE_TRUE -> values.put(field.slot(), "true");
            case VALUE_FALSE -> values.put(field.slot(), "false");
            case START_OBJECT, START_ARRAY -> {
                int start = offset + (int) parser.currentTokenLocation().getByteOffset();
                parser.skipChildren();
                int stop = offset + (int) parser.currentLocation().getByteOffset();
                values.put(field.slot(), new String(bytes, start, stop - start, StandardCharsets.UTF_8));
            }
            default -> values.put(field.slot(), parser.getText());
        }
    }
}
