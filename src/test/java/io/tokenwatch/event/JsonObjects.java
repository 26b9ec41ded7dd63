package io.tokenwatch.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/** JSON objects of any content, and the shapes in which logs carry them. */
final class JsonObjects {
    private static final ObjectMapper MAPPER =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private JsonObjects() {}

    /** A way to write several objects after one another. */
    enum Shape {
        LINES {
            @Override
            String of(List<Map<String, Object>> objects) {
                return objects.stream().map(o -> json(o) + "\n").collect(Collectors.joining());
            }
        },
        LINES_WITH_CARRIAGE_RETURNS {
            @Override
            String of(List<Map<String, Object>> objects) {
                return LINES.of(objects).replace("\n", "\r\n");
            }
        },
        LINES_WITH_BLANK_LINES {
            @Override
            String of(List<Map<String, Object>> objects) {
                return "\n" + LINES.of(objects).replace("\n", " \t\n\n\r\n  ");
            }
        },
        PRETTY_OBJECTS {
            @Override
            String of(List<Map<String, Object>> objects) {
                return objects.stream().map(o -> pretty(o) + "\n").collect(Collectors.joining());
            }
        },
        ARRAY {
            @Override
            String of(List<Map<String, Object>> objects) {
                return json(objects) + "\n";
            }
        },
        ARRAY_WITH_AN_ELEMENT_A_LINE {
            @Override
            String of(List<Map<String, Object>> objects) {
                return objects.stream()
                        .map(JsonObjects::json)
                        .collect(Collectors.joining(",\r\n", "[\r\n", "\r\n]\r\n"));
            }
        },
        PRETTY_ARRAY {
            @Override
            String of(List<Map<String, Object>> objects) {
                return pretty(objects) + "\n";
            }
        },
        PRETTY_ARRAY_WITH_ELEMENTS_ON_LINES_OF_THEIR_OWN {
            @Override
            String of(List<Map<String, Object>> objects) {
                DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
                printer.indentArraysWith(DefaultIndenter.SYSTEM_LINEFEED_INSTANCE);
                return write(MAPPER.writer(printer), objects) + "\n";
            }
        },
        ENVELOPE {
            @Override
            String of(List<Map<String, Object>> objects) {
                return json(Map.of("records", objects)) + "\n";
            }
        },
        ENVELOPE_EACH_ON_ONE_LINE {
            @Override
            String of(List<Map<String, Object>> objects) {
                return objects.stream()
                        .map(o -> json(Map.of("records", List.of(o))))
                        .collect(Collectors.joining());
            }
        },
        ENVELOPE_WITH_MORE_BEHIND {
            @Override
            String of(List<Map<String, Object>> objects) {
                String envelope = json(Map.of("records", objects));
                return envelope.substring(0, envelope.length() - 1) + ", \"count\": 2, \"x\": [{\"]\":\"}\"}]}\n";
            }
        },
        PRETTY_ENVELOPE {
            @Override
            String of(List<Map<String, Object>> objects) {
                return pretty(Map.of("records", objects)) + "\n";
            }
        };

        abstract String of(List<Map<String, Object>> objects);
    }

    static String json(Object value) {
        return write(MAPPER.writer(), value);
    }

    static String pretty(Object value) {
        return write(MAPPER.writerWithDefaultPrettyPrinter(), value);
    }

    private static String write(ObjectWriter writer, Object value) {
        try {
            return writer.writeValueAsString(value);
        } catch (JsonProcessingException impossible) {
            throw new IllegalArgumentException(impossible);
        }
    }

    static JsonNode parsed(String json) {
        try {
            return MAPPER.readTree(json);
        } catch (JsonProcessingException wrong) {
            throw new IllegalArgumentException(json, wrong);
        }
    }

    static Arbitrary<Map<String, Object>> objects() {
        return members(value(2));
    }

    private static Arbitrary<Map<String, Object>> members(Arbitrary<Object> value) {
        Arbitrary<String> names = Arbitraries.oneOf(
                Arbitraries.of("time", "category", "properties", "id", "Records", "a\"b", "{", "],", "é\n"), texts());
        return Arbitraries.maps(names.filter(name -> !name.equals("records")), value)
                .ofMaxSize(4);
    }

    private static Arbitrary<Object> value(int depth) {
        Arbitrary<Object> plain = Arbitraries.oneOf(
                texts().asGeneric(),
                Arbitraries.integers().asGeneric(),
                Arbitraries.doubles().between(-1e9, 1e9).asGeneric(),
                Arbitraries.of(true, false).asGeneric(),
                Arbitraries.just("{\"a\":[1,2]}").asGeneric());
        if (depth == 0) {
            return plain;
        }
        return Arbitraries.oneOf(
                plain,
                value(depth - 1).list().ofMaxSize(3).asGeneric(),
                members(value(depth - 1)).asGeneric());
    }

    private static Arbitrary<String> texts() {
        return Arbitraries.strings()
                .withChars("abc{}[]\",:\\/ \t\r\n\u00e9\u20ac\ufeff")
                .ofMaxLength(8);
    }
}
