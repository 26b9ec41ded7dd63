package io.tokenwatch.app;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tokenwatch.event.JsonText;
import io.tokenwatch.testing.LogRows;
import io.tokenwatch.testing.Running;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a service remembers of the one before it. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RememberingIT {
    @TempDir
    private Path folder;

    private static String signIns(int from, int to) {
        List<String> rows = new ArrayList<>();
        for (int i = from; i < to; i++) {
            rows.add(LogRows.tokenUse(
                    "anna@example.com",
                    String.format("2024-05-01T10:%02d:%02dZ", 20 + i / 60, i % 60),
                    "203.0.113." + i % 3,
                    i % 2 == 0 ? "OneDrive" : "Graph"));
        }
        return String.join("\n", rows);
    }

    private static void accepted(HttpResponse<String> answer) {
        assertEquals(202, answer.statusCode(), answer.body());
    }

    @SuppressWarnings("unchecked")
    private static Object count(Map<String, Object> alert) {
        return ((Map<String, Object>) alert.get("row")).get("TokenUseCount");
    }

    private List<String> tellings() throws IOException {
        Path file = folder.resolve("alerts.ndjson");
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    private Map<String, Object> last() throws IOException {
        return JsonText.object(tellings().get(tellings().size() - 1));
    }

    @Test
    void goesOnWithAnHourThatWasOpen() throws Exception {
        String id;
        try (Running service = new Running(folder, Map.of())) {
            accepted(service.post(signIns(0, 12)));
            accepted(service.post(LogRows.tokenUse("bob@example.com", "2024-05-01T10:21:00Z", "203.0.113.9", "Graph")));
            await().until(() -> service.alerts("").size() == 1);
            id = (String) service.alerts("").get(0).get("id");
        }
        int told = tellings().size();
        try (Running service = new Running(folder, Map.of())) {
            assertEquals(id, service.alerts("").get(0).get("id"));
            assertNotNull(service.alerts("").get(0).get("told"));
            assertEquals(
                    1,
                    service.alerts("?detection=" + service.alerts("").get(0).get("detection"))
                            .size());
            assertTrue(service.get("/observe/health/ready").body().contains("survives a restart"));
            assertEquals(told, tellings().size());
            accepted(service.post(signIns(5, 15)));
        }
        try (Running service = new Running(folder, Map.of("tokenwatch.store.url", "none"))) {
            assertEquals(List.of(), service.alerts(""));
            Map<String, Map<String, Object>> last = service.alertsFile();
            assertEquals(List.of(id), List.copyOf(last.keySet()));
            assertEquals(15, count(last.get(id)));
        }
    }

    @Test
    void countsNothingTwice() throws Exception {
        try (Running service = new Running(folder, Map.of())) {
            accepted(service.post(signIns(0, 12)));
        }
        try (Running service = new Running(folder, Map.of())) {
            assertFalse(
                    service.get("/observe/metrics")
                            .body()
                            .lines()
                            .anyMatch(line -> line.startsWith("tokenwatch_rows")
                                    && line.contains("AADNonInteractiveUserSignInLogs")
                                    && !line.endsWith(" 0.0")),
                    service.get("/observe/metrics").body());
            assertTrue(service.get("/api/v1/rules").body().contains("\"keptRows\":12"));
        }
        assertFalse(Files.exists(folder.resolve("dead-letters.ndjson")));
    }

    @Test
    void feedsNoMoreRowsThanItKeeps() throws Exception {
        try (Running service = new Running(folder, Map.of())) {
            accepted(service.post(signIns(0, 12)));
            accepted(service.post(signIns(12, 20)));
        }
        try (Running service = new Running(folder, Map.of("tokenwatch.kept.rows", "8"))) {
            accepted(service.post(signIns(20, 26)));
        }
        assertEquals(14, count(last()));
    }

    @Test
    void takesNothingInThatItCannotKeep() throws Exception {
        Map<String, String> set = Map.of("tokenwatch.store.url", "jdbc:h2:mem:RememberingIT");
        try (Running service = new Running(folder, set)) {
            accepted(service.post(signIns(0, 5)));
            sql("ALTER TABLE tokenwatch_batches RENAME TO elsewhere");
            HttpResponse<String> refused = service.post(signIns(5, 12));
            assertEquals(503, refused.statusCode());
            assertTrue(refused.body().contains("the store cannot be written"), refused.body());
            HttpResponse<String> health = service.get("/observe/health/ready");
            assertEquals(503, health.statusCode());
            assertTrue(health.body().contains("the store cannot be written"), health.body());
            assertEquals(200, service.get("/observe/health/live").statusCode());
            Files.writeString(service.inbox().resolve("more.ndjson"), signIns(12, 14) + "\n");
            await().until(() -> Files.list(service.inbox()).anyMatch(file -> file.endsWith("more.ndjson")));

            sql("ALTER TABLE elsewhere RENAME TO tokenwatch_batches");
            await().until(() -> service.get("/observe/health/ready").statusCode() == 200);
            accepted(service.post(signIns(5, 12)));
            await().until(() -> Files.exists(service.inbox().resolve("done/more.ndjson")));
        }
        assertEquals(14, count(last()));
    }

    private static void sql(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:h2:mem:RememberingIT", "tokenwatch", "");
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void keepsItsDataFolderForItself() throws Exception {
        try (Running service = new Running(folder, Map.of())) {
            assertNotNull(service.data());
            IOException refused = assertThrows(IOException.class, () -> new Running(folder, Map.of()));
            assertTrue(refused.getMessage().contains("is in use by another process"), refused.getMessage());
        }
        new Running(folder, Map.of()).close();
    }
}
