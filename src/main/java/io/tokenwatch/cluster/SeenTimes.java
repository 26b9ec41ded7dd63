package io.tokenwatch.cluster;

import io.tokenwatch.event.Ticks;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The largest time that this member's sources have shown, per table. Safe to share. */
final class SeenTimes {
    private final Map<String, Last> tables = new ConcurrentHashMap<>();
    private final Clock wall;
    private final long skew;
    private final long begun;

    /** Of a table: the largest time in ticks and when a row came last. */
    private record Last(long newest, long heard) {}

    /** @param skew how far ahead of the wall clock a row may be and still move event time */
    SeenTimes(Clock wall, Duration skew) {
        this.wall = wall;
        this.skew = skew.toMillis() * Ticks.PER_MILLI;
        this.begun = now();
    }

    private long now() {
        return Ticks.ofMillis(wall.millis());
    }

    /** Up to which time rows move event time, for now. */
    long latestTime() {
        return now() + skew;
    }

    /**
     * Rows of a table came, and are kept.
     *
     * @param newest the largest of their times that moves event time; before all times if none does
     */
    void saw(String table, long newest) {
        long now = now();
        tables.merge(table, new Last(newest, now), (was, more) -> new Last(Math.max(was.newest, more.newest), now));
    }

    /** Goes on from where event time had come before this member started, as if its sources were silent since. */
    void resume(Map<String, Long> marks, Duration idle) {
        long silent = now() - idle.toMillis() * Ticks.PER_MILLI - 1;
        marks.forEach((table, mark) -> {
            if (mark != Long.MIN_VALUE && mark != Long.MAX_VALUE) {
                tables.putIfAbsent(table, new Last(mark, silent));
            }
        });
    }

    /** What is told to the others. */
    Map<String, NodeState.Seen> all() {
        long now = now();
        Map<String, NodeState.Seen> all = new HashMap<>();
        tables.forEach((table, last) -> {
            if (last.newest > Long.MIN_VALUE + 1) {
                all.put(table, new NodeState.Seen(last.newest, now - last.heard));
            }
        });
        return all;
    }

    /** For how long this member takes in rows, in ticks. */
    long upFor() {
        return now() - begun;
    }

    long nowTicks() {
        return now();
    }
}
