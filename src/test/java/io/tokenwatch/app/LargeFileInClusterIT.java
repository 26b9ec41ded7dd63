package io.tokenwatch.app;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.tokenwatch.event.Outcome;
import io.tokenwatch.event.Source;
import io.tokenwatch.event.Table;
import io.tokenwatch.event.Ticks;
import io.tokenwatch.testing.FreePorts;
import io.tokenwatch.testing.LogRows;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A member of a cluster while it reads a file that is larger than what it should hold. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LargeFileInClusterIT {
    private static final int BETWEEN = 60;
    private static final long BEGIN = Ticks.parse("2024-05-01T00:00:00Z");

    @TempDir
    private Path folder;

    private LivePipeline pipeline;

    @BeforeEach
    void join() throws Exception {
        int port = FreePorts.one();
        Settings settings = Settings.gather(
                null,
                Map.of(),
                Map.of(
                        "tokenwatch.data.dir",
                        folder.toString(),
                        "tokenwatch.cluster.members",
                        "127.0.0.1:" + port,
                        "tokenwatch.cluster.port",
                        String.valueOf(port)));
        pipeline = new LiveRules(settings, Clock.systemUTC()).start();
        pipeline.load();
        pipeline.open();
    }

    @AfterEach
    void leave() throws Exception {
        pipeline.finish();
        pipeline.close();
    }

    private static String token(int issuedAt) {
        return String.format("T%020dA", issuedAt);
    }

    /**
     * A row of each table that the shipped rules read. Each token is used an hour before it is told to whom it was
     * issued.
     */
    private static byte[] rowsAt(int minute) {
        String time = Ticks.toIso(BEGIN + minute * 60L * Ticks.PER_SECOND);
        String issued = LogRows.tokenIssued("app", time, "198.51.100.1", token(minute));
        return String.join(
                        "\n",
                        LogRows.tokenUse("user" + minute % 7, time, "203.0.113.1", "Graph"),
                        issued,
                        issued.replace("ServicePrincipalSignInLogs", "ManagedIdentitySignInLogs"),
                        LogRows.tokenUsed(time, "192.0.2.7", token(minute + BETWEEN)),
                        "")
                .getBytes(StandardCharsets.UTF_8);
    }

    private CompletableFuture<Void> accepting(InputStream in) {
        return CompletableFuture.runAsync(() -> {
            try {
                pipeline.accept(Source.named("large.ndjson"), in);
            } catch (IOException | InterruptedException failed) {
                throw new CompletionException(failed);
            }
        });
    }

    @Test
    void letsGoOfOldRowsBeforeItsEnd() throws Exception {
        try (PipedInputStream in = new PipedInputStream(1 << 16);
                PipedOutputStream out = new PipedOutputStream(in)) {
            CompletableFuture<Void> accepting = accepting(in);
            AtomicLong largest = new AtomicLong();
            AtomicInteger minutes = new AtomicInteger();
            await().pollInterval(Duration.ofMillis(20)).until(() -> {
                for (int i = 0; i < 240; i++) {
                    out.write(rowsAt(minutes.getAndIncrement()));
                }
                assertFalse(accepting.isDone(), "the file is not at its end");
                return largest.getAndAccumulate(pipeline.keptRows(), Math::max) > pipeline.keptRows();
            });
            out.close();
            accepting.join();

            for (Table table : pipeline.rules().catalog().tables()) {
                int rows = pipeline.rules().reads(table) ? minutes.get() : 0;
                await().until(() -> pipeline.counters().get(table.name(), Outcome.KEPT) == rows);
                assertEquals(rows, pipeline.counters().get(table.name(), Outcome.READ), table.name());
            }
        }
    }

    @Test
    void isNotAheadOfTheLanes() throws Exception {
        int minutes = 20_000;
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        for (int minute = 0; minute < minutes; minute++) {
            file.write(rowsAt(minute));
        }
        Set<String> alerts = ConcurrentHashMap.newKeySet();
        pipeline.alerts().add(alert -> alerts.add(alert.id()));
        accepting(new ByteArrayInputStream(file.toByteArray())).join();
        await().atMost(Duration.ofSeconds(60)).until(() -> alerts.size() == minutes - BETWEEN);
    }
}
