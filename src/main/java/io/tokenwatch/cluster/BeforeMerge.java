package io.tokenwatch.cluster;

import com.hazelcast.map.IMap;
import com.hazelcast.query.Predicates;
import io.tokenwatch.alert.ToldAlert;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/**
 * What this member took in while it was cut off from others, as it was when it came together with them again. Hazelcast
 * hands over what the members of the smaller side have, but gives up all that is left at the first operation that
 * fails. So it is looked afterwards whether all is there. Not safe to share.
 *
 * <p>Left to Hazelcast alone: rows that moved between members of the smaller side after they came, and those that come
 * while this is made.
 */
final class BeforeMerge {
    private final IMap<RowsKey, byte[]> rows;
    private final Map<RowsKey, byte[]> kept;
    private final Map<IMap<AlertKey, ToldAlert>, Map<AlertKey, ToldAlert>> told = new HashMap<>();

    /**
     * Takes a copy of what is in this member's partitions.
     *
     * @param takenIn the rows that came since it was cut off: those before are on both sides
     * @param alerts the maps of how alerts were told, whenever that was
     */
    BeforeMerge(
            Partitions partitions,
            IMap<RowsKey, byte[]> rows,
            Set<RowsKey> takenIn,
            List<IMap<AlertKey, ToldAlert>> alerts) {
        this.rows = rows;
        this.kept = rows.getAll(takenIn.stream()
                .filter(key -> partitions.owns(partitions.ofAnchor(key.anchor())))
                .collect(Collectors.toSet()));
        for (IMap<AlertKey, ToldAlert> map : alerts) {
            told.put(map, map.getAll(map.localKeySet()));
        }
    }

    /**
     * Puts what the others have not got. May be done again.
     *
     * @return how many batches of rows, and tellings of alerts, were missing
     * @throws RuntimeException if they cannot be asked, or do not take it, now
     */
    int handOver() {
        int missing = rows();
        for (Map.Entry<IMap<AlertKey, ToldAlert>, Map<AlertKey, ToldAlert>> one : told.entrySet()) {
            missing += tellings(one.getKey(), one.getValue());
        }
        return missing;
    }

    private int rows() {
        Map<RowsKey, byte[]> missing = new HashMap<>(kept);
        for (int anchor :
                kept.keySet().stream().mapToInt(RowsKey::anchor).distinct().toArray()) {
            missing.keySet().removeAll(there(anchor));
        }
        List<CompletionStage<Void>> sent = new ArrayList<>();
        missing.forEach((key, bytes) -> sent.add(rows.setAsync(key, bytes)));
        sent.forEach(one -> one.toCompletableFuture().join());
        return missing.size();
    }

    private Set<RowsKey> there(int anchor) {
        return rows.keySet(Predicates.partitionPredicate(anchor, Predicates.alwaysTrue()));
    }

    private static int tellings(IMap<AlertKey, ToldAlert> map, Map<AlertKey, ToldAlert> before) {
        int missing = 0;
        Map<AlertKey, ToldAlert> there = map.getAll(before.keySet());
        for (Map.Entry<AlertKey, ToldAlert> one : before.entrySet()) {
            ToldAlert known = there.get(one.getKey());
            ToldAlert newer = NewerAlert.of(one.getValue(), known);
            if (!newer.equals(known)) {
                missing++;
                put(map, one.getKey(), one.getValue());
            }
        }
        return missing;
    }

    /** Puts a telling, or what comes of it and of one that came meanwhile. */
    private static void put(IMap<AlertKey, ToldAlert> map, AlertKey key, ToldAlert before) {
        while (true) {
            ToldAlert known = map.putIfAbsent(key, before);
            if (known == null || map.replace(key, known, NewerAlert.of(before, known))) {
                return;
            }
        }
    }
}
