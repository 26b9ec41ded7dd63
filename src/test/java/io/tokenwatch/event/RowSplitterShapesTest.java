package io.tokenwatch.event;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.tokenwatch.event.JsonObjects.Shape;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;

/** Whatever objects are written in whatever shape, exactly these objects are rows. */
class RowSplitterShapesTest {
    @Provide
    Arbitrary<List<Map<String, Object>>> objects() {
        return JsonObjects.objects().list().ofMinSize(1).ofMaxSize(6);
    }

    @Property(tries = 250, edgeCases = EdgeCasesMode.NONE)
    void findsTheObjectsOfAnyShape(@ForAll Shape shape, @ForAll("objects") List<Map<String, Object>> objects) {
        assertEquals(nodes(objects), rows(shape.of(objects), 1 << 16));
    }

    @Property(tries = 250, edgeCases = EdgeCasesMode.NONE)
    void findsTheObjectsBehindAByteOrderMark(
            @ForAll Shape shape, @ForAll("objects") List<Map<String, Object>> objects) {
        assertEquals(nodes(objects), rows("\uFEFF" + shape.of(objects), 1 << 16));
    }

    @Property(tries = 250, edgeCases = EdgeCasesMode.NONE)
    void findsTheObjectsWithoutANewlineAtTheEnd(
            @ForAll Shape shape, @ForAll("objects") List<Map<String, Object>> objects) {
        assertEquals(nodes(objects), rows(shape.of(objects).strip(), 1 << 16));
    }

    @Provide
    Arbitrary<List<Tuple.Tuple2<Shape, List<Map<String, Object>>>>> parts() {
        return Arbitraries.of(Shape.class)
                .flatMap(shape -> objects().map(objects -> Tuple.of(shape, objects)))
                .list()
                .ofMaxSize(5);
    }

    @Property(tries = 250, edgeCases = EdgeCasesMode.NONE)
    void findsTheObjectsOfShapesThatFollowEachOther(
            @ForAll("parts") List<Tuple.Tuple2<Shape, List<Map<String, Object>>>> parts,
            @ForAll @IntRange(min = 1, max = 500) int chunkBytes) {
        String stream = parts.stream().map(part -> part.get1().of(part.get2())).collect(Collectors.joining("\n"));
        List<JsonNode> expected =
                parts.stream().flatMap(part -> nodes(part.get2()).stream()).toList();

        assertEquals(expected, rows(stream, chunkBytes));
    }

    private static List<JsonNode> nodes(List<Map<String, Object>> objects) {
        return objects.stream()
                .map(o -> JsonObjects.parsed(JsonObjects.json(o)))
                .toList();
    }

    private static List<JsonNode> rows(String stream, int chunkBytes) {
        return Slices.of(stream, chunkBytes, 1 << 20).stream()
                .map(slice -> JsonObjects.parsed(slice.text()))
                .toList();
    }
}
