package io.tokenwatch.app;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.tokenwatch.alert.Alert;
import io.tokenwatch.event.JsonText;
import io.tokenwatch.testing.Broker;
import io.tokenwatch.testing.LogRows;
import io.tokenwatch.testing.Running;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.TextMessage;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole service, with its real routes, over files, HTTP and a real broker. */
class ServiceIT {
    private static final String ROWS = String.join("\n", LogRows.twoAlerts()) + "\n";

    @TempDir
    private Path folder;

    @Test
    void givesTheAlertsOfAReplayForAPost() throws Exception {
        Running service = new Running(folder, Map.of());
        try (service) {
            HttpResponse<String> answer = service.post(ROWS);
            assertEquals(202, answer.statusCode());
            assertEquals(Map.of("accepted", 13, "rejected", List.of()), JsonText.object(answer.body()));
        }
        assertEquals(rowsOfReplay(), rows(service.alertsFile()));
    }

    @Test
    void givesTheAlertsOfAReplayForAFileInTheInbox() throws Exception {
        Running service = new Running(folder, Map.of());
        try (service) {
            Files.writeString(service.inbox().resolve("events.ndjson"), ROWS);
            await().until(() -> service.alertsFile().size() == 2);
            await().until(() -> Files.exists(service.inbox().resolve("done/events.ndjson")));
        }
        assertEquals(rowsOfReplay(), rows(service.alertsFile()));
    }

    @Test
    void givesTheAlertsOfAReplayForMessages() throws Exception {
        try (Broker broker = new Broker(folder.resolve("broker"))) {
            Running service = new Running(folder.resolve("data"), Map.of("tokenwatch.jms.url", broker.url()));
            try (service) {
                for (String row : LogRows.twoAlerts()) {
                    broker.sendText("tokenwatch.events", "{\"records\":[" + row + "]}");
                }
                await().until(() -> service.alertsFile().size() == 2);
                assertEquals(
                        "open",
                        JsonText.object(broker.receive("tokenwatch.alerts", ServiceIT::text))
                                .get("status"));
                await().until(() -> broker.waiting("tokenwatch.events") == 0);
            }
            assertEquals(rowsOfReplay(), rows(service.alertsFile()));
        }
    }

    private Map<String, Object> rowsOfReplay() throws Exception {
        Path file = Files.writeString(folder.resolve("replayed.ndjson"), ROWS);
        Settings settings = Settings.gather(
                null,
                Map.of(),
                Map.of("tokenwatch.data.dir", folder.resolve("replay").toString()));
        Map<String, Alert> last = new HashMap<>();
        new Replay(settings, Clock.systemUTC())
                .run(
                        List.of(file),
                        alert -> last.merge(alert.id(), alert, (a, b) -> a.revision() > b.revision() ? a : b),
                        bytes -> {});
        assertEquals(2, last.size());
        Map<String, Object> rows = new HashMap<>();
        last.forEach((id, alert) -> rows.put(id, JsonText.object(alert.toJson()).get("row")));
        return rows;
    }

    private static Map<String, Object> rows(Map<String, Map<String, Object>> alerts) {
        Map<String, Object> rows = new HashMap<>();
        alerts.forEach((id, alert) -> rows.put(id, alert.get("row")));
        return rows;
    }

    @Test
    void putsMessagesWithoutAReadableRowIntoTheDeadLetterQueue() throws Exception {
        try (Broker broker = new Broker(folder.resolve("broker"));
                Running service = new Running(folder.resolve("data"), Map.of("tokenwatch.jms.url", broker.url()))) {
            broker.sendText("tokenwatch.events", "no events at all");
            assertEquals("no events at all", broker.receive("DLQ", ServiceIT::text));
            broker.send(
                    "tokenwatch.events",
                    session -> session.createObjectMessage(new ArrayList<>(List.of("serialized"))));
            assertEquals(true, broker.receive("DLQ", jakarta.jms.ObjectMessage.class::isInstance));
            broker.sendText("tokenwatch.events", ROWS);
            await().until(() -> service.alertsFile().size() == 2);
            String dead = Files.readString(service.data().resolve("dead-letters.ndjson"));
            assertTrue(dead.contains("\"source\":\"jms:tokenwatch.events#ID:"), dead);
        }
    }

    private static String text(Message message) {
        try {
            return ((TextMessage) message).getText();
        } catch (JMSException failed) {
            throw new IllegalStateException(failed);
        }
    }

    @Test
    void takesARowAgainThatIsDeliveredAgainOnlyOnce() throws Exception {
        try (Running service = new Running(folder, Map.of())) {
            service.post(ROWS);
            service.post(ROWS);
            String metrics = service.get("/observe/metrics").body();
            assertTrue(
                    metrics.contains(
                            "tokenwatch_rows_total{outcome=\"duplicate\",table=\"AADNonInteractiveUserSignInLogs\"} 11.0"),
                    metrics);
            assertTrue(metrics.contains(
                    "tokenwatch_rows_total{outcome=\"kept\",table=\"AADNonInteractiveUserSignInLogs\"} 11.0"));
        }
    }

    @Test
    void saysHowLongAlertsTake() throws Exception {
        try (Running service = new Running(folder, Map.of())) {
            service.post(ROWS);
            Matcher latency = Pattern.compile("(?m)^tokenwatch_alert_latency_seconds_(count|sum) (.+)$")
                    .matcher(service.get("/observe/metrics").body());
            assertTrue(latency.find());
            assertEquals(2, Double.parseDouble(latency.group(2)));
            assertTrue(latency.find());
            double seconds = Double.parseDouble(latency.group(2));
            assertTrue(seconds > 0 && seconds < 60, () -> seconds + " s");
        }
    }

    @Test
    void leavesAHalfWrittenFileAlone() throws Exception {
        try (Running service = new Running(folder, Map.of())) {
            Path file = service.inbox().resolve("slow.ndjson");
            int half = ROWS.indexOf("203.0.113.99");
            try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE)) {
                out.write(ROWS.substring(0, half).getBytes(StandardCharsets.UTF_8));
                out.flush();
                Files.writeString(
                        service.inbox().resolve("other.ndjson"),
                        LogRows.tokenUse("ben@example.com", "2024-05-01T10:00:00Z", "::1", "OneDrive") + "\n");
                await().until(() -> Files.exists(service.inbox().resolve("done/other.ndjson")));
                assertTrue(Files.exists(file));
                out.write(ROWS.substring(half).getBytes(StandardCharsets.UTF_8));
            }
            await().until(() -> Files.exists(service.inbox().resolve("done/slow.ndjson")));
            await().until(() -> service.alertsFile().size() == 2);
            assertFalse(Files.exists(service.data().resolve("dead-letters.ndjson")));
        }
    }

    @Test
    void saysWhichRowsOfAPostItCannotRead() throws Exception {
        try (Running service = new Running(folder, Map.of())) {
            HttpResponse<String> answer = service.post(ROWS + "{\"TimeGenerated\":\n" + ROWS.split("\n")[0] + "\n");
            assertEquals(202, answer.statusCode());
            Map<String, Object> receipt = JsonText.object(answer.body());
            assertEquals(14, receipt.get("accepted"));
            Map<?, ?> rejected = (Map<?, ?>) ((List<?>) receipt.get("rejected")).get(0);
            assertEquals(14, rejected.get("line"));
            assertEquals("cut-off", rejected.get("reason"));
        }
    }

    @Test
    void answersWithProblemsWhatItCannotTake() throws Exception {
        try (Running service = new Running(folder, Map.of("tokenwatch.http.body.max", "10k"))) {
            problem(400, service.post(""));
            problem(400, service.post("no events"));
            problem(400, service.post(new byte[] {0x1f, (byte) 0x8b, 8, 0}, "Content-Encoding", "gzip"));
            problem(413, service.post("x".repeat(20_000)));
            problem(413, service.post(gzip("x".repeat(20_000)), "Content-Encoding", "gzip"));
            problem(415, service.post(ROWS, "Content-Type", "image/png"));
            problem(415, service.post(ROWS, "Content-Encoding", "br"));
            problem(405, service.get("/api/v1/events"));
            problem(404, service.get("/api/v1/nothing"));
            problem(400, service.get("/api/v1/alerts?limit=none"));
            assertEquals(
                    202, service.post(gzip(ROWS), "Content-Encoding", "gzip").statusCode());
        }
    }

    private static void problem(int status, HttpResponse<String> answer) {
        assertEquals(status, answer.statusCode(), answer.body());
        assertEquals(
                "application/problem+json",
                answer.headers().firstValue("Content-Type").orElse(""));
        assertEquals(status, JsonText.object(answer.body()).get("status"));
    }

    private static byte[] gzip(String text) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    @Test
    void listsAlertsNewestFirst() throws Exception {
        try (Running service = new Running(folder, Map.of())) {
            LogRows.twoAlerts().forEach(row -> assertEquals(202, post(service, row)));
            assertEquals(
                    List.of("T1528", "T1550.001"),
                    service.alerts("").stream()
                            .map(alert -> alert.get("detection"))
                            .toList());
            assertEquals(1, service.alerts("?limit=1").size());
            assertEquals(1, service.alerts("?detection=T1528").size());
            assertEquals(2, service.alerts("?status=open").size());
            assertEquals(0, service.alerts("?status=final").size());
            assertEquals(0, service.alerts("?since=2999-01-01T00:00:00Z").size());
            assertEquals(2, service.alerts("?since=2024-01-01T00:00:00%2B00:00").size());
        }
    }

    private static int post(Running service, String row) {
        try {
            return service.post(row).statusCode();
        } catch (java.io.IOException | InterruptedException failed) {
            throw new IllegalStateException(failed);
        }
    }

    @Test
    void tellsHowItDoes() throws Exception {
        try (Running service = new Running(folder, Map.of())) {
            for (String path : List.of("/observe/health", "/observe/health/live", "/observe/health/ready")) {
                assertEquals(200, service.get(path).statusCode());
                assertEquals("UP", JsonText.object(service.get(path).body()).get("status"));
            }
        }
    }

    @Test
    void postsAlertsToAWebhookUntilItTakesThem() throws Exception {
        ConcurrentLinkedQueue<String> received = new ConcurrentLinkedQueue<>();
        AtomicInteger attempts = new AtomicInteger();
        HttpServer receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/hook", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            int status = attempts.incrementAndGet() <= 2 ? 503 : 204;
            if (status == 204) {
                received.add(body);
            }
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        receiver.start();
        String url = "http://127.0.0.1:" + receiver.getAddress().getPort() + "/hook";
        try (Running service = new Running(folder, Map.of("tokenwatch.webhook.url", url))) {
            service.post(ROWS);
            await().until(() -> received.size() == 2);
            assertEquals(
                    Set.of("T1528", "T1550.001"),
                    received.stream()
                            .map(alert -> JsonText.object(alert).get("detection"))
                            .collect(Collectors.toSet()));
        } finally {
            receiver.stop(0);
        }
    }

    @Test
    void deliversWhatWaitsBeforeItStops() throws Exception {
        Running service = new Running(folder, Map.of());
        service.post(ROWS);
        service.post(LogRows.tokenUse("anna@example.com", "2024-05-01T10:40:00Z", "203.0.113.7", "Microsoft Graph"));
        service.close();
        Map<String, Object> anna = service.alertsFile().values().stream()
                .filter(alert -> alert.get("detection").equals("T1550.001"))
                .findFirst()
                .orElseThrow();
        assertEquals(12, ((Map<?, ?>) anna.get("row")).get("TokenUseCount"));
        assertEquals("updated", anna.get("status"));
    }
}
