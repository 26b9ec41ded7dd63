package io.tokenwatch.bench.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SlicesTest {
    @TempDir
    private Path dir;

    @Test
    void cutsAFileIntoSoManyLinesAtATime() throws IOException {
        assertEquals(List.of("a\nbb\n", "\nc\n", "d"), slices("a\nbb\n\nc\nd", 2));
        assertEquals(List.of("a\n", "b\n"), slices("a\nb\n", 1));
        assertEquals(List.of(), slices("", 1));
    }

    @Test
    void readsLinesLongerThanItsBuffer() throws IOException {
        String longLine = "x".repeat(1_500_000) + "\n";

        assertEquals(List.of(longLine + "y\n", longLine), slices(longLine + "y\n" + longLine, 2));
    }

    private List<String> slices(String text, int lines) throws IOException {
        List<String> found = new ArrayList<>();
        Path file = Files.writeString(dir.resolve("lines"), text);
        try (Slices slices = new Slices(file, lines)) {
            for (byte[] slice = slices.next(); slice != null; slice = slices.next()) {
                found.add(new String(slice, StandardCharsets.UTF_8));
            }
        }
        return found;
    }
}
