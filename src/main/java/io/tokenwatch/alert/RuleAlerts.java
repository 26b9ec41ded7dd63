package io.tokenwatch.alert;

import io.tokenwatch.engine.DetectionInfo;
import io.tokenwatch.engine.Rule;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.Consumer;

/** One rule's alerts on one lane, by key, and when their windows end. */
final class RuleAlerts {
    private static final Comparator<Deadline> SOONEST = Comparator.comparingLong(Deadline::windowEnd)
            .thenComparing(d -> d.alert().id());

    private final Map<List<Object>, OpenAlert> byKey = new HashMap<>();
    private final PriorityQueue<Deadline> toEnd = new PriorityQueue<>(SOONEST);
    private final PriorityQueue<Deadline> toForget = new PriorityQueue<>(SOONEST);

    /** The end of an alert's window as it was known then. */
    private record Deadline(long windowEnd, List<Object> key, OpenAlert alert) {}

    /** The alert with that key; a new one if there is none. */
    OpenAlert get(List<Object> key, Rule rule) {
        return byKey.computeIfAbsent(key, k -> new OpenAlert(id(rule.detection(), k), k, rule));
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

    Collection<OpenAlert> all() {
        return byKey.values();
    }

    /** Takes an alert over from elsewhere. */
    void put(OpenAlert alert) {
        byKey.put(alert.key(), alert);
        windowMoved(alert);
    }

    /** Notes that an alert's window ends at another time than before. */
    void windowMoved(OpenAlert alert) {
        (alert.ended() ? toForget : toEnd).add(new Deadline(alert.windowEnd(), alert.key(), alert));
    }

    /** Ends the alerts whose windows end by then. */
    void end(long by, Consumer<OpenAlert> ended) {
        for (Deadline next = due(toEnd, by); next != null; next = due(toEnd, by)) {
            next.alert().end();
            ended.accept(next.alert());
            toForget.add(next);
        }
    }

    /** Forgets the alerts that have ended and whose windows end by then. */
    void forget(long by) {
        for (Deadline next = due(toForget, by); next != null; next = due(toForget, by)) {
            byKey.remove(next.key(), next.alert());
        }
    }

    /**
     * Takes out the next alert whose window ended by then; null if there is none. Ends that have moved on since, and
     * alerts that are no longer here, are passed over.
     */
    private Deadline due(PriorityQueue<Deadline> queue, long by) {
        while (!queue.isEmpty() && queue.peek().windowEnd() <= by) {
            Deadline next = queue.remove();
            if (next.alert().windowEnd() == next.windowEnd() && byKey.get(next.key()) == next.alert()) {
                return next;
            }
        }
        return null;
    }
}
