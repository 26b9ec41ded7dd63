package io.tokenwatch.alert;

import io.tokenwatch.engine.DetectionInfo;
import io.tokenwatch.engine.Finding;
import io.tokenwatch.engine.Findings;
import io.tokenwatch.engine.Rule;
import io.tokenwatch.event.Ticks;
import io.tokenwatch.lane.Watermarks;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * The alerts of one lane, from their first row until no row can change them. Used by the lane's thread only.
 *
 * <p>Worked, for a detection over the hour from 10:00 with a lateness of 30 minutes, a retention of 32 hours and an
 * update interval of a minute: the 11th sign-in comes and the alert opens (revision 1). Ten more come within a minute
 * of the wall clock: nothing is told. The third address comes: RiskIndicator changes, revision 2 is told at once. A
 * minute after that, if counts have changed, revision 3. The watermark passes 11:30: final, revision 4. A row of 10:15
 * comes at 12:00: still final, revision 5. When the watermark passes 20:30 of the next day the alert is forgotten: a
 * window may end in the middle of an hour, whose rows are kept until 32 hours after that hour.
 */
public final class AlertBook implements Findings {
    private final AlertSink sink;
    private final Clock wall;
    private final Duration updateInterval;
    private final Map<Rule, Map<List<Object>, OpenAlert>> alerts = new HashMap<>();
    private final Map<Rule, Deadlines> deadlines = new HashMap<>();
    private final List<OpenAlert> lateChanges = new ArrayList<>();

    /** The end of an alert's window as it was known then. */
    private record Deadline(long windowEnd, List<Object> key, OpenAlert alert) {}

    /**
     * The alerts of a rule by the ends of their windows: those that will end, and those that have and will be
     * forgotten.
     */
    private record Deadlines(PriorityQueue<Deadline> toEnd, PriorityQueue<Deadline> toForget) {
        Deadlines() {
            this(new PriorityQueue<>(SOONEST), new PriorityQueue<>(SOONEST));
        }
    }

    private static final Comparator<Deadline> SOONEST = Comparator.comparingLong(Deadline::windowEnd)
            .thenComparing(d -> d.alert().id());

    /**
     * @param sink hears of the alerts
     * @param wall the clock of the update interval
     * @param updateInterval how long after an alert was told it is told again for changes that are not urgent
     */
    public AlertBook(AlertSink sink, Clock wall, Duration updateInterval) {
        this.sink = sink;
        this.wall = wall;
        this.updateInterval = updateInterval;
    }

    @Override
    public void found(Finding finding) {
        Rule rule = finding.rule();
        List<Object> key = rule.detection().key().stream().map(finding::get).toList();
        OpenAlert alert = alerts.computeIfAbsent(rule, r -> new HashMap<>())
                .computeIfAbsent(key, k -> new OpenAlert(id(rule.detection(), k), rule));
        long windowEnd = alert.windowEnd();
        boolean urgent = alert.take(finding);
        if (alert.windowEnd() != windowEnd) {
            Deadlines ofRule = deadlines.computeIfAbsent(rule, r -> new Deadlines());
            (alert.ended() ? ofRule.toForget() : ofRule.toEnd()).add(new Deadline(alert.windowEnd(), key, alert));
        }
        if (rule.detection().everyRow()) {
            sink.row(rule.detection(), KqlRow.of(finding, rule.detection().project()));
        }
        if (alert.ended()) {
            lateChanges.add(alert);
        } else if (urgent) {
            tell(alert);
        }
    }

    /** Detection and key, hashed: 16 hexadecimal digits after the detection's id. */
    private static String id(DetectionInfo detection, List<Object> key) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(detection.id().getBytes(StandardCharsets.UTF_8));
            for (Object part : key) {
                digest.update((byte) 0);
                digest.update(String.valueOf(part).getBytes(StandardCharsets.UTF_8));
            }
            return detection.id() + "-" + HexFormat.of().formatHex(digest.digest(), 0, 8);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException(missing);
        }
    }

    private void tell(OpenAlert alert) {
        sink.alert(alert.tell(wall.millis()));
    }

    @Override
    public void advanced(Rule rule, long low) {
        tellLateChanges();
        Deadlines ofRule = deadlines.get(rule);
        if (ofRule == null) {
            return;
        }
        long ends = low - Watermarks.ticks(rule.lateness());
        for (Deadline next = due(ofRule.toEnd(), ends); next != null; next = due(ofRule.toEnd(), ends)) {
            next.alert().end();
            tell(next.alert());
            ofRule.toForget().add(next);
        }
    }

    @Override
    public void forgotten(Rule rule, long low) {
        Deadlines ofRule = deadlines.get(rule);
        if (ofRule == null) {
            return;
        }
        long forgotten = low - Watermarks.ticks(rule.lateness()) - Ticks.PER_HOUR - Watermarks.ticks(rule.retention());
        for (Deadline next = due(ofRule.toForget(), forgotten);
                next != null;
                next = due(ofRule.toForget(), forgotten)) {
            alerts.get(rule).remove(next.key());
        }
    }

    /**
     * Takes out the next alert whose window ended by then; null if there is none. Ends that have moved on since are
     * passed over.
     */
    private static Deadline due(PriorityQueue<Deadline> queue, long by) {
        while (!queue.isEmpty() && queue.peek().windowEnd() <= by) {
            Deadline next = queue.remove();
            if (next.alert().windowEnd() == next.windowEnd()) {
                return next;
            }
        }
        return null;
    }

    private void tellLateChanges() {
        for (OpenAlert alert : lateChanges) {
            if (alert.changed()) {
                tell(alert);
            }
        }
        lateChanges.clear();
    }

    @Override
    public void ended() {
        tellLateChanges();
        deadlines.forEach((rule, ofRule) -> {
            for (Deadline next = due(ofRule.toEnd(), Long.MAX_VALUE);
                    next != null;
                    next = due(ofRule.toEnd(), Long.MAX_VALUE)) {
                next.alert().end();
                tell(next.alert());
                ofRule.toForget().add(next);
            }
        });
    }

    /** Tells the changes that have waited for the update interval. */
    public void tellChanges() {
        tellChanges(wall.millis() - updateInterval.toMillis());
    }

    /** Tells all changes, however long ago the alert was told: nothing comes after this. */
    public void tellAllChanges() {
        tellChanges(Long.MAX_VALUE);
    }

    private void tellChanges(long toldBefore) {
        tellLateChanges();
        for (Map<List<Object>, OpenAlert> ofRule : alerts.values()) {
            for (OpenAlert alert : ofRule.values()) {
                if (alert.changed() && alert.toldAt() <= toldBefore) {
                    tell(alert);
                }
            }
        }
    }
}
