package io.tokenwatch.alert;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

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
                .map(told -> told.id() + " " + told.status().text())
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

    private static List<String> recorded(AlertLedger ledger) {
        return ledger.all().stream()
                .map(told -> told.id() + " " + told.status().text())
                .toList();
    }

    @Test
    void recordsWhatIsDelivered() {
        AlertLedger ledger = AlertLedger.inMemory();
        alerts.resume(ledger);
        tell("a", Status.OPEN);
        tell("b", Status.OPEN);
        alerts.record("a"::equals, ledger);
        assertEquals(List.of("b open"), recorded(ledger));

        tell("b", Status.FINAL);
        alerts.record(id -> false, ledger);
        assertEquals(List.of("a open", "b final"), recorded(ledger));
        assertEquals(0, alerts.unrecorded());
    }

    @Test
    void recordsATellingThatComesWhileOthersAreRecorded() {
        AlertLedger ledger = AlertLedger.inMemory();
        alerts.resume(ledger);
        tell("a", Status.OPEN);
        alerts.record(
                id -> {
                    tell("a", Status.UPDATED);
                    return false;
                },
                ledger);
        assertEquals(1, alerts.unrecorded());

        alerts.record(id -> false, ledger);
        assertEquals(List.of("a updated"), recorded(ledger));
    }

    @Test
    void recordsNothingBeforeItsListenersHaveIt() {
        AlertLedger ledger = AlertLedger.inMemory();
        alerts.resume(ledger);
        alerts.add(alert -> alerts.record(id -> false, ledger));
        tell("a", Status.OPEN);

        assertEquals(List.of(), recorded(ledger));
        assertEquals(1, alerts.unrecorded());
    }

    @Test
    void recordsAgainWhatALedgerDidNotTake() {
        AlertLedger ledger = AlertLedger.inMemory();
        alerts.resume(ledger);
        tell("a", Status.OPEN);
        assertThrows(
                IllegalStateException.class,
                () -> alerts.record(
                        id -> {
                            throw new IllegalStateException();
                        },
                        ledger));
        alerts.record(id -> false, ledger);

        assertEquals(List.of("a open"), recorded(ledger));
    }

    @Test
    void takesWhatIsForgottenOutOfTheLedgerAfterItsLastTelling() {
        AlertLedger ledger = AlertLedger.inMemory();
        alerts.resume(ledger);
        tell("a", Status.FINAL);
        alerts.forgotten("a");
        alerts.record("a"::equals, ledger);
        assertEquals(List.of(), recorded(ledger));
        alerts.record(id -> false, ledger);
        assertEquals(List.of(), recorded(ledger));

        tell("b", Status.FINAL);
        alerts.record(id -> false, ledger);
        alerts.forgotten("b");
        tell("b", Status.FINAL);
        alerts.record(id -> false, ledger);
        assertEquals(List.of("b final"), recorded(ledger));
    }

    @Test
    void listsWhatAnEarlierProcessTold() {
        AlertLedger ledger = AlertLedger.inMemory();
        Alerts earlier = new Alerts(wall, 3);
        earlier.resume(ledger);
        for (String id : List.of("a", "b")) {
            earlier.alert(new Alert(
                    id, Book.HOURLY.detection(), Status.OPEN, 1, 0, 0, List.of(), 1, List.of(), Map.of("x", 1)));
            wall.advance(Duration.ofMinutes(1));
        }
        earlier.record(id -> false, ledger);
        alerts.resume(ledger);
        tell("a", Status.FINAL);

        assertEquals(List.of("a final", "b open"), recent());
        assertEquals(List.of("b open"), recent(null, "T9001", Status.OPEN, 100));
        Alerts.Told b = alerts.recent(null, null, null, 2).get(1);
        assertEquals(Instant.parse(START).plusSeconds(60), b.at());
        assertEquals(Map.of("x", 1), b.toMap().get("row"));
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
