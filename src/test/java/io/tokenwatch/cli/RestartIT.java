package io.tokenwatch.cli;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tokenwatch.alert.ToldAlert;
import io.tokenwatch.app.Replay;
import io.tokenwatch.app.Settings;
import io.tokenwatch.event.JsonText;
import io.tokenwatch.event.Ticks;
import io.tokenwatch.store.Store;
import io.tokenwatch.testing.LogRows;
import io.tokenwatch.testing.RunningProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code kill -9} and a new start: nothing that was accepted is lost, and nothing is told twice. */
@Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RestartIT {
    private static final int ROWS_OF_A_POST = 30;
    private static final int TERMINATED = 143;

    @TempDir
    private Path folder;

    private final List<String> posts = posts(new Random(7));
    private final AtomicInteger accepted = new AtomicInteger();
    private Map<String, ToldAlert> recorded = Map.of();
    private int toldByThen;
    private RunningProcess process;

    @AfterEach
    void leaveNoProcess() throws InterruptedException {
        if (process != null) {
            process.close();
        }
    }

    /** Four hours of sign-ins and Graph calls, a little out of order. */
    private static List<String> posts(Random random) {
        long begin = Ticks.parse("2024-05-01T10:00:00Z");
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < 4800; i++) {
            String time = Ticks.toIso(begin + i * 3L * Ticks.PER_SECOND + i);
            int who = (int) (Math.abs(random.nextGaussian()) * 20);
            String address = "203.0.113." + (who + random.nextInt(3));
            switch (random.nextInt(10)) {
                case 0 -> rows.add(LogRows.tokenIssued("app" + who, time, "198.51.100." + who, token(who)));
                case 1 ->
                    rows.add(LogRows.tokenUsed(
                            time, (random.nextInt(8) == 0 ? "192.0.2." : "198.51.100.") + who, token(who)));
                default ->
                    rows.add(LogRows.tokenUse(
                            "user" + who + "@example.com", time, address, random.nextBoolean() ? "OneDrive" : "Graph"));
            }
        }
        for (int i = 0; i + 20 <= rows.size(); i += 20) {
            Collections.shuffle(rows.subList(i, i + 20), random);
        }
        List<String> posts = new ArrayList<>();
        for (int i = 0; i < rows.size(); i += ROWS_OF_A_POST) {
            posts.add(String.join("\n", rows.subList(i, Math.min(rows.size(), i + ROWS_OF_A_POST))) + "\n");
        }
        return posts;
    }

    private static String token(int who) {
        return String.format("token%017d", who);
    }

    private RunningProcess start() throws IOException {
        process = new RunningProcess(folder.resolve("data"));
        return process;
    }

    /** Posts what was not accepted yet, one after the other, until all is or the process has ended. */
    private CompletableFuture<Void> posting(RunningProcess to, int end) {
        return CompletableFuture.runAsync(() -> {
            try {
                while (accepted.get() < end && to.post(posts.get(accepted.get()))) {
                    accepted.incrementAndGet();
                }
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private void postAll(RunningProcess to, int end) {
        posting(to, end).join();
        assertEquals(end, accepted.get());
    }

    /** Kills the process while it works, when so many posts are accepted. */
    private void killAfter(int enough) throws Exception {
        CompletableFuture<Void> posting = posting(process, posts.size());
        await().atMost(Duration.ofMinutes(1)).until(() -> accepted.get() >= enough);
        kill();
        posting.join();
        assertTrue(accepted.get() < posts.size(), "it was killed too late");
    }

    private void kill() throws Exception {
        process.kill();
        Path copy = Files.createTempDirectory(folder, "killed");
        Files.copy(folder.resolve("data/store/tokenwatch.mv.db"), copy.resolve("tokenwatch.mv.db"));
        try (Store store = Store.open("jdbc:h2:file:" + copy.resolve("tokenwatch"), "tokenwatch", "")) {
            recorded = store.alerts();
        }
        toldByThen = tellings().size();
    }

    private List<Map<String, Object>> tellings() throws IOException {
        Path file = folder.resolve("data/alerts.ndjson");
        return Files.exists(file)
                ? Files.readAllLines(file).stream().map(JsonText::object).toList()
                : List.of();
    }

    /**
     * What no process told that was told already: each recorded telling is the last of its alert, or older ones come.
     */
    private void assertNothingIsToldAgain() throws IOException {
        List<Map<String, Object>> all = tellings();
        for (Map<String, Object> told : all.subList(toldByThen, all.size())) {
            ToldAlert before = recorded.get(told.get("id"));
            assertTrue(
                    before == null || (int) told.get("revision") > before.revision(),
                    () -> told + "\nwas told already: " + before);
        }
    }

    /** Ends the process, and compares with what an undisturbed replay tells. */
    private void assertAsUndisturbed() throws Exception {
        assertEquals(TERMINATED, process.stop());
        assertNothingIsToldAgain();
        Map<String, Map<String, Object>> last = new TreeMap<>();
        tellings().forEach(told -> last.put((String) told.get("id"), content(told)));
        Map<String, Map<String, Object>> replayed = replayed();
        assertTrue(replayed.size() > 50, "only " + replayed.size() + " alerts");
        assertEquals(replayed.keySet(), last.keySet());
        replayed.forEach((id, content) -> assertEquals(content, last.get(id)));
    }

    private static Map<String, Object> content(Map<String, Object> told) {
        Map<String, Object> content = new TreeMap<>(told);
        content.keySet().removeAll(List.of("status", "revision"));
        return content;
    }

    private Map<String, Map<String, Object>> replayed() throws Exception {
        Path rows = Files.writeString(folder.resolve("rows.ndjson"), String.join("", posts));
        Settings settings = Settings.gather(
                null,
                Map.of(),
                Map.of("tokenwatch.data.dir", folder.resolve("replay").toString()));
        Map<String, Map<String, Object>> told = new TreeMap<>();
        new Replay(settings, Clock.systemUTC())
                .run(
                        List.of(rows),
                        alert -> told.put(alert.id(), content(JsonText.object(alert.toJson()))),
                        bytes -> {});
        return told;
    }

    @Test
    void goesOnAfterAKillInMidStream() throws Exception {
        start().awaitReady();
        killAfter(50);
        start().awaitReady();
        postAll(process, posts.size());
        assertAsUndisturbed();
    }

    @Test
    void goesOnAfterTwoKills() throws Exception {
        start().awaitReady();
        killAfter(30);
        start().awaitReady();
        killAfter(95);
        start().awaitReady();
        postAll(process, posts.size());
        assertAsUndisturbed();
    }

    @Test
    void goesOnAfterAKillWhileItIsLoading() throws Exception {
        start().awaitReady();
        postAll(process, 100);
        kill();
        start().awaitLine("loading; see");
        String health = process.get("/observe/health/ready").body();
        process.kill();
        assertTrue(health.contains("loading: ") || health.contains("\"UP\""), health);
        start().awaitReady();
        assertNothingIsToldAgain();
        postAll(process, posts.size());
        assertAsUndisturbed();
    }

    @Test
    void tellsNothingAgainAfterAKillInSilence() throws Exception {
        start().awaitReady();
        postAll(process, 60);
        await().atMost(Duration.ofMinutes(1)).until(this::isAllRecorded);
        kill();
        start().awaitReady();
        assertNothingIsToldAgain();
        assertEquals(
                recorded.size(),
                ((List<?>) JsonText.object(process.get("/api/v1/alerts?limit=10000")
                                        .body())
                                .get("alerts"))
                        .size());
        postAll(process, posts.size());
        assertAsUndisturbed();
    }

    /** Looks at a copy of the files that are written meanwhile. */
    private boolean isAllRecorded() throws Exception {
        Path copy = Files.createTempDirectory(folder, "copy");
        Files.copy(folder.resolve("data/store/tokenwatch.mv.db"), copy.resolve("tokenwatch.mv.db"));
        Map<String, Integer> last = new TreeMap<>();
        tellings().forEach(told -> last.put((String) told.get("id"), (Integer) told.get("revision")));
        try (Store store = Store.open("jdbc:h2:file:" + copy.resolve("tokenwatch"), "tokenwatch", "")) {
            Map<String, Integer> known = new TreeMap<>();
            store.alerts().values().forEach(told -> known.put(told.id(), told.revision()));
            return known.equals(last);
        } catch (IOException halfWritten) {
            return false;
        }
    }

    @Test
    void refusesADataFolderThatIsInUse() throws Exception {
        start().awaitReady();
        try (RunningProcess other = new RunningProcess(folder.resolve("data"))) {
            other.awaitLine("is in use by another process");
            assertEquals(ExitCode.USAGE, other.awaitEnd());
        }
    }
}
