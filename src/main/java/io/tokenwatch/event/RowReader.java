package io.tokenwatch.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import java.io.IOException;

/**
 * Decodes single JSON objects, the slices of a {@link Chunk}, with Jackson's streaming parser: picks the columns that
 * tables declare and skips the rest.
 *
 * <p>Stricter than Jackson's defaults: UTF-8 only, one object per slice, no key twice on the levels that are read, no
 * deep nesting. Keeps what it knows between rows; not safe to share.
 */
final class RowReader {
    private final JsonFactory json;
    private final Limits limits;
    private final FieldTree fields;
    private final RowAssembler assembler;

    RowReader(Catalog catalog, Limits limits) {
        this.limits = limits;
        this.json = JsonFactory.builder()
                .disable(JsonFactory.Feature.CHARSET_DETECTION)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(limits.depth())
                        .maxStringLength(limits.rowBytes())
                        .maxNameLength(10_000)
                        .build())
                .build();
        this.fields = new FieldTree(catalog);
        this.assembler = new RowAssembler(catalog, fields);
    }

    /** Decodes all rows of a chunk. */
    RowBatch read(Chunk chunk, Source source, Table hinted, RowFilter filter) throws IOException {
        RowBatch batch = new RowBatch(
                source,
                assembler.tableCount(),
                (from, to) -> new String(
                        chunk.bytes,
                        from,
                        Math.min(to - from, DeadLetter.LONGEST_ROW),
                        java.nio.charset.StandardCharsets.UTF_8));
        for (int i = 0; i < chunk.size; i++) {
            switch (chunk.kinds[i]) {
                case ROW -> row(chunk, i, hinted, filter, batch);
                case TOO_LONG ->
                    dead(
                            chunk,
                            i,
                            batch,
                            DeadReason.TOO_LONG,
                            "the row is longer than " + limits.rowBytes() + " bytes");
                case UNCLOSED ->
                    dead(chunk, i, batch, DeadReason.CUT_OFF, "the array of rows is not closed; expected ']'");
            }
        }
        return batch;
    }

    private void row(Chunk chunk, int i, Table hinted, RowFilter filter, RowBatch batch) throws IOException {
        int from = chunk.from[i];
        int to = chunk.to[i];
        try (JsonParser parser = json.createParser(chunk.bytes, from, to - from)) {
            assembler.begin();
            JsonToken root = parser.nextToken();
            if (root != JsonToken.START_OBJECT) {
                dead(chunk, i, batch, DeadReason.WRONG_ROOT, "the row is " + article(root) + "; expected an object");
                return;
            }
            String twice = object(parser, fields.root(), chunk.bytes, from);
            if (twice != null) {
                dead(chunk, i, batch, DeadReason.DUPLICATE_KEY, "the key \"" + twice + "\" stands twice in one object");
            } else if (parser.nextToken() != null) {
                dead(
                        chunk,
                        i,
                        batch,
                        DeadReason.SECOND_VALUE,
                        "a second value begins at column " + column(parser) + "; expected one object");
            } else {
                assembler.finish(hinted, filter, batch, chunk.lines[i], chunk.items[i], from, to);
            }
        } catch (StreamConstraintsException tooMuch) {
            boolean deep = tooMuch.getMessage().contains("depth");
            dead(chunk, i, batch, deep ? DeadReason.TOO_DEEP : DeadReason.TOO_LONG, tooMuch.getOriginalMessage());
        } catch (JsonEOFException end) {
            dead(chunk, i, batch, DeadReason.CUT_OFF, "the row ends in the middle: " + end.getOriginalMessage());
        } catch (JsonParseException bad) {
            long column = bad.getLocation() == null ? 0 : bad.getLocation().getColumnNr();
            dead(chunk, i, batch, DeadReason.NOT_JSON, "column " + column + ": " + bad.getOriginalMessage());
        }
    }

    private static void dead(Chunk chunk, int i, RowBatch batch, DeadReason reason, String message) {
        batch.kill(reason, message, chunk.lines[i], chunk.items[i], "", chunk.from[i], chunk.to[i]);
    }

    private static long column(JsonParser parser) {
        return parser.currentTokenLocation().getColumnNr();
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
        byte[] inner = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        try (JsonParser parser = json.createParser(inner)) {
            parser.nextToken();
            return object(parser, node, inner, 0);
        }
    }

    private void value(JsonParser parser, JsonToken token, FieldTree.Field field, byte[] bytes, int offset)
            throws IOException {
        switch (token) {
            case VALUE_NULL -> {}
            case VALUE_TRUE -> assembler.put(field.slot(), "true");
            case VALUE_FALSE -> assembler.put(field.slot(), "false");
            case START_OBJECT, START_ARRAY -> {
                int start = offset + (int) parser.currentTokenLocation().getByteOffset();
                parser.skipChildren();
                int stop = offset + (int) parser.currentLocation().getByteOffset();
                assembler.put(
                        field.slot(), new String(bytes, start, stop - start, java.nio.charset.StandardCharsets.UTF_8));
            }
            default ->
                assembler.put(
                        field.slot(),
                        field.texts().of(parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength()));
        }
    }
}
