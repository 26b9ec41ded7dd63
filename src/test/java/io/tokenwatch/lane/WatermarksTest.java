package io.tokenwatch.lane;

import static io.tokenwatch.lane.Rows.A;
import static io.tokenwatch.lane.Rows.B;
import static io.tokenwatch.lane.Rows.at;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tokenwatch.event.Catalog;
import io.tokenwatch.event.Table;
import io.tokenwatch.event.Ticks;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class WatermarksTest {
    private final SetClock wall = new SetClock("2024-05-03T00:00:00Z");
    private final Watermarks watermarks = marks(Rows.CATALOG);

    private Watermarks marks(Catalog catalog) {
        return new Watermarks(catalog, wall, Duration.ofMinutes(5), Duration.ofMinutes(10));
    }

    private boolean observe(Table table, String time) {
        watermarks.hear(table);
        return watermarks.observe(table, at(time));
    }

    private void assertMark(Table table, String time) {
        watermarks.move();
        assertEquals(Ticks.toIso(at(time)), Ticks.toIso(watermarks.marks()[table.ordinal()]));
    }

    private void wallIs(String time) {
        wall.set(at(time));
        watermarks.refreshClock();
    }

    @Test
    void areNotThereBeforeTheFirstRow() {
        assertEquals(Watermarks.NOT_YET, watermarks.marks()[A.ordinal()]);
        assertEquals(Watermarks.NOT_YET, watermarks.newest(A));
        assertTrue(watermarks.keeps(A, at("00:00")));
    }

    @Test
    void areTheLargestTimeOfATableAsTheWorkedExampleSays() {
        assertTrue(observe(A, "10:00"));
        assertTrue(observe(A, "12:30"));
        assertFalse(observe(A, "11:10"));

        assertEquals(at("12:30"), watermarks.newest(A));
        assertMark(A, "12:30");
        assertTrue(watermarks.keeps(A, at("10:20")));
    }

    @Test
    void keepAnHourUntilItsRetentionIsOver() {
        observe(A, "12:30");
        observe(A, "2T18:59:59.9999999");
        assertTrue(watermarks.keeps(A, at("10:20")));
        assertTrue(watermarks.keeps(A, at("10:00")));
        assertFalse(watermarks.keeps(A, at("09:59:59.9999999")));

        observe(A, "2T19:00");

        assertFalse(watermarks.keeps(A, at("10:20")));
        assertFalse(watermarks.keeps(A, at("10:59:59.9999999")));
        assertTrue(watermarks.keeps(A, at("11:00")));
    }

    @Test
    void moveTableByTable() {
        observe(A, "12:30");

        assertEquals(Watermarks.NOT_YET, watermarks.marks()[B.ordinal()]);
        assertTrue(watermarks.keeps(B, at("00:00")));
    }

    @Test
    void areToldInStepsOfTenSeconds() {
        assertTrue(observe(A, "12:30:05"));
        assertMark(A, "12:30:00");
        assertFalse(observe(A, "12:30:09.9999999"));
        assertTrue(observe(A, "12:30:10"));
        assertMark(A, "12:30:10");
    }

    @Test
    void areNotMovedByRowsOfTheFuture() {
        wallIs("12:00");
        observe(A, "11:00");

        assertFalse(observe(A, "12:05:00.0000001"));
        assertFalse(observe(A, "9T00:00"));
        assertMark(A, "11:00");

        assertTrue(observe(A, "12:05"));
        assertMark(A, "12:05");
    }

    @Test
    void takeARowForOneOfTheFutureUntilTheClockIsLookedAtAgain() {
        wallIs("12:00");
        wall.set(at("13:00"));
        assertFalse(observe(A, "12:30"));

        watermarks.refreshClock();

        assertTrue(observe(A, "12:30"));
    }

    @Test
    void moveOnByTheClockWhenATableFallsSilent() {
        wallIs("12:00");
        observe(A, "11:00");
        wallIs("12:10");
        assertFalse(watermarks.move());

        wallIs("12:11");
        assertMark(A, "11:01");
        wallIs("14:00");
        assertMark(A, "12:50");
    }

    @Test
    void doNotMoveOnBeyondTheClock() {
        wallIs("12:00");
        observe(A, "12:04");
        wallIs("12:10:30");
        assertMark(A, "12:04:30");
        wallIs("2T12:00");
        assertMark(A, "2T11:54");
    }

    @Test
    void doNotMoveOnWhileRowsCome() {
        wallIs("12:00");
        observe(A, "11:00");
        wallIs("12:09");
        observe(A, "10:00");
        wallIs("12:19");
        assertMark(A, "11:00");
        wallIs("12:20");
        assertMark(A, "11:01");
    }

    @Test
    void goOnFromARowThatEndsTheSilence() {
        wallIs("12:00");
        observe(A, "11:00");
        wallIs("14:00");
        assertMark(A, "12:50");

        observe(A, "12:00");
        assertMark(A, "12:50");
        observe(A, "13:00");
        assertMark(A, "13:00");
    }

    @Test
    void keepNoHourThatEndedInTheSilence() {
        wallIs("2T12:00");
        observe(A, "00:00");
        wallIs("4T12:00");
        assertMark(A, "2T23:50");

        observe(A, "12:00");

        assertFalse(watermarks.keeps(A, at("14:59")));
        assertTrue(watermarks.keeps(A, at("15:00")));
    }

    @Test
    void areNotWaitedForWhereNoRowEverCame() {
        wallIs("12:00");
        observe(A, "11:00");
        watermarks.move();
        assertEquals(Watermarks.NOT_YET, watermarks.marks()[B.ordinal()]);

        wallIs("3T01:00");
        watermarks.move();

        assertEquals(Watermarks.NOT_WAITED_FOR, watermarks.marks()[B.ordinal()]);
        assertTrue(watermarks.keeps(B, at("00:00")));
    }

    @Test
    void areWaitedForAgainOnceARowComes() {
        wallIs("3T01:00");
        watermarks.move();
        assertEquals(Watermarks.NOT_WAITED_FOR, watermarks.marks()[B.ordinal()]);

        observe(B, "12:00");

        assertMark(B, "12:00");
    }

    @Test
    void areHeldWhereTheNextSourceBegins() {
        watermarks.beginSource(at("11:00"));
        observe(A, "10:00");
        observe(A, "12:30");

        assertMark(A, "11:00");
        assertTrue(watermarks.keeps(A, at("00:00")));
    }

    @Test
    void areHeldAtWhatWasReadOfASource() {
        watermarks.beginSource(at("11:00"));
        observe(A, "12:30");
        watermarks.beginSource(Long.MAX_VALUE);
        assertMark(A, "11:00");

        assertTrue(observe(B, "11:30"));
        assertMark(A, "11:30");
        assertMark(B, "11:30");
        observe(B, "13:00");
        assertMark(A, "13:00");
        assertMark(B, "13:00");
    }

    @Test
    void ofASourceWaitForNoTableThatNoRowWasSeenOf() {
        watermarks.beginSource(Long.MAX_VALUE);
        observe(A, "12:30");

        assertEquals(Watermarks.NOT_WAITED_FOR, watermarks.marks()[B.ordinal()]);
        assertTrue(watermarks.keeps(B, at("00:00")));

        observe(B, "09:00");
        assertMark(B, "09:00");
    }

    @Test
    void keepEverythingUntilThereIsTooMuch() {
        watermarks.keepFirst(2);
        observe(A, "9T00:00");
        for (int row = 0; row < 2; row++) {
            assertFalse(watermarks.forgets());
            assertTrue(watermarks.keeps(A, at("00:00")));
            watermarks.keep();
        }
        wallIs("9T00:00");
        observe(A, "9T00:00");
        assertTrue(watermarks.forgets());
        assertFalse(watermarks.keeps(A, at("00:00")));
    }

    @Test
    void doNotMoveByTheClockWhileABoundedInputIsRead() {
        wallIs("12:00");
        watermarks.beginSource(Long.MAX_VALUE);
        observe(A, "11:00");
        wallIs("3T00:00");

        assertMark(A, "11:00");
    }

    @Test
    void doNotKeepARowOfASourceThatComesTooLate() {
        watermarks.beginSource(Long.MAX_VALUE);
        observe(A, "2T19:00");
        watermarks.beginSource(Long.MAX_VALUE);

        assertFalse(watermarks.keeps(A, at("10:20")));
    }

    @Test
    void keepEverythingWithoutALimit() {
        Table unlimited = A.with(Duration.ofDays(1_000_000), Duration.ofDays(1_000_000));
        Watermarks marks = marks(new Catalog(List.of(unlimited)));
        marks.observe(unlimited, at("2T00:00"));

        assertTrue(marks.keeps(unlimited, Ticks.parse("0001-01-01")));
    }

    @Test
    void countDurationsInTicks() {
        assertEquals(Ticks.PER_HOUR, Watermarks.ticks(Duration.ofHours(1)));
        assertEquals(1, Watermarks.ticks(Duration.ofNanos(199)));
        assertEquals(200_000L * 24 * Ticks.PER_HOUR, Watermarks.ticks(Duration.ofDays(200_000)));
        assertEquals(Long.MAX_VALUE / 4, Watermarks.ticks(Duration.ofDays(1_000_000)));
    }

    /** Minutes of the first of May, for table A if even, else for B. */
    @Provide
    Arbitrary<List<Integer>> rows() {
        return Arbitraries.integers().between(0, 1439).list().ofMaxSize(30);
    }

    @Property
    void neverGoBackAndEndAtTheLargestTime(@ForAll("rows") List<Integer> rows) {
        Watermarks marks = marks(Rows.CATALOG);
        long largest = Watermarks.NOT_YET;
        long[] before = marks.marks();
        for (int row : rows) {
            Table table = row % 2 == 0 ? A : B;
            long time = at("00:00") + row * Ticks.PER_MINUTE;
            boolean moved = marks.observe(table, time);
            long[] now = marks.marks();
            assertTrue(now[0] >= before[0] && now[1] >= before[1]);
            assertEquals(now[0] > before[0] || now[1] > before[1], moved);
            before = now;
            largest = table == A ? Math.max(largest, time) : largest;
        }
        assertEquals(largest, before[A.ordinal()]);
    }
}
