package io.tokenwatch.event;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What a splitter made of a stream: its slices, and short ways to look at them. */
final class Slices {
    private static final int ONE_CHUNK = 1 << 16;
    private static final int NO_LIMIT = 1 << 20;

    /** One slice; {@code text} is what a dead letter would show of it. */
    record Slice(Chunk.Kind kind, long line, int item, String text) {
        @Override
        public String toString() {
            return kind + " " + line + ":" + item + " " + text;
        }
    }

    private Slices() {}

    static List<Slice> of(String text) {
        return of(text, ONE_CHUNK, NO_LIMIT);
    }

    static List<Slice> of(String text, int chunkBytes, int longestRow) {
        return of(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), chunkBytes, longestRow);
    }

    static List<Slice> of(InputStream in, int chunkBytes, int longestRow) {
        List<Slice> slices = new ArrayList<>();
        RowSplitter splitter = new RowSplitter(in, new Chunks(chunkBytes, false), longestRow);
        try {
            for (Chunk chunk = splitter.next(); chunk != null; chunk = splitter.next()) {
                for (int i = 0; i < chunk.size; i++) {
                    int length = chunk.to[i] - chunk.from[i];
                    String slice = new String(chunk.bytes, chunk.from[i], length, StandardCharsets.UTF_8);
                    slices.add(new Slice(chunk.kinds[i], chunk.lines[i], chunk.items[i], slice));
                }
            }
            return slices;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** Each slice as {@code line:item text}, with its kind before it unless it is a row. */
    static List<String> places(String text) {
        return of(text).stream().map(Slices::place).toList();
    }

    static String place(Slice slice) {
        String kind = slice.kind() == Chunk.Kind.ROW ? "" : slice.kind() + " ";
        return (kind + slice.line() + ":" + slice.item() + " " + slice.text()).strip();
    }

    /** The texts of the rows alone. */
    static List<String> rows(String text) {
        return of(text).stream()
                .filter(slice -> slice.kind() == Chunk.Kind.ROW)
                .map(Slice::text)
                .toList();
    }
}
