package io.tokenwatch.alert;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tokenwatch.lane.SetClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AlertsTest {
    private static final String START = "2024-05-01T10:00:00Z";

    private final SetClock wall = new SetClock(START);
    private final Alerts alerts = new Alerts(wall, 3);

    private void tell(String id, Status status) {
        var detection = (id.startsWith("each") ? Book.EACH : Book.HOURLY).detection();
        alerts.alert(new Alert(id, detection, status, 1, 0, 0, List.of(), 1, List.of(), Map.of()));
        wall.advance(Duration.ofMinutes(1));
    }

    private List<String> recent(Instant since, String detection, Status status, int limit) {
        return alerts.recent(since, detection, status, limit).stream()
                .map(told -> told.alert().id() + " " + told.alert().status().text())
                .toList();
    }

    private List<String> recent() {
        return recent(null, null, null, 100);
    }

    @Test
    void remembersTheAlertToldLastFirst() {
        tell("a", Status.OPEN);
        tell("b", Status.OPEN);

        assertEquals(List.of("b open", "a open"), recent());
    }

    @Test
    void remembersTheLastTellingOfAnAlert() {
        tell("a", Status.OPEN);
        tell("b", Status.OPEN);
        tell("a", Status.FINAL);

        assertEquals(List.of("a final", "b open"), recent());
        assertEquals(
                Instant.parse(START).plusSeconds(120),
                alerts.recent(null, null, null, 1).get(0).at());
    }

    @Test
    void forgetsTheAlertThatWasToldLongestAgo() {
        tell("a", Status.OPEN);
        tell("b", Status.OPEN);
        tell("a", Status.UPDATED);
        tell("c", Status.OPEN);
        tell("d", Status.OPEN);

        assertEquals(List.of("d open", "c open", "a updated"), recent());
    }

    @Test
    void findsAlertsByTimeDetectionAndStatus() {
        tell("a", Status.OPEN);
        tell("each", Status.OPEN);
        tell("b", Status.FINAL);

        assertEquals(
                List.of("b final", "each open"), recent(Instant.parse(START).plusSeconds(60), null, null, 100));
        assertEquals(List.of("each open"), recent(null, "T9002", null, 100));
        assertEquals(List.of("each open", "a open"), recent(null, null, Status.OPEN, 100));
        assertEquals(List.of("a open"), recent(null, "T9001", Status.OPEN, 100));
        assertEquals(List.of("b final"), recent(null, null, null, 1));
        assertEquals(List.of(), recent(Instant.parse(START).plusSeconds(121), null, null, 100));
    }

    @Test
    void tellsItsListenersUntilTheyLeave() {
        Book listener = new Book();
        List<Alert> heard = new ArrayList<>();
        AlertSink other = heard::add;
        alerts.add(listener);
        alerts.add(other);
        tell("a", Status.OPEN);
        alerts.row(Book.EACH.detection(), Map.of("a", 1));
        alerts.remove(other);
        tell("b", Status.OPEN);

        assertEquals(2, listener.told.size());
        assertEquals(List.of(Map.of("a", 1)), listener.rows);
        assertEquals(1, heard.size());
    }
}
