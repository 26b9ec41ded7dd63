package io.tokenwatch.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A source of many chunks, decoded on several threads. */
class ChunkDecodersTest {
    private static final int ROWS = 20_000;
    private static final byte[] STREAM = stream();

    private final List<String> seen = new ArrayList<>();
    private final List<RowBatch> batches = new ArrayList<>();

    /** Rows with an id each, and every hundredth line is none. */
    private static byte[] stream() {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < ROWS; i++) {
            lines.append(i % 100 == 7 ? "{\"Id\":" : "")
                    .append("{\"category\":\"SignInLogs\",\"time\":\"2024-05-01\",\"Id\":\"")
                    .append(i)
                    .append("\",\"x\":\"")
                    .append("-".repeat(i % 200))
                    .append("\"}\n");
        }
        return lines.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static InputStream all() {
        return new ByteArrayInputStream(STREAM);
    }

    private void decode(InputStream in, int threads) throws IOException {
        try (Decoder decoder = new Decoder(Decoded.CATALOG, Limits.DEFAULT, threads)) {
            decoder.decode(Source.named("file"), in, (table, row) -> 1, this::see);
        }
    }

    private void see(RowBatch batch) {
        batches.add(batch);
        for (int i = 0; i < batch.size(); i++) {
            seen.add(String.valueOf(batch.table(i).id(batch.row(i))));
        }
        batch.dead().forEach(letter -> seen.add(letter.reason().text() + " " + letter.line()));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 4})
    void isTheSameAsOnOne(int threads) throws IOException {
        decode(all(), 1);
        List<String> expected = List.copyOf(seen);
        seen.clear();
        decode(all(), threads);

        assertTrue(batches.size() > 20, () -> batches.size() + " chunks");
        assertEquals(expected, seen);
        assertEquals(ROWS, seen.size());
    }

    @Test
    void isHandedOnUpToWhereItBreaksOff() {
        InputStream broken = new SequenceInputStream(all(), new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("broken");
            }
        });

        assertThrows(IOException.class, () -> decode(broken, 4));
        assertEquals(ROWS, seen.size());
    }

    @Test
    void hasItsTextsUntilItIsReleased() throws IOException {
        try (Decoder decoder = new Decoder(Decoded.CATALOG, Limits.DEFAULT, 2)) {
            decoder.decode(Source.named("file"), all(), (table, row) -> 1, batch -> {
                batches.add(batch);
                batch.hold();
                batch.release();
            });
            decoder.decode(Source.named("file"), all(), (table, row) -> 1, RowBatch::release);
        }

        List<String> rows = batches.stream()
                .flatMap(batch -> IntStream.range(0, batch.size())
                        .mapToObj(i -> batch.deadLetter(i, DeadReason.LATE, "").row()))
                .toList();
        List<String> lines = new String(STREAM, StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith("{\"category\""))
                .toList();
        assertEquals(lines, rows);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void handsOnTheFirstRowsBeforeTheNextAreRead(int threads) throws IOException {
        InputStream message = new ByteArrayInputStream(STREAM, 0, 400_000);
        List<Integer> leftToRead = new ArrayList<>();
        try (Decoder decoder = new Decoder(Decoded.CATALOG, Limits.DEFAULT, threads)) {
            decoder.decode(
                    Source.named("message"), message, (table, row) -> 1, batch -> leftToRead.add(available(message)));
        }

        assertTrue(leftToRead.get(0) > 300_000, leftToRead::toString);
        assertTrue(leftToRead.size() > 4, leftToRead::toString);
    }

    private static int available(InputStream in) {
        try {
            return in.available();
        } catch (IOException impossible) {
            throw new java.io.UncheckedIOException(impossible);
        }
    }
}
