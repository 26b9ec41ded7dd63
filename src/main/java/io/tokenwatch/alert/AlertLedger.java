package io.tokenwatch.alert;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What was told of alerts, and delivered: each as it was told last. Must be safe to share. */
public interface AlertLedger {
    /** The alert with that id; null if it was never told. */
    ToldAlert find(String id);

    /** The highest revision under which an alert may have been told, delivered or not; 0 if that is not known. */
    default int revision(String id) {
        ToldAlert told = find(id);
        return told == null ? 0 : told.revision();
    }

    /**
     * After which revision an alert goes on that is told on being resumed: those before may have been told by a process
     * that ended before it could remember that. Of one alert no two tellings have the same revision, or a receiver
     * would take the second for the first.
     */
    default int start(String id) {
        return 0;
    }

    /**
     * Alerts were told and delivered; each takes the place of what was told of it before.
     *
     * @throws RuntimeException if that cannot be remembered now; the same may be tried again
     */
    void told(Collection<ToldAlert> told);

    /**
     * Nothing can change these alerts any more.
     *
     * @throws RuntimeException if that cannot be remembered now; the same may be tried again
     */
    void forgotten(Collection<String> ids);

    /** All of them, the one that was told first coming first. */
    Collection<ToldAlert> all();

    /** One that lasts as long as it is used. */
    static AlertLedger inMemory() {
        return new InMemory();
    }

    /** Keeps them in a map. */
    final class InMemory implements AlertLedger {
        private final Map<String, ToldAlert> alerts = new LinkedHashMap<>();

        private InMemory() {}

        @Override
        public synchronized ToldAlert find(String id) {
            return alerts.get(id);
        }

        @Override
        public synchronized void told(Collection<ToldAlert> told) {
            for (ToldAlert alert : told) {
                alerts.remove(alert.id());
                alerts.put(alert.id(), alert);
            }
        }

        @Override
        public synchronized void forgotten(Collection<String> ids) {
            ids.forEach(alerts::remove);
        }

        @Override
        public synchronized List<ToldAlert> all() {
            return new ArrayList<>(alerts.values());
        }
    }
}
