package io.tokenwatch.event;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** How a stream is cut into portions and chunks makes no difference. */
class RowSplitterCutsTest {
    private static final List<String> PIECES = List.of(
            "{\"a\":1}",
            "{\"a\":{\"b\":[2,\"]}\"]}}",
            "{\n  \"a\": 3\n}",
            "{\"records\":[",
            "{ \"records\" : [\n",
            "[",
            "]",
            "]}",
            "],\"x\":{\"y\":1}}",
            "{",
            "}",
            "\"",
            "\\",
            "\n",
            "\r\n",
            " ",
            ",",
            ":",
            "\"a\"",
            "\"a\\\"b\"",
            "17",
            "-1.5e3",
            "true",
            "nul",
            "é",
            "\uFEFF",
            "{\"a\":",
            "{\"a\":\"b",
            "[{\"a\":\"b\nc\"},{\"a\":2}",
            "{\"@odata.context\":\"x\",\"value\":[",
            "x",
            "    ",
            "[{\"a\":1},{\"a\":2}]",
            "{\"records\":[{\"a\":1},{\"a\":2}]}",
            "[\n  {\n    \"a\": 1\n  },\n  {\n    \"a\": 2\n  }\n]",
            "[{\n    \"a\": 1\n  }, {\n    \"a\": 2\n  }]");

    @Provide
    Arbitrary<String> streams() {
        return Arbitraries.of(PIECES).list().ofMaxSize(25).map(pieces -> String.join("", pieces));
    }

    @Property(tries = 2000, edgeCases = EdgeCasesMode.NONE)
    void findsTheSameRowsWhateverTheChunkSize(
            @ForAll("streams") String stream, @ForAll @IntRange(min = 1, max = 60) int chunkBytes) {
        assertEquals(show(Slices.of(stream, 1 << 16, 1 << 20)), show(Slices.of(stream, chunkBytes, 1 << 20)));
    }

    @Property(tries = 2000, edgeCases = EdgeCasesMode.NONE)
    void findsTheSameRowsWhateverTheChunkSizeAndLimit(
            @ForAll("streams") String stream,
            @ForAll @IntRange(min = 1, max = 60) int chunkBytes,
            @ForAll @IntRange(min = 5, max = 60) int longest) {
        assertEquals(show(Slices.of(stream, 1 << 16, longest)), show(Slices.of(stream, chunkBytes, longest)));
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void findsTheSameRowsWhateverPortionsAReadGives(
            @ForAll("streams") String stream, @ForAll @IntRange(min = 1, max = 7) int portion) {
        assertEquals(show(Slices.of(stream)), show(Slices.of(new Portions(stream, portion), 16, 1 << 20)));
    }

    private static String show(List<Slices.Slice> slices) {
        return slices.stream().map(Slices::place).collect(Collectors.joining("\n"));
    }

    /** Gives at most so many bytes a read. */
    private static final class Portions extends ByteArrayInputStream {
        private final int most;

        Portions(String text, int most) {
            super(text.getBytes(StandardCharsets.UTF_8));
            this.most = most;
        }

        @Override
        public int read(byte[] bytes, int from, int length) {
            return super.read(bytes, from, Math.min(most, length));
        }
    }
}
