package io.tokenwatch.cluster;

import io.tokenwatch.engine.Finding;
import io.tokenwatch.engine.Findings;
import io.tokenwatch.engine.Rule;
import io.tokenwatch.event.Ticks;
import io.tokenwatch.lane.Watermarks;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Passes findings on, and remembers from which times rows are needed to find again what alerts say that are made of
 * several findings and may still change. Used by one lane.
 *
 * <p>Worked: a Graph call of 10:30 is joined with a sign-in of 10:20 that is kept for 32 hours, and the detection's
 * lateness is 2 hours. No row can use the call after 13:00, but another call with the same token may still join the
 * alert, and whoever takes the partition over must count both. So rows of 10:20 and 10:30 are kept until 21:20 of the
 * next day: the window's end at 18:20, the lateness, and an hour in which that the alert is final gets around.
 */
final class AlertTimes implements Findings {
    private final Findings findings;
    private final NavigableMap<Long, Long> untilByMinute;

    AlertTimes(Findings findings) {
        this(findings, new TreeMap<>());
    }

    private AlertTimes(Findings findings, NavigableMap<Long, Long> untilByMinute) {
        this.findings = findings;
        this.untilByMinute = untilByMinute;
    }

    /** Passes on to others what is found, and remembers it together with this. */
    AlertTimes beside(Findings others) {
        return new AlertTimes(others, untilByMinute);
    }

    /**
     * Until which low watermark rows of some times are needed, in ticks; {@code Long.MIN_VALUE} if they are not.
     *
     * @param from the oldest row's time
     * @param to the newest row's time
     */
    long until(long from, long to) {
        return untilByMinute.subMap(minute(from), true, minute(to), true).values().stream()
                .mapToLong(Long::longValue)
                .max()
                .orElse(Long.MIN_VALUE);
    }

    private static long minute(long time) {
        return Math.floorDiv(time, 60 * Ticks.PER_SECOND);
    }

    @Override
    public void begins(long readAt) {
        findings.begins(readAt);
    }

    @Override
    public void found(Finding finding) {
        Rule rule = finding.rule();
        if (rule.detection().everyRow()) {
            long end = finding.ticks(Rule.WINDOW_END);
            long until = end + Watermarks.ticks(rule.lateness()) + Ticks.PER_HOUR;
            needed(finding.ticks(Rule.FIRST_EVENT), until);
            needed(finding.ticks(Rule.LAST_EVENT), until);
            // Where a window ends with the retention of a row, that row.
            needed(end - Watermarks.ticks(rule.retention()), until);
        }
        findings.found(finding);
    }

    private void needed(long time, long until) {
        untilByMinute.merge(minute(time), until, Math::max);
    }

    @Override
    public void advanced(Rule rule, long lowWatermark) {
        findings.advanced(rule, lowWatermark);
    }

    @Override
    public void forgotten(Rule rule, long lowWatermark) {
        untilByMinute.values().removeIf(until -> until <= lowWatermark);
        findings.forgotten(rule, lowWatermark);
    }

    @Override
    public void ended() {
        findings.ended();
    }
}
