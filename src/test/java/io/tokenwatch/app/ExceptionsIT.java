package io.tokenwatch.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tokenwatch.lane.SetClock;
import io.tokenwatch.testing.LogRows;
import io.tokenwatch.testing.RulesFolder;
import io.tokenwatch.testing.Running;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Exceptions in a running service: what is withheld, where it is seen, and that it comes back. */
class ExceptionsIT {
    @TempDir
    private Path folder;

    private final SetClock wall = new SetClock("2026-05-01T10:00:00Z");

    private Running service(String until) throws Exception {
        Path rules = RulesFolder.copiedTo(folder.resolve("epl"));
        Files.writeString(
                rules.resolve("lists/exceptions.csv"),
                "detection,field,value,reason,owner,expires\nT1528,ActivityIPAddress,203.0.113.0/24,known,ops," + until
                        + "\n");
        return new Running(folder.resolve("data"), Map.of("tokenwatch.rules.dir", rules.toString()), wall);
    }

    private static List<Object> detections(List<Map<String, Object>> alerts) {
        return alerts.stream().map(alert -> alert.get("detection")).toList();
    }

    @Test
    void listsAndCountsWhatIsExceptedAndSendsItNowhere() throws Exception {
        Running service = service("never");
        try (service) {
            service.post(String.join("\n", LogRows.twoAlerts()) + "\n");

            assertEquals(List.of("T1550.001"), detections(service.alerts("")));
            List<Map<String, Object>> excepted = service.alerts("?excepted=true");
            assertEquals(List.of("T1528"), detections(excepted));
            assertEquals(
                    "{by=lists/exceptions.csv:2, reason=known, owner=ops, expires=never}",
                    excepted.get(0).get("excepted").toString());
            assertEquals(List.of(), service.alerts("?excepted=true&detection=T1550.001"));
            assertEquals(400, service.get("/api/v1/alerts?excepted=perhaps").statusCode());
            assertEquals(
                    400,
                    service.get("/api/v1/alerts?excepted=true&since=2024-05-01T10:00:00Z")
                            .statusCode());
            assertTrue(service.get("/observe/metrics")
                    .body()
                    .contains("tokenwatch_alerts_excepted_total{detection=\"T1528\"} 1"));
        }
        assertEquals(
                List.of("T1550.001"),
                detections(List.copyOf(service.alertsFile().values())));
    }

    @Test
    void tellsAlertsAgainWhenTheExceptionExpires() throws Exception {
        try (Running service = service("2026-05-01T10:00:01Z")) {
            service.post(String.join("\n", LogRows.twoAlerts()) + "\n");
            assertEquals(List.of("T1528"), detections(service.alerts("?excepted=true")));

            wall.advance(Duration.ofSeconds(1));
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> service.alerts("").size() == 2);
            assertEquals(List.of(), service.alerts("?excepted=true"));
            String answer = service.get("/api/v1/alerts?excepted=true").body();
            assertTrue(answer.endsWith("\"expired\":true,\"withheld\":0}]}"), answer);
            assertEquals("open", service.alerts("?detection=T1528").get(0).get("status"));
        }
    }
}
