package io.tokenwatch.alert;

import io.tokenwatch.engine.DetectionInfo;
import io.tokenwatch.event.JsonText;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Where the alerts of all lanes come together: remembers the last of them and passes them on. Knows which tellings are
 * not in the ledger yet, that is not known to be delivered. Safe to share.
 */
public final class Alerts implements AlertSink {
    private static final Comparator<Told> LAST_TELLING =
            Comparator.comparingInt(Told::revision).thenComparing(Told::at);

    private final Clock wall;
    private final int most;
    private final List<AlertSink> listeners = new CopyOnWriteArrayList<>();
    private final Map<String, Told> recent = new LinkedHashMap<>();
    private final Map<String, Told> unrecorded = new LinkedHashMap<>();
    private final Set<String> forgotten = new HashSet<>();
    private volatile boolean recording;
    private volatile Supplier<Collection<ToldAlert>> shared;

    /** An alert as it was told last, and when; by this process, or an earlier one. */
    public static final class Told {
        private final Alert alert;
        private final ToldAlert before;
        private final Instant at;

        private Told(Alert alert, ToldAlert before, Instant at) {
            this.alert = alert;
            this.before = before;
            this.at = at;
        }

        public String id() {
            return alert == null ? before.id() : alert.id();
        }

        String detection() {
            return alert == null ? before.detection() : alert.detection().id();
        }

        public Status status() {
            return alert == null ? before.status() : alert.status();
        }

        public Instant at() {
            return at;
        }

        int revision() {
            return alert == null ? before.revision() : alert.revision();
        }

        /** The members of what was told. */
        public Map<String, Object> toMap() {
            return alert == null ? JsonText.object(before.json()) : alert.toMap();
        }

        private ToldAlert toRecord() {
            return ToldAlert.of(alert, at);
        }
    }

    /** @param most how many alerts are remembered */
    public Alerts(Clock wall, int most) {
        this.wall = wall;
        this.most = most;
    }

    /** Remembers what an earlier process told; from now on what is told is to be {@linkplain #record recorded}. */
    public void resume(AlertLedger ledger) {
        recording = true;
        synchronized (recent) {
            ledger.all().forEach(told -> remember(new Told(null, told, told.at())));
        }
    }

    /**
     * From now on what is told is to be {@linkplain #record recorded}, and others' alerts are among those that are
     * listed.
     *
     * @param others gives the alerts of all, as they were told last
     */
    public void share(Supplier<Collection<ToldAlert>> others) {
        recording = true;
        shared = others;
    }

    private void remember(Told told) {
        recent.remove(told.id());
        recent.put(told.id(), told);
        if (recent.size() > most) {
            recent.remove(recent.keySet().iterator().next());
        }
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
        Told told = new Told(alert, null, wall.instant());
        synchronized (recent) {
            remember(told);
        }
        listeners.forEach(listener -> listener.alert(alert));
        if (recording) {
            // Not before the outboxes have it: nobody would wait for it, and it would be recorded as delivered.
            synchronized (unrecorded) {
                unrecorded.remove(alert.id());
                unrecorded.put(alert.id(), told);
                forgotten.remove(alert.id());
            }
        }
    }

    @Override
    public void took(long nanos) {
        listeners.forEach(listener -> listener.took(nanos));
    }

    @Override
    public void forgotten(String id) {
        if (recording) {
            synchronized (unrecorded) {
                forgotten.add(id);
            }
        }
        listeners.forEach(listener -> listener.forgotten(id));
    }

    /**
     * Puts the tellings into the ledger that no route has still to deliver, and takes out what is forgotten. A telling
     * comes into the ledger after it was delivered, so that a crash repeats it and does not lose it. To be called by
     * one thread, again and again.
     *
     * @param waiting whether an alert of that id is still to be delivered
     * @throws RuntimeException if the ledger does not work; nothing is lost, the same is tried with the next call
     */
    public void record(Predicate<String> waiting, AlertLedger ledger) {
        List<Told> candidates;
        List<String> gone;
        synchronized (unrecorded) {
            candidates = new ArrayList<>(unrecorded.values());
            gone = List.copyOf(forgotten);
        }
        // Asked only now: if it does not wait, then at least this telling of it is delivered, or a later one.
        List<Told> delivered =
                candidates.stream().filter(told -> !waiting.test(told.id())).toList();
        if (!delivered.isEmpty()) {
            ledger.told(delivered.stream().map(Told::toRecord).toList());
        }
        synchronized (unrecorded) {
            // Not if it was told again meanwhile.
            delivered.forEach(told -> unrecorded.remove(told.id(), told));
            gone = gone.stream().filter(id -> !unrecorded.containsKey(id)).toList();
        }
        if (!gone.isEmpty()) {
            ledger.forgotten(gone);
            synchronized (unrecorded) {
                forgotten.removeAll(Set.copyOf(gone));
            }
        }
    }

    /** How many alerts were told and are not in the ledger yet. */
    public int unrecorded() {
        synchronized (unrecorded) {
            return unrecorded.size();
        }
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
        if (shared != null) {
            all = withOthers(all, shared.get());
        }
        Collections.reverse(all);
        return all.stream()
                .filter(told -> since == null || !told.at().isBefore(since))
                .filter(told -> detection == null || told.detection().equals(detection))
                .filter(told -> status == null || told.status() == status)
                .limit(limit)
                .toList();
    }

    /** These and others, each alert as it was told last, in the order of that. */
    private static List<Told> withOthers(List<Told> own, Collection<ToldAlert> others) {
        Map<String, Told> byId = new HashMap<>();
        own.forEach(told -> byId.put(told.id(), told));
        for (ToldAlert other : others) {
            byId.merge(
                    other.id(),
                    new Told(null, other, other.at()),
                    (known, more) -> LAST_TELLING.compare(more, known) > 0 ? more : known);
        }
        return byId.values().stream()
                .sorted(Comparator.comparing(Told::at).thenComparing(Told::id))
                .collect(Collectors.toCollection(ArrayList::new));
    }
}
