package io.tokenwatch.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tokenwatch.event.JsonObjects.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** One broken object costs itself and nothing else, however it is broken and wherever it stands. */
class RowSplitterBrokenElementsTest {
    private static final List<String> NO_VALUE = List.of(
            "",
            "nul",
            "undefined",
            "\u0001",
            "'x'",
            "1 2",
            "\"x\" \"y\"",
            ":1",
            "\"x\",",
            "\"x",
            "\"x\\",
            "[1}",
            "[",
            "[1,",
            "]",
            "{",
            "}",
            "{\"q\":",
            "{\"q\":1",
            "\"x\ny\"",
            "\"x\n\n,y\nz\"");

    static Stream<Shape> shapes() {
        return Stream.of(Shape.values()).filter(shape -> shape != Shape.ENVELOPE_EACH_ON_ONE_LINE);
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void costsNoOtherRow(Shape shape) {
        for (String noValue : NO_VALUE) {
            for (int broken = 1; broken <= 4; broken++) {
                List<Integer> others = new ArrayList<>(List.of(1, 2, 3, 4));
                others.remove((Integer) broken);
                List<Slices.Slice> slices = Slices.of(stream(shape, broken, noValue));

                assertEquals(others, ids(slices), noValue + " in " + broken);
                assertTrue(slices.size() > others.size(), noValue + " in " + broken);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            names = {"LINES", "ARRAY", "ARRAY_WITH_AN_ELEMENT_A_LINE", "ENVELOPE", "PRETTY_ARRAY", "PRETTY_ENVELOPE"})
    void isOneRow(Shape shape) {
        for (String noValue : NO_VALUE.subList(0, 16)) {
            for (int broken = 1; broken <= 4; broken++) {
                assertEquals(4, Slices.of(stream(shape, broken, noValue)).size(), noValue + " in " + broken);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"ARRAY", "PRETTY_ARRAY", "ENVELOPE", "PRETTY_ENVELOPE"})
    void isCountedLikeTheOthers(Shape shape) {
        List<Integer> items = Slices.of(stream(shape, 2, "nul")).stream()
                .map(Slices.Slice::item)
                .toList();

        assertEquals(List.of(1, 2, 3, 4), items);
    }

    /** Four objects of which one lacks a value. */
    private static String stream(Shape shape, int broken, String noValue) {
        List<Map<String, Object>> objects = IntStream.rangeClosed(1, 4)
                .mapToObj(id -> (Map<String, Object>) new TreeMap<String, Object>(
                        Map.of("id", id, "v", id == broken ? "?" : "x", "w", Map.of("z", "{"))))
                .toList();
        return shape.of(objects).replace("\"?\"", noValue);
    }

    private static List<Integer> ids(List<Slices.Slice> slices) {
        List<Integer> ids = new ArrayList<>();
        for (Slices.Slice slice : slices) {
            try {
                JsonNode row = JsonObjects.parsed(slice.text());
                if (row.has("id") && row.has("w")) {
                    ids.add(row.get("id").asInt());
                }
            } catch (IllegalArgumentException notJson) {
                // the broken one, or what is left of it
            }
        }
        return ids;
    }
}
