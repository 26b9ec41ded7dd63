package io.tokenwatch.alert;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.tokenwatch.engine.ExceptionItem;
import io.tokenwatch.event.Ticks;
import io.tokenwatch.lane.SetClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What becomes of alerts when the process is another one. */
class ResumptionTest {

    private final AlertLedger ledger = AlertLedger.inMemory();
    private Duration suppress;
    private Process process;

    /** What of a process an alert passes. */
    private final class Process {
        private final SetClock wall = new SetClock("2024-05-01T10:10:00Z");
        private final Alerts alerts = new Alerts(wall, 100);
        private final ExceptionGate gate =
                new ExceptionGate(alerts, wall, 100, alert -> Suppression.by(alert, List.of("Risk"), suppress));
        private final Book book = Book.silent();
        private final Book other = Book.silent();
        private final List<String> told = new ArrayList<>();
        private Alert last;

        Process() {
            alerts.add(alert -> last = alert);
            alerts.add(alert ->
                    told.add(alert.row().get("User") + " " + alert.status().text() + " " + alert.revision()));
            alerts.resume(ledger);
        }

        void resume() {
            resume(Ticks.ofMillis(0));
        }

        /** @param keptFrom the time in ticks from which on rows are kept */
        void resume(long keptFrom) {
            new Resumption(List.of(book.book, other.book), ledger, gate, (rule, time) -> time >= keptFrom).take();
        }

        List<String> told() {
            List<String> copy = List.copyOf(told);
            told.clear();
            return copy;
        }

        void deliver() {
            alerts.record(id -> false, ledger);
        }
    }

    private Process start() {
        process = new Process();
        return process;
    }

    private Book found(String user, long count) {
        return process.book.found(user, "10:05", count, "low", "a");
    }

    @Test
    void tellsNobodyBefore() {
        start();
        found("ada", 12);
        process.book.book.tellAllChanges();
        assertEquals(List.of(), process.told());
        process.resume();

        assertEquals(List.of("ada open 1"), process.told());
    }

    @Test
    void saysNothingOfAnAlertThatIsAsItWasTold() {
        start().resume();
        found("ada", 12);
        process.deliver();

        start();
        found("ada", 11);
        found("ada", 12);
        process.resume();
        assertEquals(List.of(), process.told());
        process.book.found("ada", "10:06", 13, "high", "a");
        assertEquals(List.of("ada updated 2"), process.told());
    }

    @Test
    void tellsAnAlertThatIsAnotherNow() {
        start().resume();
        found("ada", 12);
        process.deliver();
        found("ada", 13);

        start();
        found("ada", 12);
        found("ada", 13);
        process.resume();
        assertEquals(List.of("ada updated 2"), process.told());
    }

    @Test
    void tellsAgainWhatWasNotDelivered() {
        start().resume();
        found("ada", 12);

        start();
        found("ada", 12);
        process.resume();
        assertEquals(List.of("ada open 1"), process.told());
    }

    @Test
    void tellsAnEndThatWasNotTold() {
        start().resume();
        found("ada", 12);
        process.deliver();

        start();
        found("ada", 12).watermark(Book.HOURLY, "12:00");
        process.resume();
        assertEquals(List.of("ada final 2"), process.told());
        process.deliver();

        start();
        found("ada", 12).watermark(Book.HOURLY, "12:00");
        process.resume();
        assertEquals(List.of(), process.told());
    }

    @Test
    void leavesAnAlertFinalThoughItsTimeIsNotKnownYet() {
        start().resume();
        found("ada", 12).watermark(Book.HOURLY, "12:00");
        process.deliver();
        process.told();

        start();
        found("ada", 12);
        process.resume();
        process.book.watermark(Book.HOURLY, "12:00");
        assertEquals(List.of(), process.told());
        found("ada", 13);
        process.book.book.tellLateChanges();
        assertEquals(List.of("ada final 3"), process.told());
    }

    @Test
    void forgetsWhatNothingCanChange() {
        start().resume();
        found("ada", 12).watermark(Book.HOURLY, "12:00");
        process.deliver();
        assertEquals(1, ledger.all().size());
        process.book.watermark(Book.HOURLY, "3T00:00");
        process.deliver();
        assertEquals(0, ledger.all().size());
    }

    @Test
    void forgetsWhatNothingCouldChangeAsSoonAsItWasFed() {
        start().resume();
        found("ada", 12).watermark(Book.HOURLY, "12:00");
        process.deliver();

        start();
        found("ada", 12).watermark(Book.HOURLY, "3T00:00");
        process.resume();
        assertEquals(0, ledger.all().size());
    }

    @Test
    void lowersTheRevisionOfNoAlert() {
        start().resume();
        found("ada", 12);
        process.book.found("ada", "10:06", 13, "high", "a").found("ada", "10:06", 14, "low", "a");
        process.deliver();
        assertEquals(List.of("ada open 1", "ada updated 2", "ada updated 3"), process.told());

        start();
        process.book.found("ada", "10:06", 15, "low", "a");
        process.resume();
        assertEquals(List.of("ada updated 4"), process.told());
    }

    @Test
    void opensAnAlertAgainThatWasClosed() {
        start().resume();
        found("ada", 12);
        close();
        process.deliver();
        assertEquals(List.of("ada open 1", "ada closed 2"), process.told());

        start().resume();
        assertEquals(List.of(), process.told());
        assertEquals(
                Status.CLOSED, process.alerts.recent(null, null, null, 1).get(0).status());

        start();
        found("ada", 12);
        process.resume();
        assertEquals(List.of("ada open 3"), process.told());
    }

    @Test
    void opensAnAlertAgainThatWasClosedBeforeTheStart() {
        start().resume();
        found("ada", 12);
        close();
        process.deliver();

        start().resume();
        found("ada", 12);
        assertEquals(List.of("ada open 3"), process.told());
    }

    @Test
    void opensAClosedAlertAgainAfterTheHighestRevision() {
        start().resume();
        found("ada", 12);
        close();
        assertEquals(List.of("ada open 1", "ada closed 2"), process.told());
        found("ada", 12);
        process.book.found("ada", "10:06", 13, "high", "a");
        assertEquals(List.of("ada open 3", "ada updated 4"), process.told());
    }

    private void close() {
        new Succession(List.of(process.book.book), List.of(Book.silent().book), (rule, time) -> true)
                .take(List.of(Book.HOURLY), List.of());
    }

    @Test
    void closesAnAlertOfAnEarlierProcessWhenItsRuleIsEdited() {
        start().resume();
        found("ada", 12);
        process.deliver();

        start();
        found("ada", 12);
        process.resume();
        new Succession(List.of(process.book.book), List.of(Book.silent().book), (rule, time) -> true)
                .take(List.of(Book.HOURLY), List.of(Book.HOURLY));
        assertEquals(List.of("ada closed 2"), process.told());
    }

    private void called(String... times) {
        for (String time : times) {
            process.book.called("token", "192.0.2.7", time, "/users/" + time, "2T18:00");
        }
        process.book.book.tellAllChanges();
    }

    @Test
    void goesOnWithCallsThatAreForgottenAsTheWorkedExampleSays() {
        start().resume();
        called("10:03", "10:01", "10:02", "13:05", "13:04");
        process.deliver();
        Alert told = process.last;
        assertEquals(5, told.count());

        start();
        called("13:04", "13:05");
        process.resume(Book.at("13:00"));
        assertNull(process.last);

        called("13:06");
        assertEquals(told.revision() + 1, process.last.revision());
        assertEquals(6, process.last.count());
        assertEquals(Book.at("10:01"), process.last.firstEvent());
        assertEquals(Book.at("13:06"), process.last.lastEvent());
        assertEquals("/users/10:01", process.last.row().get("Uri"));
        assertEquals(told.samples(), process.last.samples());
        process.deliver();

        start();
        called("13:04", "13:05", "13:06");
        process.resume(Book.at("13:00"));
        assertNull(process.last);
    }

    @Test
    void saysNothingOfAnHourThatIsForgottenInPart() {
        start().resume();
        found("mallory", 11);
        process.deliver();

        start();
        found("mallory", 2);
        process.resume(Book.at("11:00"));
        process.book.book.tellAllChanges();
        assertNull(process.last);
    }

    @Test
    void doesNotGoOnWithCallsThatAreKeptAndNotFoundAgain() {
        start().resume();
        called("10:01", "10:02", "13:04");
        process.deliver();

        start();
        called("13:04");
        process.resume();
        assertEquals(1, process.last.count());
        assertEquals(Book.at("13:04"), process.last.firstEvent());
    }

    @Test
    void suppressesTheSameAlertsAsBefore() {
        suppress = Duration.ofHours(1);
        start().resume();
        found("eve", 12);
        process.other.found("ada", "10:05", 12, "low", "a");
        process.deliver();
        assertEquals(List.of("eve open 1"), process.told());

        start();
        found("eve", 12);
        process.other.found("ada", "10:05", 12, "low", "a");
        process.resume();
        assertEquals(List.of(), process.told());
        assertEquals(1, process.gate.withheld(null, null, 10).size());
    }

    @Test
    void withholdsTheSameAlertsAsBefore() {
        ExceptionItem item = new ExceptionItem(3, "T9001", "User", "ada", "known", "ops", "some day", Instant.MAX);
        start().resume();
        process.gate.use(List.of(item));
        found("ada", 12);
        process.deliver();
        assertNull(ledger.find("any"));
        assertEquals(0, ledger.all().size());

        start();
        process.gate.use(List.of(item));
        found("ada", 12);
        process.resume();
        assertEquals(List.of(), process.told());
        process.gate.use(List.of());
        assertEquals(List.of("ada open 1"), process.told());
    }
}
