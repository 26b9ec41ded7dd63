package io.tokenwatch.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tokenwatch.alert.Status;
import io.tokenwatch.alert.ToldAlert;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a store does on every database. */
abstract class StoreContract {
    private Store store;

    /** Opens an empty one, or the one of this test again. */
    abstract Store open() throws IOException;

    /** A connection to its database beside it. */
    abstract Connection connection() throws SQLException;

    @BeforeEach
    void openStore() throws IOException {
        store = open();
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    private void openAgain() throws IOException {
        store.close();
        store = open();
    }

    private Map<UUID, byte[]> batches() {
        Map<UUID, byte[]> batches = new LinkedHashMap<>();
        store.batches((id, rows, goesAt) -> batches.put(id, rows));
        return batches;
    }

    private static UUID id(int n) {
        return new UUID(n * 0x9E3779B97F4A7C15L, n);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void givesBatchesInTheOrderInWhichTheyWereAppended() throws IOException {
        List<CompletableFuture<Void>> appended = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            appended.add(store.append(id(i), bytes("rows " + i), i));
        }
        appended.forEach(CompletableFuture::join);
        openAgain();

        List<UUID> ids = new ArrayList<>();
        store.batches((id, rows, goesAt) -> {
            assertEquals("rows " + goesAt, new String(rows, StandardCharsets.UTF_8));
            ids.add(id);
        });
        assertEquals(IntStream.range(0, 500).mapToObj(StoreContract::id).toList(), ids);
        assertEquals(500, store.batchCount());
    }

    @Test
    void keepsABatchOnce() throws IOException {
        CompletableFuture.allOf(
                        store.append(id(1), bytes("first"), 5),
                        store.append(id(2), bytes("other"), 5),
                        store.append(id(1), bytes("again"), 5))
                .join();
        store.append(id(1), bytes("again"), 5).join();

        assertEquals(List.of(id(1), id(2)), List.copyOf(batches().keySet()));
        assertArrayEquals(bytes("first"), batches().get(id(1)));
    }

    @Test
    void keepsLargeBatches() throws IOException {
        byte[] large = new byte[5 << 20];
        new Random(1).nextBytes(large);
        store.append(id(1), large, 5).join();
        openAgain();

        assertArrayEquals(large, batches().get(id(1)));
    }

    @Test
    void deletesBatchesWhoseTimeHasCome() {
        for (int i = 0; i < 10; i++) {
            store.append(id(i), bytes("rows"), i == 9 ? Long.MAX_VALUE : i).join();
        }

        store.deleteBatches(4);

        assertEquals(5, store.batchCount());
        assertEquals(
                IntStream.range(5, 10).mapToObj(StoreContract::id).toList(),
                List.copyOf(batches().keySet()));
    }

    @Test
    void tellsOfAFailureAndWorksAgainAfterwards() throws SQLException {
        store.append(id(1), bytes("rows"), 1).join();
        sql("ALTER TABLE tokenwatch_batches RENAME TO elsewhere");

        CompletionException failed = assertThrows(CompletionException.class, () -> store.append(id(2), bytes("lost"), 1)
                .join());
        assertInstanceOf(IOException.class, failed.getCause());
        assertThrows(UncheckedIOException.class, store::batchCount);
        assertThrows(UncheckedIOException.class, () -> store.deleteBatches(1));

        sql("ALTER TABLE elsewhere RENAME TO tokenwatch_batches");
        store.append(id(3), bytes("rows"), 1).join();
        assertEquals(List.of(id(1), id(3)), List.copyOf(batches().keySet()));
    }

    @Test
    void hasNobodySufferForAnother() throws SQLException {
        sql("ALTER TABLE tokenwatch_marks RENAME TO elsewhere");
        List<CompletableFuture<Void>> appended = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            appended.add(store.append(id(i), bytes("rows"), 1));
            if (i % 10 == 0) {
                assertThrows(UncheckedIOException.class, () -> store.putMarks(Map.of("A", 1L)));
            }
        }
        appended.forEach(CompletableFuture::join);

        assertEquals(50, store.batchCount());
        sql("ALTER TABLE elsewhere RENAME TO tokenwatch_marks");
    }

    private void sql(String sql) throws SQLException {
        try (Connection connection = connection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void remembersMarks() throws IOException {
        assertEquals(Map.of(), store.marks());
        store.putMarks(Map.of("A", 5L, "B", Long.MIN_VALUE));
        store.putMarks(Map.of("A", 7L));
        openAgain();

        assertEquals(Map.of("A", 7L, "B", Long.MIN_VALUE), store.marks());
    }

    @Test
    void remembersAlerts() throws IOException {
        ToldAlert first = told("a", Status.OPEN, 1, "2024-05-01T10:20:00.5Z", "{\"title\":\"çağla \ud83d\ude00\"}");
        ToldAlert later = told("b", Status.FINAL, 3, "2024-05-01T10:20:00.500000001Z", "{}");
        ToldAlert revised = told("a", Status.CLOSED, 2, "2024-05-02T10:20:00Z", "{\"x\":\"\\u0000\"}");
        store.putAlerts(List.of(later, first));
        assertEquals(List.of(first, later), List.copyOf(store.alerts().values()));

        store.putAlerts(List.of(revised));
        openAgain();
        assertEquals(List.of(later, revised), List.copyOf(store.alerts().values()));

        store.deleteAlerts(List.of("b", "never"));
        assertEquals(Map.of("a", revised), store.alerts());
    }

    private static ToldAlert told(String id, Status status, int revision, String at, String json) {
        return new ToldAlert(id, "T1", status, revision, Instant.parse(at), "digest", json);
    }

    @Test
    void remembersDocuments() throws IOException {
        assertNull(store.document("rules"));
        store.putDocument("rules", bytes("one"));
        store.putDocument("rules", new byte[2 << 20]);
        store.putDocument("others", new byte[0]);
        openAgain();

        assertArrayEquals(new byte[2 << 20], store.document("rules"));
        assertArrayEquals(new byte[0], store.document("others"));
    }

    @Test
    void worksForThreadsThatAreInterrupted() {
        Thread.currentThread().interrupt();
        store.putMarks(Map.of("A", 1L));
        assertEquals(Map.of("A", 1L), store.marks());
        assertTrue(Thread.interrupted());

        store.append(id(1), bytes("rows"), 1).join();
        assertEquals(1, store.batchCount());
    }

    @Test
    void refusesWhatComesAfterItsEnd() {
        store.close();

        assertThrows(CompletionException.class, () -> store.append(id(1), bytes("rows"), 1)
                .join());
    }
}
