package io.tokenwatch.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** Looks into JSON that a column holds as text. Safe to share. */
public final class JsonText {
    private static final JsonFactory JSON = new JsonFactory();
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int LIKELY_LENGTH = 2048;

    private JsonText() {}

    /**
     * A member of a JSON object, as text: Kusto's {@code tostring(parse_json(text).name)}.
     *
     * @param text JSON, or anything else
     * @param name the member's name; case matters
     * @return the member's text (an object or array as compact JSON); "" if the text is not one JSON object, or has no
     *     such member, or it is null
     */
    public static String member(String text, String name) {
        if (text == null || !text.stripLeading().startsWith("{")) {
            return "";
        }
        String found = "";
        try (JsonParser parser = JSON.createParser(text)) {
            parser.nextToken();
            for (String field = parser.nextFieldName(); field != null; field = parser.nextFieldName()) {
                JsonToken value = parser.nextToken();
                if (field.equals(name)) {
                    found = text(parser, value);
                } else {
                    parser.skipChildren();
                }
            }
            return parser.nextToken() == null ? found : "";
        } catch (IOException notJson) {
            return "";
        }
    }

    /**
     * The members of a JSON object, as maps, lists, texts, numbers, booleans and null.
     *
     * @throws IllegalArgumentException if the text is not one JSON object
     */
    public static Map<String, Object> object(String text) {
        try {
            return MAPPER.readValue(text, new TypeReference<LinkedHashMap<String, Object>>() {});
        } catch (IOException notJson) {
            throw new IllegalArgumentException(notJson);
        }
    }

    /** The JSON text, on one line, of maps, lists, texts, numbers, booleans and null. */
    public static String of(Object value) {
        StringWriter text = new StringWriter(LIKELY_LENGTH);
        try (JsonGenerator generator = MAPPER.createGenerator(text)) {
            write(value, generator);
        } catch (IOException unexpected) {
            throw new IllegalArgumentException(unexpected);
        }
        return text.toString();
    }

    /** What {@link #of} gives, in UTF-8; half of a surrogate pair, which UTF-8 has none of, is written as an escape. */
    public static byte[] utf8(Object value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(LIKELY_LENGTH);
        try (JsonGenerator generator = MAPPER.createGenerator(bytes)) {
            write(value, generator);
        } catch (IOException unexpected) {
            throw new IllegalArgumentException(unexpected);
        }
        return bytes.toByteArray();
    }

    /** By hand, because the mapper would look up for each value how its class is written. */
    private static void write(Object value, JsonGenerator generator) throws IOException {
        if (value instanceof String text) {
            generator.writeString(text);
        } else if (value instanceof Map<?, ?> map) {
            generator.writeStartObject();
            for (Map.Entry<?, ?> member : map.entrySet()) {
                generator.writeFieldName((String) member.getKey());
                write(member.getValue(), generator);
            }
            generator.writeEndObject();
        } else if (value instanceof Collection<?> list) {
            generator.writeStartArray();
            for (Object one : list) {
                write(one, generator);
            }
            generator.writeEndArray();
        } else if (value instanceof Long number) {
            generator.writeNumber(number);
        } else if (value instanceof Integer number) {
            generator.writeNumber(number);
        } else {
            generator.writePOJO(value);
        }
    }

    private static String text(JsonParser parser, JsonToken value) throws IOException {
        if (value == JsonToken.VALUE_NULL) {
            return "";
        }
        if (!value.isStructStart()) {
            return parser.getText();
        }
        StringWriter compact = new StringWriter();
        try (JsonGenerator generator = JSON.createGenerator(compact)) {
            generator.copyCurrentStructure(parser);
        }
        return compact.toString();
    }
}
