package io.tokenwatch.cli;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tokenwatch.app.Replay;
import io.tokenwatch.app.Settings;
import io.tokenwatch.event.JsonText;
import io.tokenwatch.event.Ticks;
import io.tokenwatch.testing.LogRows;
import io.tokenwatch.testing.Nodes;
import io.tokenwatch.testing.Postgres;
import io.tokenwatch.testing.RunningProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Several nodes as processes of their own. Starting them takes longest, so most tests share three; the last kills one.
 */
@Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ClusterIT {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final String OFTEN = "tokenwatch.alerts.update.interval=200ms";
    private static final String TITLE = "title='Access token used from another address than it was issued to'";
    private static final int ROWS_OF_A_POST = 40;

    @TempDir
    private static Path folder;

    private final List<String> posts = posts(new Random(11));
    private Nodes nodes;

    @BeforeAll
    void startThree() throws IOException {
        nodes = new Nodes(folder.resolve("three"), 3, OFTEN).start();
        nodes.awaitSafe(0, 3);
    }

    @AfterAll
    void leaveNoProcess() throws InterruptedException, IOException {
        if (nodes != null) {
            nodes.close();
        }
    }

    /**
     * Three hours of sign-ins and Graph calls, a little out of order. What their alerts say does not depend on the
     * order.
     */
    private static List<String> posts(Random random) {
        long begin = Ticks.parse("2024-05-01T10:00:00Z");
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < 3600; i++) {
            String time = Ticks.toIso(begin + i * 3L * Ticks.PER_SECOND + i);
            int who = i / 12;
            switch (i % 12) {
                case 0 -> rows.add(LogRows.tokenIssued("app" + who, time, "198.51.100." + who % 250, token(who)));
                case 1, 2 ->
                    rows.add(LogRows.tokenUsed(
                            time, (who % 4 == 0 ? "192.0.2." : "198.51.100.") + who % 250, token(who)));
                default ->
                    rows.add(LogRows.tokenUse(
                            "user" + (int) (Math.abs(random.nextGaussian()) * 30) + "@example.com",
                            time,
                            "203.0.113." + random.nextInt(2),
                            random.nextBoolean() ? "OneDrive" : "Graph"));
            }
        }
        for (int i = 0; i + 20 <= rows.size(); i += 20) {
            java.util.Collections.shuffle(rows.subList(i, i + 20), random);
        }
        List<String> posts = new ArrayList<>();
        for (int i = 0; i < rows.size(); i += ROWS_OF_A_POST) {
            posts.add(String.join("\n", rows.subList(i, i + ROWS_OF_A_POST)) + "\n");
        }
        return posts;
    }

    private static String token(int n) {
        return String.format("T%020dA", n);
    }

    /** Posts at the nodes in turn; what one does not take is posted at the next. */
    private static CompletableFuture<Void> posting(Nodes to, List<String> posts, AtomicInteger accepted) {
        return CompletableFuture.runAsync(() -> {
            try {
                for (int at = 0; accepted.get() < posts.size(); at++) {
                    if (to.get(at % to.count()).post(posts.get(accepted.get()))) {
                        accepted.incrementAndGet();
                    }
                }
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private static Map<String, Map<String, Object>> replayed(List<String> posts, Path to) throws Exception {
        Files.createDirectories(to);
        Path rows = Files.writeString(to.resolve("rows.ndjson"), String.join("", posts));
        Settings settings = Settings.gather(
                null, Map.of(), Map.of("tokenwatch.data.dir", to.resolve("data").toString()));
        Map<String, Map<String, Object>> told = new TreeMap<>();
        new Replay(settings, Clock.systemUTC())
                .run(
                        List.of(rows),
                        alert -> told.put(alert.id(), content(JsonText.object(alert.toJson()))),
                        bytes -> {});
        assertTrue(told.size() > 100, "only " + told.size() + " alerts");
        return told;
    }

    /**
     * What an alert says whatever the order of its rows: neither how often it was told, nor which of its rows came
     * first.
     */
    @SuppressWarnings("unchecked")
    private static Map<String, Object> content(Map<String, Object> told) {
        Map<String, Object> content = new TreeMap<>(told);
        content.keySet().removeAll(List.of("status", "revision", "told"));
        Map<String, Object> row = new TreeMap<>((Map<String, Object>) content.get("row"));
        row.replaceAll((column, value) -> value instanceof List<?> list ? new HashSet<>(list) : value);
        if (told.get("samples") != null) {
            row.remove("TimeGenerated");
            content.put("samples", new HashSet<>((List<?>) told.get("samples")));
        }
        content.put("entities", new HashSet<>((List<?>) content.get("entities")));
        content.put("row", row);
        return content;
    }

    private static Map<String, Map<String, Object>> listed(RunningProcess node)
            throws IOException, InterruptedException {
        Map<String, Map<String, Object>> listed = new TreeMap<>();
        List<?> alerts = (List<?>)
                JsonText.object(node.get("/api/v1/alerts?limit=10000").body()).get("alerts");
        for (Object one : alerts) {
            @SuppressWarnings("unchecked")
            Map<String, Object> alert = (Map<String, Object>) one;
            listed.put((String) alert.get("id"), content(alert));
        }
        return listed;
    }

    /** The telling of each alert with the highest revision, of whichever node; there must be no other with the same. */
    private static Map<String, Map<String, Object>> delivered(Nodes by) throws IOException {
        Map<String, TreeMap<Integer, Set<Map<String, Object>>>> tellings = new TreeMap<>();
        for (int node = 0; node < by.count(); node++) {
            for (String line : Files.readAllLines(by.alertsFile(node))) {
                Map<String, Object> told;
                try {
                    told = JsonText.object(line);
                } catch (IllegalArgumentException cutOff) {
                    // the end of what a node wrote that was killed
                    continue;
                }
                tellings.computeIfAbsent((String) told.get("id"), id -> new TreeMap<>())
                        .computeIfAbsent((int) told.get("revision"), revision -> new HashSet<>())
                        .add(content(told));
            }
        }
        Map<String, Map<String, Object>> last = new TreeMap<>();
        tellings.forEach((id, byRevision) -> {
            Set<Map<String, Object>> highest = byRevision.lastEntry().getValue();
            assertEquals(1, highest.size(), () -> "revision " + byRevision.lastKey() + " of " + id + ": " + highest);
            last.put(id, highest.iterator().next());
        });
        return last;
    }

    private static void assertEqualAlerts(
            Map<String, Map<String, Object>> expected, Map<String, Map<String, Object>> got) {
        assertEquals(expected.keySet(), got.keySet());
        expected.forEach((id, content) -> assertEquals(content, got.get(id)));
    }

    @Test
    @Order(1)
    void runsAnEditedRuleOnAllNodesAndABadOneOnNone() throws Exception {
        Path rule = nodes.rules(0).resolve("detections/T1528-entra-token-replay.epl");
        String before = Files.readString(rule);
        assertTrue(before.contains(TITLE), before);
        String edited = before.replace(TITLE, "title='Edited while it runs'");
        write(rule, edited);
        awaitOnAll("Edited while it runs");

        write(
                rule,
                edited.replace("Edited while it runs", "Not to be seen")
                        .replace("from TokenReplay", "from TokenReplai"));
        await().atMost(PATIENCE).until(() -> rules(0).contains("TokenReplai"));
        for (int node = 0; node < nodes.count(); node++) {
            assertTrue(rules(node).contains("Edited while it runs"), rules(node));
            assertFalse(rules(node).contains("Not to be seen"), rules(node));
        }

        write(rule, before);
        awaitOnAll("Access token used from another address");
    }

    private static void write(Path file, String text) throws IOException {
        Path part = Files.writeString(file.resolveSibling(".part"), text);
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private String rules(int node) throws IOException, InterruptedException {
        return nodes.get(node).get("/api/v1/rules").body();
    }

    private void awaitOnAll(String text) {
        for (int n = 0; n < nodes.count(); n++) {
            int node = n;
            await().atMost(PATIENCE).until(() -> rules(node).contains(text));
        }
    }

    @Test
    @Order(2)
    void letsNobodyInWhoNamesAnotherCluster() throws Exception {
        try (Nodes others = new Nodes(folder.resolve("others"), 1, "tokenwatch.cluster.name=others", OFTEN)) {
            others.alsoNaming(nodes).start();
            assertEquals(1, others.members(0).size());
            assertTrue(others.get(0).get("/observe/health/ready").body().contains("no majority"));
            assertEquals(503, others.get(0).get("/observe/health/ready").statusCode());
        }
        for (int node = 0; node < nodes.count(); node++) {
            assertEquals(3, nodes.members(node).size());
        }
    }

    @Test
    @Order(3)
    void losesNothingWhenTheOldestIsKilledInMidStream() throws Exception {
        AtomicInteger accepted = new AtomicInteger();
        CompletableFuture<Void> posting = posting(nodes, posts, accepted);
        await().atMost(PATIENCE).until(() -> accepted.get() >= posts.size() / 3 || posting.isDone());
        int oldest = nodes.oldest();
        nodes.get(oldest).kill();
        assertTrue(accepted.get() < posts.size(), "it was killed too late");
        posting.join();
        int survivor = (oldest + 1) % 3;
        nodes.awaitSafe(survivor, 2);

        Map<String, Map<String, Object>> expected = replayed(posts, folder.resolve("replay"));
        await().atMost(PATIENCE).untilAsserted(() -> assertEqualAlerts(expected, listed(nodes.get(survivor))));
        assertEqualAlerts(expected, listed(nodes.get((oldest + 2) % 3)));
        assertEqualAlerts(expected, delivered(nodes));
    }

    @Test
    @Order(4)
    void goesOnAfterAKillOfAllWithADatabase() throws Exception {
        String store = "tokenwatch.store.url=jdbc:h2:file:" + folder.resolve("store/tokenwatch");
        List<String> first = posts.subList(0, posts.size() / 2);
        try (Nodes one = new Nodes(folder.resolve("one"), 1, store, OFTEN)) {
            one.start();
            AtomicInteger accepted = new AtomicInteger();
            posting(one, first, accepted).join();
            one.get(0).kill();
            one.start();
            posting(one, posts, accepted).join();
            Map<String, Map<String, Object>> expected = replayed(posts, folder.resolve("replay"));
            await().atMost(PATIENCE).untilAsserted(() -> assertEqualAlerts(expected, listed(one.get(0))));
            assertEqualAlerts(expected, delivered(one));
        }
    }

    @Test
    @Order(5)
    void bringsBackWhatTwoHadWhoDiedAtOnce() throws Exception {
        try (Postgres server = Postgres.start();
                Nodes three = new Nodes(
                        folder.resolve("lost"),
                        3,
                        "tokenwatch.store.url=" + server.url(),
                        "tokenwatch.store.user=" + Postgres.USER,
                        "tokenwatch.store.password=" + Postgres.PASSWORD,
                        OFTEN)) {
            three.start();
            three.awaitSafe(0, 3);
            AtomicInteger accepted = new AtomicInteger();
            CompletableFuture<Void> posting = posting(three, posts, accepted);
            await().atMost(PATIENCE).until(() -> accepted.get() >= posts.size() / 2 || posting.isDone());
            three.get(0).kill();
            three.get(1).kill();
            assertTrue(accepted.get() < posts.size(), "they were killed too late");
            posting.join();

            Map<String, Map<String, Object>> expected = replayed(posts, folder.resolve("replay"));
            await().atMost(PATIENCE).untilAsserted(() -> assertEqualAlerts(expected, listed(three.get(2))));
            assertEqualAlerts(expected, delivered(three));
        }
    }

    @Test
    @Order(6)
    void missesNothingAfterASplit() throws Exception {
        try (Nodes two = new Nodes(folder.resolve("split"), 2, "tokenwatch.cluster.merge.interval=2s", OFTEN)) {
            two.byRelays().start();
            two.awaitSafe(0, 2);
            // In the middle of hours: who knows only a part of one tells something else.
            int begin = posts.size() / 4;
            int end = posts.size() * 5 / 8;
            postInTurn(two, posts.subList(0, begin));
            two.split();
            awaitMembers(two, 1);
            List<String> all = new ArrayList<>(posts);
            all.addAll(contradict(two));
            postInTurn(two, posts.subList(begin, end));
            two.heal();
            awaitMembers(two, 2);
            two.awaitSafe(0, 2);
            postInTurn(two, posts.subList(end, posts.size()));

            Map<String, Map<String, Object>> expected = replayed(all, folder.resolve("replay"));
            for (int node = 0; node < 2; node++) {
                RunningProcess one = two.get(node);
                await().atMost(PATIENCE).untilAsserted(() -> assertEqualAlerts(expected, listed(one)));
            }
            await().atMost(PATIENCE).untilAsserted(() -> assertEqualAlerts(expected, delivered(two)));
        }
    }

    @Test
    @Order(7)
    void takesBackANodeThatWasFrozen() throws Exception {
        try (Nodes two = new Nodes(
                folder.resolve("frozen"),
                2,
                "tokenwatch.cluster.failure.timeout=3s",
                "tokenwatch.cluster.merge.interval=2s",
                OFTEN)) {
            two.start();
            two.awaitSafe(0, 2);
            // In the middle of hours: who knows only a part of one tells something else.
            int begin = posts.size() / 4;
            int end = posts.size() * 5 / 8;
            postInTurn(two, posts.subList(0, begin));
            RunningProcess frozen = two.get(two.oldest());
            RunningProcess other = two.get(1 - two.oldest());
            frozen.freeze();
            for (String post : posts.subList(begin, end)) {
                await().atMost(PATIENCE).until(() -> other.post(post));
            }
            frozen.thaw();
            awaitMembers(two, 2);
            two.awaitSafe(0, 2);
            postInTurn(two, posts.subList(end, posts.size()));

            Map<String, Map<String, Object>> expected = replayed(posts, folder.resolve("replay"));
            await().atMost(PATIENCE).untilAsserted(() -> assertEqualAlerts(expected, listed(frozen)));
            await().atMost(PATIENCE).untilAsserted(() -> assertEqualAlerts(expected, listed(other)));
            await().atMost(PATIENCE).untilAsserted(() -> assertEqualAlerts(expected, delivered(two)));
        }
    }

    /**
     * Has each of two nodes tell of two thefts as revision 2: of one with two calls, of the other with all three, and
     * the other node the other way round. Gives the rows.
     */
    private static List<String> contradict(Nodes two) throws InterruptedException {
        String[] addresses = {"192.0.2.251", "192.0.2.252"};
        List<List<String>> calls = new ArrayList<>();
        List<String> begin = new ArrayList<>();
        for (String address : addresses) {
            String token = token(address.hashCode() & 0xFFFF);
            begin.add(LogRows.tokenIssued("split", "2024-05-01T11:00:00Z", "198.51.100.1", token) + "\n");
            calls.add(Stream.of("11:01", "11:02", "11:03")
                    .map(time -> LogRows.tokenUsed("2024-05-01T" + time + ":00Z", address, token) + "\n")
                    .toList());
            begin.add(calls.get(calls.size() - 1).get(0));
        }
        for (int node = 0; node < 2; node++) {
            two.get(node).post(String.join("", begin));
        }
        awaitTold(two, 1, addresses);
        for (int node = 0; node < 2; node++) {
            List<String> more = new ArrayList<>(calls.get(node).subList(1, 3));
            more.add(calls.get(1 - node).get(1));
            two.get(node).post(String.join("", more));
        }
        awaitTold(two, 2, addresses);
        List<String> rows = new ArrayList<>(begin);
        calls.forEach(rows::addAll);
        return rows;
    }

    private static void awaitTold(Nodes by, int revision, String... addresses) {
        for (int n = 0; n < by.count(); n++) {
            Path file = by.alertsFile(n);
            for (String address : addresses) {
                await().atMost(PATIENCE).until(() -> Files.readAllLines(file).stream()
                        .anyMatch(line -> line.contains(address) && line.contains("\"revision\":" + revision + ",")));
            }
        }
    }

    private static void postInTurn(Nodes to, List<String> posts) throws InterruptedException {
        for (int at = 0; at < posts.size(); at++) {
            RunningProcess node = to.get(at % to.count());
            String post = posts.get(at);
            await().atMost(PATIENCE).until(() -> node.post(post));
        }
    }

    private static void awaitMembers(Nodes of, int members) {
        for (int n = 0; n < of.count(); n++) {
            int node = n;
            await().atMost(PATIENCE)
                    .ignoreException(IOException.class)
                    .until(() -> of.members(node).size() == members);
        }
    }
}
