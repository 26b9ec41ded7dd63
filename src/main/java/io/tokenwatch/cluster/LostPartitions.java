package io.tokenwatch.cluster;

import com.hazelcast.map.IMap;
import io.tokenwatch.store.Store;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Partitions of which no copy is left, because all members that had one died before others had theirs. With a database
 * their rows and alerts are brought back from there; without one they are gone. Safe to share.
 */
final class LostPartitions {
    private static final Logger LOG = LoggerFactory.getLogger(LostPartitions.class);

    /** After a loss the members settle first, and all have heard of it. */
    private static final long SETTLED_MILLIS = 2_000;

    private final Partitions partitions;
    private final IMap<RowsKey, byte[]> rows;
    private final SharedLedger ledger;
    private final Store store;
    private final Set<Integer> lost = ConcurrentHashMap.newKeySet();
    private volatile long dueAt;

    /** @param store the database of all members, or null */
    LostPartitions(Partitions partitions, IMap<RowsKey, byte[]> rows, SharedLedger ledger, Store store) {
        this.partitions = partitions;
        this.rows = rows;
        this.ledger = ledger;
        this.store = store;
    }

    /** Notes that a partition is lost; whether it will be brought back. */
    boolean add(int partition) {
        if (store == null) {
            LOG.warn("partition {} is lost with its rows: no other member had a copy", partition);
            return false;
        }
        LOG.warn("partition {} is lost: no other member had a copy; it comes back from the database", partition);
        lost.add(partition);
        settle();
        return true;
    }

    private void settle() {
        dueAt = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(SETTLED_MILLIS);
    }

    /** Those that are not back yet. */
    Set<Integer> all() {
        return Set.copyOf(lost);
    }

    /** Whether some should be brought back now. */
    boolean isDue() {
        return !lost.isEmpty() && System.nanoTime() - dueAt >= 0;
    }

    /** They are brought back, by this member or another. */
    void areBack(Set<Integer> these) {
        lost.removeAll(these);
    }

    /**
     * Brings rows and alerts back. The rows go to their owners under the batches that they came with, so that those
     * that came since, and are in the database too, are kept once; no lane hears of them.
     */
    void bringBack(Set<Integer> these, Loader.Rules rules) throws InterruptedException, ExecutionException {
        long begun = System.nanoTime();
        settle();
        ledger.restore(AlertMapStore.stored(store, partitions), these);
        Loader loader = Loader.of(partitions, rules, these, (key, bytes) -> rows.setAsync(key, bytes)
                .toCompletableFuture());
        store.batches(loader);
        loader.finish();
        LOG.info(
                "{} rows of lost partitions are there again after {} ms",
                loader.rows(),
                (System.nanoTime() - begun) / 1_000_000);
    }
}
