package io.tokenwatch.alert;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What a detection says about further alerts of the same kind: those with the same key that begin within a time after
 * one that was told are not told. Immutable.
 *
 * @param key the values that make two alerts of a detection the same kind
 * @param time how long after the first event of an alert, in event time
 */
public record Suppression(List<Object> key, Duration time) {
    /** What hears from the detections what they suppress. */
    @FunctionalInterface
    public interface Rules {
        /** The suppression of an alert, or null if all alerts like it are told. */
        Suppression of(Alert alert);
    }

    /**
     * The suppression of an alert by some of its fields.
     *
     * @param fields columns of the alert's row, or types of entities
     * @param time null if nothing is suppressed
     */
    public static Suppression by(Alert alert, List<String> fields, Duration time) {
        if (time == null) {
            return null;
        }
        List<Object> key = new ArrayList<>();
        fields.forEach(field -> key.add(alert.values(field)));
        return new Suppression(key, time);
    }
}
