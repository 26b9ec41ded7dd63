package io.tokenwatch.alert;

import io.tokenwatch.engine.DetectionInfo;
import io.tokenwatch.engine.Rule;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;

/** One rule's alerts on one lane, by key, and when their windows end. */
final class RuleAlerts {
    private final Map<List<Object>, OpenAlert> byKey = new HashMap<>();
    private final Set<OpenAlert> waiting = new LinkedHashSet<>();

    // By the end of the window as it was known then. Many windows end at once: a queue would compare all with all.
    private final TreeMap<Long, List<OpenAlert>> toEnd = new TreeMap<>();
    private final TreeMap<Long, List<OpenAlert>> toForget = new TreeMap<>();

    /**
     * The alert with that key; a new one if there is none.
     *
     * @param earlier after which revision an alert of an id begins
     */
    OpenAlert get(List<Object> key, Rule rule, ToIntFunction<String> earlier) {
        return byKey.computeIfAbsent(key, k -> {
            OpenAlert alert = new OpenAlert(id(rule.detection(), k), k, rule);
            alert.beginAfter(earlier.applyAsInt(alert.id()));
            return alert;
        });
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
        add(alert.ended() ? toForget : toEnd, alert);
    }

    private static void add(TreeMap<Long, List<OpenAlert>> ends, OpenAlert alert) {
        ends.computeIfAbsent(alert.windowEnd(), end -> new ArrayList<>(1)).add(alert);
    }

    /** Notes that an alert has changed, and that this may wait. */
    void waits(OpenAlert alert) {
        waiting.add(alert);
    }

    /** Has the alerts told whose changes wait and that were told last by then, in milliseconds of the wall clock. */
    void tellWaiting(long toldBy, Consumer<OpenAlert> tell) {
        waiting.removeIf(alert -> {
            if (alert.changed() && alert.toldAt() <= toldBy) {
                tell.accept(alert);
            }
            return !alert.changed();
        });
    }

    /** Ends the alerts whose windows end by then. */
    void end(long by, Consumer<OpenAlert> ended) {
        if (toEnd.isEmpty() || toEnd.firstKey() > by) {
            // Asked whenever a watermark moves, and mostly for nothing: without a lambda.
            return;
        }
        due(toEnd, by, alert -> {
            if (!alert.ended()) {
                alert.end();
                ended.accept(alert);
                add(toForget, alert);
            }
        });
    }

    /** Ends an alert whose window ended already as far as others know. */
    void endEarly(OpenAlert alert) {
        alert.end();
        add(toForget, alert);
    }

    /** Forgets the alerts that have ended and whose windows end by then. */
    void forget(long by, Consumer<OpenAlert> forgotten) {
        due(toForget, by, alert -> {
            byKey.remove(alert.key());
            forgotten.accept(alert);
        });
    }

    /**
     * Takes out the alerts whose windows ended by then. Ends that have moved on since, and alerts that are no longer
     * here, are passed over.
     */
    private void due(TreeMap<Long, List<OpenAlert>> ends, long by, Consumer<OpenAlert> action) {
        while (!ends.isEmpty() && ends.firstKey() <= by) {
            Map.Entry<Long, List<OpenAlert>> first = ends.pollFirstEntry();
            for (OpenAlert alert : first.getValue()) {
                if (alert.windowEnd() == first.getKey() && byKey.get(alert.key()) == alert) {
                    action.accept(alert);
                }
            }
        }
    }
}
