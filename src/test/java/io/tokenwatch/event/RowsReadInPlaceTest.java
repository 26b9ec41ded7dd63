package io.tokenwatch.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Rows that are read where they stand are those that are cut out first, with the same lines and dead letters. */
class RowsReadInPlaceTest {
    private static final String ROW = "{\"category\":\"SignInLogs\",\"time\":\"2024-05-01\",\"Id\":\"a\"}";
    private static final RowReader.Job JOB = new RowReader.Job(Source.named("file"), null, (table, row) -> 1);

    /** What stands on a line, or on several. */
    @Provide
    Arbitrary<String> stream() {
        Arbitrary<String> pieces = Arbitraries.of(
                ROW,
                ROW.replace("\"a\"", "\"b\",\"x\":[1,{\"y\":\"\\\"}\"}]"),
                ROW.replace(",", " , ").replace(":", "\t: "),
                ROW + " \t",
                ROW + "\r",
                " " + ROW,
                "\uFEFF" + ROW,
                ROW.replace(",", ",\n"),
                ROW.replace("}", "\n}"),
                ROW.replace("}", ",\"properties\":{\n}}"),
                ROW.replace("\"a\"", "\"a\nb\""),
                ROW.replace("\"a\"", "\"" + "-".repeat(150) + "\""),
                ROW.replace("\"a\"", "\"" + "-".repeat(300) + "\""),
                ROW.replace("\"a\"", "\"a\",\"Id\":\"again\""),
                ROW.replace("\"a\"", "\"é\\n\",\"properties\":\"{ \\\"status\\\": \\n{}}\""),
                ROW.replace("\"a\"", "\"é\",\"properties\":\"{}\""),
                ROW.replace("SignInLogs", "Others"),
                ROW + ROW,
                ROW + ",",
                ROW + " x",
                "{\"Id\":" + ROW,
                "{\"a\":{}",
                ",\"b\":1}",
                "[" + ROW + "," + ROW + "]",
                "[\n" + ROW + ",\n" + ROW + "\n]",
                "[" + ROW,
                "{\"records\":[" + ROW + "," + ROW + "]}",
                "{\"records\":[" + ROW,
                "{",
                "}",
                "\"",
                "x",
                "",
                " ");
        return pieces.list().ofMaxSize(30).map(some -> String.join("\n", some));
    }

    @Property(tries = 5000, edgeCases = EdgeCasesMode.NONE)
    void areTheSame(
            @ForAll("stream") String text,
            @ForAll @IntRange(min = 70, max = 2000) int chunkBytes,
            @ForAll @IntRange(min = 60, max = 400) int longestRow)
            throws IOException {
        assertEquals(read(text, chunkBytes, longestRow, false), read(text, chunkBytes, longestRow, true));
    }

    @Test
    void areReadOnce() throws IOException {
        byte[] bytes = (ROW + "\n").repeat(100).getBytes(StandardCharsets.UTF_8);
        RowSplitter splitter = new RowSplitter(new ByteArrayInputStream(bytes), new Chunks(1 << 16, false), 1000);
        int[] read = {0};
        Chunk chunk = splitter.next(new RowSplitter.LineReader() {
            @Override
            public void begin(Chunk of) {
                assertEquals(0, of.size);
            }

            @Override
            public int read(Chunk of, int from, int view) {
                return from + ROW.length();
            }

            @Override
            public void add() {
                read[0]++;
            }
        });

        assertEquals(100, read[0]);
        assertEquals(100, chunk.size);
        assertTrue(splitter.isOver());
    }

    private static List<String> read(String text, int chunkBytes, int longestRow, boolean inPlace) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        Chunks chunks = new Chunks(chunkBytes, true);
        RowSplitter splitter = new RowSplitter(new ByteArrayInputStream(bytes), chunks, longestRow);
        RowReader reader = new RowReader(Decoded.CATALOG, new Limits(longestRow, 20));
        List<String> seen = new ArrayList<>();
        for (RowBatch batch = next(splitter, reader, chunks, inPlace);
                batch != null;
                batch = next(splitter, reader, chunks, inPlace)) {
            seen.add(batch.read() + " read");
            for (int i = 0; i < batch.size(); i++) {
                DeadLetter origin = batch.deadLetter(i, DeadReason.LATE, "");
                seen.add(batch.table(i) + Arrays.toString(batch.row(i)) + " " + batch.time(i) + " " + place(origin));
            }
            batch.dead().forEach(dead -> seen.add(dead.reason() + " " + dead.message() + " " + place(dead)));
            batch.release();
        }
        return seen;
    }

    private static String place(DeadLetter letter) {
        return letter.line() + ":" + letter.item() + " " + letter.row();
    }

    private static RowBatch next(RowSplitter splitter, RowReader reader, Chunks chunks, boolean inPlace)
            throws IOException {
        if (inPlace) {
            return reader.read(splitter, chunks, JOB);
        }
        Chunk chunk = splitter.next();
        return chunk == null ? null : reader.read(chunk, chunks, JOB);
    }
}
