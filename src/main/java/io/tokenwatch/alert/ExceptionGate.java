package io.tokenwatch.alert;

import io.tokenwatch.engine.DetectionInfo;
import io.tokenwatch.engine.ExceptionItem;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds alerts against the exceptions, and passes on those that none is about; keeps the others, and passes them on
 * when their exception ends. Rows of the queries know no exceptions. Safe to share; what is passed on is passed on by
 * one thread at a time.
 *
 * <p>An alert that opens while it is excepted is told as open when it comes back, unless it is final by then. One that
 * was told before it was excepted is told no more until then.
 */
public final class ExceptionGate implements AlertSink {
    private static final Logger LOG = LoggerFactory.getLogger(ExceptionGate.class);

    private final AlertSink next;
    private final Clock wall;
    private final Suppressions suppressions;
    private final Map<String, Withheld> withheld;
    private final Map<String, Boolean> passed;
    private final Set<String> reported = new HashSet<>();
    private List<Line> lines = List.of();
    private Instant nextExpiry = Instant.MAX;

    /** An exception with what its value stands for. */
    private record Line(ExceptionItem item, ValuePattern pattern) {
        boolean excepts(Alert alert) {
            return item.concerns(alert.detection().id()) && pattern.matchesAll(alert.values(item.field()));
        }
    }

    /**
     * An exception as it stands.
     *
     * @param item its line
     * @param expired whether it has stopped working
     * @param withheld how many alerts it withholds, of those that are remembered
     */
    public record Standing(ExceptionItem item, boolean expired, long withheld) {
        /** Its line's fields, where it stands, and how. */
        public Map<String, Object> toMap() {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("by", item.place());
            map.put("detection", item.detection());
            map.put("field", item.field());
            map.put("value", item.value());
            map.put("reason", item.reason());
            map.put("owner", item.owner());
            map.put("expires", item.expires());
            map.put("expired", expired);
            map.put("withheld", withheld);
            return map;
        }
    }

    /**
     * @param next hears of what is passed on, and of what is withheld
     * @param wall the clock of expiry
     * @param most how many alerts are remembered
     * @param suppressed what detections say about further alerts of the same kind
     */
    public ExceptionGate(AlertSink next, Clock wall, int most, Suppression.Rules suppressed) {
        this.next = next;
        this.wall = wall;
        this.suppressions = new Suppressions(suppressed, most);
        this.withheld = new Suppressions.Recent<>(most);
        this.passed = new Suppressions.Recent<>(most);
    }

    /** Takes these exceptions instead of those before, and passes on what they no longer withhold. */
    public synchronized void use(List<ExceptionItem> exceptions) {
        lines = exceptions.stream()
                .map(item -> new Line(item, new ValuePattern(item.value())))
                .toList();
        expire(wall.instant());
        review();
    }

    /** Looks at the clock: exceptions that have expired no longer withhold anything. To be called once a second. */
    public synchronized void tick() {
        Instant now = wall.instant();
        if (!now.isBefore(nextExpiry)) {
            expire(now);
            review();
        }
    }

    /** Reports what has expired, once, and finds out when the next does. */
    private void expire(Instant now) {
        nextExpiry = Instant.MAX;
        for (Line line : lines) {
            ExceptionItem item = line.item();
            if (item.inForce(now)) {
                nextExpiry = item.until().isBefore(nextExpiry) ? item.until() : nextExpiry;
            } else if (reported.add(String.join("\n", item.detection(), item.field(), item.value(), item.expires()))) {
                LOG.warn(
                        "{}: the exception of {} with {} {} expired ({}); its alerts are told again. Reason: {}; owner: {}",
                        item.place(),
                        item.detection(),
                        item.field(),
                        item.value(),
                        item.expires(),
                        item.reason(),
                        item.owner());
            }
        }
    }

    private void review() {
        for (Withheld one : List.copyOf(withheld.values())) {
            Withheld still = reasonToWithhold(one.alert());
            if (still == null) {
                withheld.remove(one.alert().id());
                pass(one.alert());
            } else {
                withheld.put(one.alert().id(), still);
            }
        }
    }

    @Override
    public synchronized void alert(Alert alert) {
        withheld.remove(alert.id());
        if (alert.status() == Status.CLOSED) {
            close(alert);
            return;
        }
        Withheld why = reasonToWithhold(alert);
        if (why == null) {
            pass(alert);
        } else {
            withheld.put(alert.id(), why);
            next.withheld(why);
        }
    }

    /** An alert that was told is closed for those who know of it; one that never was is not mentioned. */
    private void close(Alert alert) {
        if (passed.remove(alert.id()) != null) {
            next.alert(alert);
        }
    }

    /** An alert was told by an earlier process; the rows of it that there are now may be others, or gone. */
    synchronized void toldBefore(String id) {
        passed.putIfAbsent(id, true);
    }

    /** An alert was told by an earlier process. */
    synchronized void toldBefore(Alert alert) {
        toldBefore(alert.id());
        suppressions.told(alert);
    }

    private Withheld reasonToWithhold(Alert alert) {
        Instant now = wall.instant();
        for (Line line : lines) {
            if (line.item().inForce(now) && line.excepts(alert)) {
                return Withheld.excepted(alert, line.item());
            }
        }
        String other = passed.containsKey(alert.id()) ? null : suppressions.standsFor(alert);
        return other == null ? null : Withheld.suppressed(alert, other);
    }

    private void pass(Alert alert) {
        boolean first = passed.remove(alert.id()) == null;
        passed.put(alert.id(), true);
        if (first) {
            suppressions.told(alert);
        }
        next.alert(first && alert.status() == Status.UPDATED ? alert.as(Status.OPEN) : alert);
    }

    @Override
    public void took(long nanos) {
        next.took(nanos);
    }

    @Override
    public void forgotten(String id) {
        next.forgotten(id);
    }

    @Override
    public void row(DetectionInfo detection, Map<String, Object> row) {
        next.row(detection, row);
    }

    /**
     * The alerts that are withheld as they would have been told last, the last one first.
     *
     * @param detection only those of that detection; null for all
     * @param status only those that stand there; null for all
     * @param limit at most so many
     */
    public synchronized List<Withheld> withheld(String detection, Status status, int limit) {
        List<Withheld> all = new ArrayList<>(withheld.values());
        Collections.reverse(all);
        return all.stream()
                .filter(one -> detection == null || one.alert().detection().id().equals(detection))
                .filter(one -> status == null || one.alert().status() == status)
                .limit(limit)
                .toList();
    }

    /** The exceptions in the order of their lines, with those that have expired. */
    public synchronized List<Standing> exceptions() {
        Instant now = wall.instant();
        return lines.stream()
                .map(Line::item)
                .map(item -> new Standing(
                        item,
                        !item.inForce(now),
                        withheld.values().stream()
                                .filter(one -> one.by().equals(item.place()))
                                .count()))
                .toList();
    }
}
