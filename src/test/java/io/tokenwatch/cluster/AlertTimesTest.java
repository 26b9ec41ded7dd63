package io.tokenwatch.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tokenwatch.alert.AlertBook;
import io.tokenwatch.engine.Finding;
import io.tokenwatch.engine.Rule;
import io.tokenwatch.event.Column;
import io.tokenwatch.event.ColumnType;
import io.tokenwatch.event.Table;
import io.tokenwatch.event.Ticks;
import io.tokenwatch.testing.Detections;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which rows are kept because alerts rest on them. */
class AlertTimesTest {
    private static final long NOT = Long.MIN_VALUE;

    private final AlertTimes times = new AlertTimes(AlertBook.rehearsal(Clock.systemUTC()));

    private static Table table(int ordinal, String name, Duration lateness, Duration retention) {
        List<Column> columns = List.of(Column.named(Table.TIME_COLUMN, ColumnType.DATETIME));
        return new Table(ordinal, name, "", columns, List.of(), lateness, retention);
    }

    private static Rule rule(boolean everyRow) {
        return new Rule(
                "detections/T9001.epl",
                Detections.of(
                        "T9001",
                        "title",
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(Table.TIME_COLUMN),
                        List.of(),
                        List.of(),
                        List.of(),
                        everyRow),
                List.of(
                        table(0, "SignIns", Duration.ofMinutes(30), Duration.ofHours(32)),
                        table(1, "Calls", Duration.ofHours(2), Duration.ofHours(2))));
    }

    private static long at(String time) {
        return Ticks.parse("2024-05-0" + (time.contains("T") ? time : "1T" + time));
    }

    /** A call that is joined with a sign-in that is kept for 32 hours. */
    private static Finding found(boolean everyRow, String signIn, String call) {
        return new Finding(
                rule(everyRow),
                List.of(Table.TIME_COLUMN, "FirstEvent", "LastEvent", "WindowEnd"),
                new Object[] {at(call), at(call), at(call), at(signIn) + 32 * Ticks.PER_HOUR});
    }

    @Test
    void keepsTheRowsOfTheWorkedExample() {
        times.found(found(true, "10:20", "10:30"));

        assertEquals(at("2T21:20"), times.until(at("10:00"), at("10:20")));
        assertEquals(at("2T21:20"), times.until(at("10:30"), at("10:59")));
        assertEquals(NOT, times.until(at("10:21"), at("10:29")));
        assertEquals(NOT, times.until(at("10:31"), at("12:00")));
    }

    @Test
    void keepsThemForTheLongestOfWindows() {
        times.found(found(true, "10:20", "10:30"));
        times.found(found(true, "11:20", "10:30"));
        times.found(found(true, "10:25", "10:30"));

        assertEquals(at("2T22:20"), times.until(at("10:30"), at("10:30")));
        assertEquals(at("2T21:25"), times.until(at("10:21"), at("10:29")));
    }

    @Test
    void remembersWhatIsFoundBeside() {
        times.beside(AlertBook.rehearsal(Clock.systemUTC())).found(found(true, "10:20", "10:30"));

        assertEquals(at("2T21:20"), times.until(at("10:30"), at("10:30")));
    }

    @Test
    void needsNothingOfRulesThatGatherRows() {
        times.found(found(false, "10:20", "10:30"));

        assertEquals(NOT, times.until(at("00:00"), at("23:59")));
    }

    @Test
    void forgetsWhatCanChangeNoMore() {
        times.found(found(true, "10:20", "10:30"));
        times.forgotten(rule(true), at("2T21:19"));
        assertEquals(at("2T21:20"), times.until(at("10:30"), at("10:30")));

        times.forgotten(rule(true), at("2T21:20"));
        assertEquals(NOT, times.until(at("10:30"), at("10:30")));
    }
}
