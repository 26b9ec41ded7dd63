package io.tokenwatch.alert;

import static io.tokenwatch.alert.Book.EACH;
import static io.tokenwatch.alert.Book.HOURLY;
import static io.tokenwatch.alert.Book.at;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** When an alert is told: opened, updated, final, revised, forgotten. */
class AlertBookTest {
    private final Book book = new Book();

    @Test
    void tellsAnAlertAsTheWorkedExampleSays() {
        book.found("ada", "10:10", 11, "few");
        assertEquals(List.of("open 1"), book.tellings());

        for (int count = 12; count <= 21; count++) {
            book.wall.advance(Duration.ofSeconds(5));
            book.found("ada", "10:11", count, "few");
            book.book.tellChanges();
        }
        assertEquals(List.of("open 1"), book.tellings());

        book.found("ada", "10:12", 22, "three addresses");
        assertEquals(List.of("open 1", "updated 2"), book.tellings());

        book.found("ada", "10:13", 23, "three addresses");
        book.wall.advance(Duration.ofSeconds(59));
        book.book.tellChanges();
        assertEquals(2, book.told.size());
        book.wall.advance(Duration.ofSeconds(1));
        book.book.tellChanges();
        assertEquals("updated", book.last().status().text());
        assertEquals(23L, book.last().row().get("Count"));

        book.watermark(HOURLY, "11:29:50");
        assertEquals(3, book.told.size());
        book.watermark(HOURLY, "11:30");
        assertEquals(List.of("open 1", "updated 2", "updated 3", "final 4"), book.tellings());

        book.found("ada", "10:15", 24, "three addresses").watermark(HOURLY, "12:00");
        assertEquals("final", book.last().status().text());
        assertEquals(5, book.last().revision());
        assertEquals(24L, book.last().row().get("Count"));
    }

    @Test
    void opensAnAlertOnce() {
        book.found("ada", "10:10", 11, "few").found("ada", "10:10", 11, "few");
        book.found("bob", "10:10", 11, "few");

        assertEquals(List.of("open 1", "open 1"), book.tellings());
        assertNotEquals(book.told.get(0).id(), book.told.get(1).id());
    }

    @Test
    void saysHowLongAfterItsRowAnAlertOpens() {
        long readAt = System.nanoTime() - Duration.ofSeconds(5).toNanos();
        book.book.begins(readAt);
        book.found("ada", "10:10", 11, "few").found("ada", "10:12", 22, "three addresses");
        book.book.begins(0);
        book.found("bob", "10:10", 11, "few");

        assertEquals(List.of("open 1", "updated 2", "open 1"), book.tellings());
        assertEquals(1, book.latencies.size());
        assertTrue(book.latencies.get(0) >= Duration.ofSeconds(5).toNanos(), book.latencies::toString);
    }

    @Test
    void tellsNothingWhileNothingChanges() {
        book.found("ada", "10:10", 11, "few");
        book.wall.advance(Duration.ofHours(1));
        book.book.tellChanges();
        book.book.tellAllChanges();

        assertEquals(List.of("open 1"), book.tellings());
    }

    @Test
    void tellsCountsAtMostOnceInTheUpdateInterval() {
        for (int second = 0; second < 300; second++) {
            book.found("ada", "10:10", second, "few");
            book.book.tellChanges();
            book.wall.advance(Duration.ofSeconds(1));
        }

        assertEquals(List.of("open 1", "updated 2", "updated 3", "updated 4", "updated 5"), book.tellings());
    }

    @Test
    void tellsAllChangesWhenNothingComesBehind() {
        book.found("ada", "10:10", 11, "few").found("ada", "10:10", 12, "few");
        book.book.tellAllChanges();

        assertEquals(List.of("open 1", "updated 2"), book.tellings());
    }

    @Test
    void endsAnAlertThatHasNotChangedToo() {
        book.found("ada", "10:10", 11, "few").watermark(HOURLY, "11:30").watermark(HOURLY, "12:00");

        assertEquals(List.of("open 1", "final 2"), book.tellings());
    }

    @Test
    void endsAlertsWhenNoMoreRowsCome() {
        book.found("ada", "10:10", 11, "few").called("t1", "a", "10:00", "/me", "2T10:00");
        book.book.ended();
        book.book.ended();

        assertEquals(List.of("open 1", "open 1", "final 2", "final 2"), book.tellings());
    }

    @Test
    void endsTheAlertsOfARuleByItsOwnWatermark() {
        book.found("ada", "10:10", 11, "few").watermark(EACH, "2T10:00");

        assertEquals(List.of("open 1"), book.tellings());
    }

    @Test
    void waitsForAWindowWhoseEndMovesOn() {
        book.called("t1", "a", "10:00", "/me", "11:00").called("t1", "a", "10:00", "/me", "14:00");
        book.watermark(EACH, "11:30").watermark(EACH, "14:29:50");
        assertEquals(List.of("open 1"), book.tellings());

        book.watermark(EACH, "14:30");
        assertEquals(List.of("open 1", "final 2"), book.tellings());
    }

    @Test
    void tellsLateChangesOfAnAlertTogether() {
        book.found("ada", "10:10", 11, "few").watermark(HOURLY, "11:30");
        book.found("ada", "10:10", 12, "few").found("ada", "10:10", 13, "many");
        assertEquals(2, book.told.size());

        book.book.tellChanges();
        book.watermark(HOURLY, "11:31");

        assertEquals(List.of("open 1", "final 2", "final 3"), book.tellings());
        assertEquals(13L, book.last().row().get("Count"));
    }

    @Test
    void forgetsAnAlertWhenNoRowCanChangeIt() {
        book.found("ada", "10:10", 11, "few").watermark(HOURLY, "11:30").watermark(HOURLY, "2T20:29:50");
        book.found("ada", "10:15", 12, "few").watermark(HOURLY, "2T20:30");
        assertEquals(List.of("open 1", "final 2", "final 3"), book.tellings());

        book.found("ada", "10:15", 12, "few");

        assertEquals("open 1", book.tellings().get(3));
        assertEquals(book.told.get(0).id(), book.last().id());
    }

    @Test
    void givesTheSameAlertTheSameIdInEveryRun() {
        Book other = new Book();
        book.found("ada", "10:10", 11, "few");
        other.found("bob", "10:10", 11, "few").found("ada", "10:20", 77, "many");

        assertEquals(book.last().id(), other.last().id());
        assertTrue(book.last().id().matches("T9001-[0-9a-f]{16}"), book.last()::id);
    }

    @Test
    void givesDifferentKeysDifferentIds() {
        book.called("ab", "c", "10:00", "/me", "11:00")
                .called("a", "bc", "10:00", "/me", "11:00")
                .called("a", "b", "10:00", "/me", "11:00");

        assertEquals(3, book.told.stream().map(Alert::id).distinct().count());
    }

    @Test
    void saysWhoAndWhatAnAlertIsAbout() {
        book.found("ada", "10:10", 11, "few", "192.0.2.1", "", "192.0.2.2");

        assertEquals(
                List.of(
                        new Alert.Entity("account", "ada"),
                        new Alert.Entity("ip", "192.0.2.1"),
                        new Alert.Entity("ip", "192.0.2.2")),
                book.last().entities());
    }

    @Test
    void showsTheColumnsOfTheQuery() {
        book.found("ada", "10:10", 11, "few", "192.0.2.1");

        assertEquals(
                "{TimeGenerated=2024-05-01T10:00:00.0000000Z, User=ada, Count=11, Addresses=[192.0.2.1], Risk=few}",
                book.last().row().toString());
        assertEquals(at("10:01"), book.last().firstEvent());
        assertEquals(at("10:10"), book.last().lastEvent());
        assertEquals(List.of(), book.last().samples());
        assertEquals(List.of(), book.rows);
    }

    @Test
    void tellsRowsOfADetectionThatCountsEach() {
        book.called("t1", "a", "10:00", "/me", "11:00").called("t1", "a", "10:00", "/users", "11:00");

        assertEquals(
                List.of(
                        Map.of("TimeGenerated", "2024-05-01T10:00:00.0000000Z", "Address", "a", "Uri", "/me"),
                        Map.of("TimeGenerated", "2024-05-01T10:00:00.0000000Z", "Address", "a", "Uri", "/users")),
                book.rows);
    }
}
