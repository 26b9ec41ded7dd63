package io.tokenwatch.cluster;

import com.hazelcast.map.IMap;
import com.hazelcast.query.Predicates;
import io.tokenwatch.alert.Alert;
import io.tokenwatch.alert.AlertLedger;
import io.tokenwatch.alert.ToldAlert;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * How all members' alerts were told last. Each is kept beside its rows: whoever takes over the ones has the others.
 * Safe to share.
 */
final class SharedLedger implements AlertLedger {
    /** How long one can still be listed after its rows are gone. */
    private static final long LISTED_HOURS = 24;

    private final IMap<AlertKey, ToldAlert> told;
    private final IMap<AlertKey, ToldAlert> tellings;
    private final Partitions partitions;
    private volatile int start;
    private final Map<String, Integer> homes = new ConcurrentHashMap<>();

    SharedLedger(IMap<AlertKey, ToldAlert> told, IMap<AlertKey, ToldAlert> tellings, Partitions partitions) {
        this.told = told;
        this.tellings = tellings;
        this.partitions = partitions;
    }

    /** The maps in which it is. */
    List<IMap<AlertKey, ToldAlert>> maps() {
        return List.of(told, tellings);
    }

    /** Notes in which partition an alert's rows are. */
    void belongs(String id, int partition) {
        homes.put(id, partition);
    }

    /**
     * An alert is about to be told. Should this member die before that comes into the ledger, the next one goes on with
     * a higher revision.
     */
    void telling(Alert alert, Instant at, int partition) {
        homes.put(alert.id(), partition);
        tellings.setAsync(new AlertKey(alert.id(), partitions.anchor(partition)), ToldAlert.telling(alert, at));
    }

    /** Alerts that were not told since all members were stopped go on after that revision. */
    void startAt(int revision) {
        start = revision;
    }

    /**
     * Puts back how alerts of lost partitions were told last.
     *
     * @param stored what the database has, of all partitions
     */
    void restore(Map<AlertKey, ToldAlert> stored, Set<Integer> lost) {
        stored.forEach((key, alert) -> {
            if (lost.contains(partitions.ofAnchor(key.anchor()))) {
                ToldAlert known = told.get(key);
                if (known == null || known.revision() < alert.revision()) {
                    // Not to the database, where it comes from.
                    told.putTransient(key, alert, 0, TimeUnit.SECONDS);
                }
            }
        });
    }

    /** The part of it that a cell needs. */
    AlertLedger of(int partition) {
        return new Part(partitions.anchor(partition));
    }

    private AlertKey key(String id) {
        Integer partition = homes.get(id);
        return partition == null ? null : new AlertKey(id, partitions.anchor(partition));
    }

    @Override
    public ToldAlert find(String id) {
        AlertKey key = key(id);
        return key == null ? null : told.get(key);
    }

    @Override
    public void told(Collection<ToldAlert> alerts) {
        Map<AlertKey, ToldAlert> byKey = new HashMap<>();
        for (ToldAlert alert : alerts) {
            AlertKey key = key(alert.id());
            if (key != null) {
                byKey.put(key, alert);
            }
        }
        // Whoever took the alert over meanwhile may have told it under a higher revision.
        told.getAll(byKey.keySet()).forEach((key, known) -> {
            if (known.revision() > byKey.get(key).revision()) {
                byKey.remove(key);
            }
        });
        told.putAll(byKey);
    }

    @Override
    public void forgotten(Collection<String> ids) {
        for (String id : ids) {
            AlertKey key = key(id);
            homes.remove(id);
            if (key != null) {
                told.setTtl(key, LISTED_HOURS, TimeUnit.HOURS);
                tellings.setTtl(key, LISTED_HOURS, TimeUnit.HOURS);
            }
        }
    }

    /** All that were told, delivered or not. */
    Collection<ToldAlert> listed() {
        Map<String, ToldAlert> listed = new HashMap<>();
        told.values().forEach(alert -> listed.put(alert.id(), alert));
        tellings.values()
                .forEach(alert -> listed.merge(
                        alert.id(), alert, (known, more) -> more.revision() > known.revision() ? more : known));
        return listed.values();
    }

    @Override
    public Collection<ToldAlert> all() {
        return told.values();
    }

    /** The alerts of one partition. */
    private final class Part implements AlertLedger {
        private final int anchor;

        Part(int anchor) {
            this.anchor = anchor;
        }

        @Override
        public ToldAlert find(String id) {
            return told.get(new AlertKey(id, anchor));
        }

        @Override
        public int revision(String id) {
            ToldAlert telling = tellings.get(new AlertKey(id, anchor));
            return telling == null ? 0 : telling.revision();
        }

        @Override
        public int start(String id) {
            return revision(id) == 0 ? start : 0;
        }

        @Override
        public void told(Collection<ToldAlert> alerts) {
            alerts.forEach(alert -> told.set(new AlertKey(alert.id(), anchor), alert));
        }

        @Override
        public void forgotten(Collection<String> ids) {
            SharedLedger.this.forgotten(List.copyOf(ids));
        }

        @Override
        public Collection<ToldAlert> all() {
            return told.values(Predicates.partitionPredicate(anchor, Predicates.alwaysTrue()));
        }
    }
}
