package io.tokenwatch.camel;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tokenwatch.alert.Status;
import io.tokenwatch.event.Intake;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.camel.CamelContext;
import org.apache.camel.model.Model;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is under way while routes are swapped. */
class RoutesSwapTest {
    private static final String INBOX = """
            - from:
                uri: "file:{{data}}/inbox?delay=5&initialDelay=0"
                steps:
                  - to: esper:events
            """;

    @TempDir
    private Path temporary;

    private Reloading running;

    @BeforeEach
    void open() throws Exception {
        running = new Reloading(temporary, Map.of(), 1);
    }

    @AfterEach
    void close() {
        running.close();
    }

    private void reload() {
        try {
            running.routes.reload();
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }

    private HttpResponse<String> post(String path, String body) {
        try {
            return running.post(path, body);
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }

    @Test
    void finishesAPostThatIsInHandAndRefusesOthersMeanwhile() throws Exception {
        CountDownLatch inHand = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        running.intake = (source, in) -> {
            in.readAllBytes();
            inHand.countDown();
            goOn.await();
            return new Intake.Receipt(1, 0, List.of());
        };
        running.writeHttp("one", "/one", "first");
        running.routes.start();
        CompletableFuture<HttpResponse<String>> slow = CompletableFuture.supplyAsync(() -> post("/one", "slow"));
        inHand.await();
        running.writeHttp("one", "/one", "changed");
        CompletableFuture<Void> reloading = CompletableFuture.runAsync(this::reload);
        await().until(() -> running.router.getRoutes().size() == 2);
        HttpResponse<String> refused = running.post("/one", "meanwhile");
        assertEquals(503, refused.statusCode());
        assertEquals("1", refused.headers().firstValue("Retry-After").orElse(""));
        assertFalse(reloading.isDone());
        goOn.countDown();
        assertEquals("first", slow.join().body());
        reloading.join();
        assertEquals("changed", running.post("/one", "later").body());
    }

    @Test
    void changesNothingWhenARouteDoesNotComeToRest() throws Exception {
        CountDownLatch inHand = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        running.writeAlerts("told", "", "told");
        running.writeHttp("one", "/one", "first");
        running.write("inbox", INBOX);
        running.routes.start();
        running.intake = (source, in) -> {
            inHand.countDown();
            goOn.await();
            return new Intake.Receipt(1, 0, List.of());
        };
        Files.writeString(running.data.resolve("inbox/large"), "rows");
        inHand.await();
        running.writeAlerts("told", "?queueSize=5", "told");
        running.writeHttp("one", "/one", "changed");
        running.write("inbox", INBOX.replace("delay=5", "delay=6"));
        RoutesException busy = assertThrows(RoutesException.class, running.routes::reload);
        assertTrue(busy.isBusy());
        assertEquals(
                "inbox.camel.yaml: route inbox still has something in hand after 1 s; nothing is changed",
                busy.getMessage());
        goOn.countDown();
        running.intake = (source, in) -> new Intake.Receipt(1, 0, List.of());
        assertEquals("first", running.post("/one", "rows").body());
        running.tell("a", Status.OPEN);
        await().until(() -> running.lines("told").equals(List.of("a")));
        assertEquals(List.of("inbox", "one", "told"), running.ids());
        await().until(() -> Files.exists(running.data.resolve("inbox/.camel/large")));
        Files.writeString(running.data.resolve("inbox/next"), "rows");
        await().until(() -> Files.exists(running.data.resolve("inbox/.camel/next")));
        assertEquals(3, running.routes.reload().size());
        assertEquals("changed", running.post("/one", "rows").body());
    }

    @Test
    void losesAndDoublesNoPostWhileItIsReloaded() throws Exception {
        running.writeHttp("one", "/one", "0");
        running.routes.start();
        AtomicBoolean reloaded = new AtomicBoolean();
        CompletableFuture<List<String>> posting = CompletableFuture.supplyAsync(() -> {
            List<String> accepted = new ArrayList<>();
            for (int i = 0; !reloaded.get(); i++) {
                HttpResponse<String> answer = post("/one", "rows " + i);
                if (answer.statusCode() == 200) {
                    accepted.add("rows " + i);
                } else {
                    assertEquals(503, answer.statusCode(), answer.body());
                }
            }
            return accepted;
        });
        for (int i = 1; i <= 10 || running.taken.size() <= 10; i++) {
            running.writeHttp("one", "/one", "" + i);
            running.routes.reload();
        }
        reloaded.set(true);
        assertEquals(posting.get(), List.copyOf(running.taken));
    }

    @Test
    void leavesFilesInTheInboxWhileItIsReloaded() throws Exception {
        running.write("inbox", INBOX);
        running.routes.start();
        Path inbox = running.data.resolve("inbox");
        Path outside = Files.createDirectories(running.data.resolve("outside"));
        for (int i = 0; i < 30; i++) {
            Path file = Files.writeString(outside.resolve("f" + i), "rows " + i);
            Files.move(file, inbox.resolve("f" + i));
            if (i % 6 == 0) {
                running.write("inbox", INBOX.replace("delay=5", "delay=" + (5 + i)));
                running.routes.reload();
            }
        }
        await().until(() -> running.taken.size() >= 30);
        assertEquals(
                IntStream.range(0, 30).mapToObj(i -> "rows " + i).sorted().toList(),
                running.taken.stream().sorted().toList());
    }

    @Test
    void losesAndDoublesNoAlertAndKeepsTheirOrderWhileItIsReloaded() throws Exception {
        running.writeAlerts("told", "", "told");
        running.writeAlerts("other", "?queueSize=5000", "other");
        running.routes.start();
        AtomicBoolean reloaded = new AtomicBoolean();
        CompletableFuture<List<String>> telling = CompletableFuture.supplyAsync(() -> {
            List<String> told = new ArrayList<>();
            for (int i = 0; !reloaded.get(); i++) {
                running.tell("a" + i, Status.OPEN);
                told.add("a" + i);
                LockSupport.parkNanos(1_000_000);
            }
            return told;
        });
        for (int i = 1; i <= 10; i++) {
            running.writeAlerts("told", "?queueSize=" + (10_000 + i), "told");
            running.routes.reload();
        }
        reloaded.set(true);
        List<String> told = telling.get();
        await().until(() -> running.lines("told").size() >= told.size());
        await().until(() -> running.lines("other").size() >= told.size());
        assertEquals(told, running.lines("told"));
        assertEquals(told, running.lines("other"));
    }

    /** A route on which every alert fails until a file is there. */
    private void writeFailing(String id, String options) throws Exception {
        running.write(id, """
                - from:
                    uri: "esper:alerts%s"
                    steps:
                      - throwException:
                          exceptionType: java.io.IOException
                          message: not now
                """.formatted(options));
    }

    @Test
    void leavesWhatWaitsToTheNextRouteOfTheSameIdAsFarAsItIsWanted() throws Exception {
        writeFailing("told", "");
        running.routes.start();
        running.tell("a", Status.OPEN);
        running.tell("b", Status.FINAL);
        running.tell("c", Status.OPEN);
        running.tell("d", Status.FINAL);
        running.writeAlerts("told", "?status=final", "told");
        running.routes.reload();
        await().until(() -> running.lines("told").size() >= 2);
        assertEquals(List.of("b", "d"), running.lines("told"));
    }

    @Test
    void deliversWhatWaitsBeforeARouteIsGone() throws Exception {
        running.writeAlerts("told", "", "told");
        running.routes.start();
        for (int i = 0; i < 500; i++) {
            running.tell("a" + i, Status.OPEN);
        }
        Files.delete(running.folder.resolve("told.camel.yaml"));
        running.routes.reload();
        assertEquals(500, new HashSet<>(running.lines("told")).size());
        running.tell("later", Status.OPEN);
        assertEquals(500, running.lines("told").size());
    }

    @Test
    void tellsARouteOfANewIdAllThatTheOldOneIsNotTold() throws Exception {
        running.writeAlerts("old", "", "told");
        running.routes.start();
        AtomicBoolean reloaded = new AtomicBoolean();
        CompletableFuture<Integer> telling = CompletableFuture.supplyAsync(() -> {
            int i = 0;
            while (!reloaded.get()) {
                running.tell("a" + i++, Status.OPEN);
                LockSupport.parkNanos(1_000_000);
            }
            return i;
        });
        await().until(() -> !running.lines("told").isEmpty());
        Files.delete(running.folder.resolve("old.camel.yaml"));
        running.writeAlerts("new", "", "told-anew");
        running.routes.reload();
        await().until(() -> !running.lines("told-anew").isEmpty());
        reloaded.set(true);
        int told = telling.get();
        await().until(() ->
                running.lines("told").size() + running.lines("told-anew").size() >= told);
        List<String> all = new ArrayList<>(running.lines("told"));
        all.addAll(running.lines("told-anew"));
        assertEquals(IntStream.range(0, told).mapToObj(i -> "a" + i).toList(), all);
    }

    @Test
    void leavesNothingBehindAfterManyReloads() throws Exception {
        running.writeHttp("one", "/one", "0");
        running.writeAlerts("told", "", "told");
        running.write("more", more(0));
        running.routes.start();
        reloadAll(1);
        Footprint before = Footprint.of(running);
        for (int i = 2; i <= 21; i++) {
            reloadAll(i);
        }
        await().untilAsserted(() -> assertEquals(before, Footprint.of(running)));
        for (int i = 1; i <= 21; i++) {
            assertEquals(List.of("a" + i), running.lines("told-" + i), "an alert is heard of once");
        }
    }

    private void reloadAll(int i) throws Exception {
        running.writeHttp("one", "/one", "" + i);
        running.writeAlerts("told", "?queueSize=" + (10 + i), "told-" + i);
        running.write("more", more(i));
        assertEquals(3, running.routes.reload().size());
        assertEquals("" + i, running.post("/one", "rows").body());
        running.tell("a" + i, Status.OPEN);
        await().until(() -> running.lines("told-" + i).size() == 1);
        running.write("more", "- route: [");
        assertThrows(RoutesException.class, running.routes::reload);
        running.write("more", more(i));
    }

    private static String more(int i) {
        return """
                - from:
                    uri: "file:{{data}}/inbox-%d"
                    steps:
                      - to: direct:x
                - from:
                    uri: "direct:x"
                    steps:
                      - to: "log:number-%d"
                      - to: esper:events
                - from:
                    uri: "esper:alerts"
                    steps:
                      - filter:
                          simple: "${body} == 'never'"
                          steps:
                            - to: "http://127.0.0.1:1/%d"
                """.formatted(i, i, i);
    }

    /** All that could grow. */
    private record Footprint(
            Map<String, Long> threads, int httpRoutes, int routes, int endpoints, int definitions, int startOrder) {
        static Footprint of(Reloading running) {
            CamelContext context = running.routes.context();
            return new Footprint(
                    Thread.getAllStackTraces().keySet().stream()
                            .map(Thread::getName)
                            .filter(name -> name.startsWith("Camel"))
                            .collect(Collectors.groupingBy(
                                    name -> name.replaceAll("[0-9]+", "#"), TreeMap::new, Collectors.counting())),
                    running.router.getRoutes().size(),
                    context.getRoutesSize(),
                    context.getEndpoints().size(),
                    context.getCamelContextExtension()
                            .getContextPlugin(Model.class)
                            .getRouteDefinitions()
                            .size(),
                    context.getCamelContextExtension().getRouteStartupOrder().size());
        }
    }
}
