package io.tokenwatch.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tokenwatch.event.Catalog;
import io.tokenwatch.event.Column;
import io.tokenwatch.event.ColumnType;
import io.tokenwatch.event.Table;
import io.tokenwatch.event.Ticks;
import io.tokenwatch.lane.Watermarks;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MarksTest {
    private static final Catalog CATALOG = new Catalog(List.of(new Table(
            0,
            "T",
            "",
            List.of(Column.named(Table.TIME_COLUMN, ColumnType.DATETIME)),
            List.of(),
            Duration.ofMinutes(30),
            Duration.ofHours(32))));
    private static final long IDLE = 5 * 60 * Ticks.PER_SECOND;
    private static final long NOW = at("20:00");

    private static long at(String time) {
        return Ticks.parse("2024-05-01T" + time);
    }

    private static NodeState saw(String newest, long silence) {
        return new NodeState(10 * IDLE, Map.of("T", new NodeState.Seen(at(newest), silence)), Map.of(), Map.of());
    }

    private static NodeState sawNothing(long upFor) {
        return new NodeState(upFor, Map.of(), Map.of(), Map.of());
    }

    private static Map<String, Long> next(Map<String, Long> before, NodeState... states) {
        return Marks.next(before, CATALOG, List.of(states), IDLE, NOW);
    }

    @Test
    void waitsForTheLiveSourceThatIsFurthestBehind() {
        assertEquals(Map.of("T", at("11:50")), next(Map.of(), saw("12:30", 0), saw("11:50", 5)));
    }

    @Test
    void doesNotWaitForASourceThatHasFallenSilent() {
        assertEquals(Map.of("T", at("12:30")), next(Map.of(), saw("12:30", 0), saw("11:50", IDLE + 1)));
    }

    @Test
    void movesOnWithTheClockWhenAllSourcesAreSilent() {
        assertEquals(
                Map.of("T", at("12:40")),
                next(Map.of(), saw("12:30", IDLE + 600 * Ticks.PER_SECOND), saw("11:50", IDLE + 1)));
    }

    @Test
    void doesNotWaitForANodeThatNeverSawTheTable() {
        assertEquals(Map.of("T", at("12:30")), next(Map.of(), saw("12:30", 0), sawNothing(0)));
    }

    @Test
    void neverGoesBack() {
        assertEquals(Map.of("T", at("13:00")), next(Map.of("T", at("13:00")), saw("12:30", 0)));
    }

    @Test
    void waitsForNobodyOnceAllNodesAreUpForLongAndSawNothing() {
        assertEquals(Map.of(), next(Map.of(), sawNothing(IDLE + 1), sawNothing(0)));
        assertEquals(
                Map.of("T", Watermarks.NOT_WAITED_FOR), next(Map.of(), sawNothing(IDLE + 1), sawNothing(IDLE + 1)));
    }

    @Test
    void waitsAgainForATableThatNobodyWaitedFor() {
        assertEquals(Map.of("T", at("12:30")), next(Map.of("T", Watermarks.NOT_WAITED_FOR), saw("12:30", 0)));
    }
}
