package io.tokenwatch.app;

import io.tokenwatch.alert.Alert;
import io.tokenwatch.alert.AlertSink;
import io.tokenwatch.engine.Rule;
import io.tokenwatch.engine.RuleSet;
import io.tokenwatch.engine.RulesException;
import io.tokenwatch.event.JsonText;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Runs rules as they are and as they are edited over the same logs, and compares the alerts as they stand at the end.
 */
public final class Backtest {
    private final Settings before;
    private final Settings after;
    private final Clock wall;
    private final long since;

    /**
     * @param before the settings, which name the rules as they are
     * @param edited the folder with the edited rules
     * @param since alerts whose last event is before this time, in ticks, are left out
     */
    public Backtest(Settings before, Path edited, Clock wall, long since) throws SettingsException {
        this.before = before;
        this.after = before.with(Map.of(Setting.RULES_DIR.key(), edited.toString()), "--rules");
        this.wall = wall;
        this.since = since;
    }

    /** An alert that both rules give, with something changed in it. */
    public record Changed(Alert alert, List<Difference> differences) {
        private Map<String, Object> toMap() {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("id", alert.id());
            map.put("differences", differences.stream().map(Difference::toMap).toList());
            return map;
        }
    }

    /**
     * What an edit makes of a detection.
     *
     * @param detection its id
     * @param before how many alerts the rules as they are give
     * @param after how many the edited ones give
     * @param added alerts that only the edited rules give
     * @param gone alerts that only the rules as they are give
     * @param changed alerts of both that differ, as the edited rules give them
     */
    public record Result(
            String detection, int before, int after, List<Alert> added, List<Alert> gone, List<Changed> changed) {
        /** Whether the edit makes a difference. */
        public boolean isChanged() {
            return !added.isEmpty() || !gone.isEmpty() || !changed.isEmpty();
        }

        /** As a JSON object's members, in their order. */
        public Map<String, Object> toMap() {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("detection", detection);
            map.put("old", before);
            map.put("new", after);
            map.put("unchanged", before - gone.size() - changed.size());
            map.put("added", added.stream().map(Alert::toMap).toList());
            map.put("gone", gone.stream().map(Alert::toMap).toList());
            map.put("changed", changed.stream().map(Changed::toMap).toList());
            return map;
        }
    }

    /**
     * Runs both.
     *
     * @param paths files and folders
     * @param unreadable gets the files that could not be read to their end, and why
     * @return a result for each detection of either rules, by id
     * @throws RulesException if one of them does not compile
     * @throws IOException if a path is not there
     */
    public List<Result> run(List<Path> paths, List<String> unreadable)
            throws RulesException, IOException, InterruptedException {
        RuleSet oldRules = RuleLoading.all(before);
        RuleSet newRules = RuleLoading.all(after);
        Last oldAlerts = new Last();
        Last newAlerts = new Last();
        unreadable.addAll(new Replay(before, wall, oldRules)
                .run(paths, oldAlerts, bytes -> {})
                .unreadable());
        new Replay(after, wall, newRules).run(paths, newAlerts, bytes -> {});
        Set<String> detections = new TreeSet<>();
        for (RuleSet rules : List.of(oldRules, newRules)) {
            rules.rules().stream().map(Rule::detection).forEach(detection -> detections.add(detection.id()));
        }
        return detections.stream()
                .map(detection -> compare(detection, oldAlerts.of(detection), newAlerts.of(detection)))
                .toList();
    }

    /** Each alert as it was told last. */
    private final class Last implements AlertSink {
        private final Map<String, Alert> alerts = new TreeMap<>();

        @Override
        public synchronized void alert(Alert alert) {
            alerts.put(alert.id(), alert);
        }

        synchronized Map<String, Alert> of(String detection) {
            Map<String, Alert> of = new TreeMap<>();
            alerts.forEach((id, alert) -> {
                if (alert.detection().id().equals(detection) && alert.lastEvent() >= since) {
                    of.put(id, alert);
                }
            });
            return of;
        }
    }

    private static Result compare(String detection, Map<String, Alert> before, Map<String, Alert> after) {
        List<Alert> added = new ArrayList<>();
        List<Changed> changed = new ArrayList<>();
        after.forEach((id, alert) -> {
            Alert old = before.get(id);
            if (old == null) {
                added.add(alert);
            } else {
                List<Difference> differences = Difference.between(compared(old), compared(alert));
                if (!differences.isEmpty()) {
                    changed.add(new Changed(alert, differences));
                }
            }
        });
        List<Alert> gone = before.values().stream()
                .filter(alert -> !after.containsKey(alert.id()))
                .toList();
        return new Result(detection, before.size(), after.size(), added, gone, changed);
    }

    /** What of an alert an edit may change; how often and when it was told says nothing. */
    private static Map<String, Object> compared(Alert alert) {
        Map<String, Object> all = JsonText.object(alert.toJson());
        all.keySet().removeAll(Set.of("status", "revision", "title", "attack"));
        return all;
    }
}
