package io.tokenwatch.alert;

import io.tokenwatch.engine.DetectionInfo;
import java.util.Map;

/** What hears of alerts. Called by all lanes' threads; must be safe to share. */
@FunctionalInterface
public interface AlertSink {
    /** Hears, and does nothing. */
    AlertSink NOBODY = alert -> {};

    /** An alert is told. */
    void alert(Alert alert);

    /**
     * An alert was told for the first time.
     *
     * @param nanos how long after the row that decided it was read
     */
    default void took(long nanos) {}

    /** A telling of an alert is withheld: an exception is about it, or another alert stands for it. */
    default void withheld(Withheld withheld) {}

    /** Nothing can change the alert with that id any more. */
    default void forgotten(String id) {}

    /** A detection that counts every row has one more row of the KQL query. */
    default void row(DetectionInfo detection, Map<String, Object> row) {}
}
