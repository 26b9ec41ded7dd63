package io.tokenwatch.alert;

import io.tokenwatch.engine.DetectionInfo;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** Where the alerts of all lanes come together: remembers the last of them and passes them on. Safe to share. */
public final class Alerts implements AlertSink {
    private final Clock wall;
    private final int most;
    private final List<AlertSink> listeners = new CopyOnWriteArrayList<>();
    private final Map<String, Told> recent = new LinkedHashMap<>();

    /** An alert as it was told last, and when. */
    public record Told(Alert alert, Instant at) {}

    /** @param most how many alerts are remembered */
    public Alerts(Clock wall, int most) {
        this.wall = wall;
        this.most = most;
    }

    /** Has a listener hear of all alerts from now on. */
    public void add(AlertSink listener) {
        listeners.add(listener);
    }

    public void remove(AlertSink listener) {
        listeners.remove(listener);
    }

    @Override
    public void alert(Alert alert) {
        synchronized (recent) {
            recent.remove(alert.id());
            recent.put(alert.id(), new Told(alert, wall.instant()));
            if (recent.size() > most) {
                recent.remove(recent.keySet().iterator().next());
            }
        }
        listeners.forEach(listener -> listener.alert(alert));
    }

    @Override
    public void withheld(Withheld withheld) {
        listeners.forEach(listener -> listener.withheld(withheld));
    }

    @Override
    public void row(DetectionInfo detection, Map<String, Object> row) {
        listeners.forEach(listener -> listener.row(detection, row));
    }

    /**
     * The alerts that are remembered, the one told last first.
     *
     * @param since only those told at that time or later; null for all
     * @param detection only those of that detection; null for all
     * @param status only those that stand there; null for all
     * @param limit at most so many
     */
    public List<Told> recent(Instant since, String detection, Status status, int limit) {
        List<Told> all;
        synchronized (recent) {
            all = new ArrayList<>(recent.values());
        }
        Collections.reverse(all);
        return all.stream()
                .filter(told -> since == null || !told.at().isBefore(since))
                .filter(told ->
                        detection == null || told.alert().detection().id().equals(detection))
                .filter(told -> status == null || told.alert().status() == status)
                .limit(limit)
                .toList();
    }
}
