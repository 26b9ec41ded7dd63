package io.tokenwatch.cluster;

import io.tokenwatch.lane.RowPack;
import io.tokenwatch.store.Store;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;

/** Brings the rows of the database into the cluster, placed as the rules want them now. Used by one thread. */
final class Loader implements Store.BatchConsumer {
    private static final int MANY_ROWS = 16 * 1024;
    private static final int MOST_ON_THEIR_WAY = 200;

    private final Map<Integer, RowPack.Writer> writers = new HashMap<>();
    private final Deque<CompletableFuture<Void>> onTheirWay = new ArrayDeque<>();
    private final Partitions partitions;
    private final Outflow outflow;
    private final Supplier<LiveRuleSet> rules;
    private UUID first;
    private int waiting;
    private long loaded;

    Loader(Partitions partitions, Outflow outflow, Supplier<LiveRuleSet> rules) {
        this.partitions = partitions;
        this.outflow = outflow;
        this.rules = rules;
    }

    /** How many rows there were so far. */
    long rows() {
        return loaded;
    }

    /** Adds the rows to those that wait. Many batches go as one; loaded again they do so again. */
    @Override
    public void batch(UUID id, byte[] bytes, long goesAt) {
        LiveRuleSet live = rules.get();
        first = first == null ? id : first;
        RowPack.read(bytes, live.rules().catalog(), (table, row, counts) -> {
            loaded++;
            waiting++;
            int[] places = new int[Long.SIZE];
            int count = partitions.places(live, table, row, live.rules().wanted(table, row), places);
            for (int i = 0; i < count; i++) {
                writers.computeIfAbsent(places[i], p -> new RowPack.Writer()).add(table, row, i == 0);
            }
        });
        if (waiting >= MANY_ROWS) {
            send(live.version());
        }
    }

    private void send(long version) {
        writers.forEach((partition, writer) -> {
            if (writer.size() > 0) {
                onTheirWay.add(outflow.keep(
                        new RowsKey(first, partitions.anchor(partition)), KeptBatch.bytes(version, writer)));
            }
        });
        first = null;
        waiting = 0;
        while (onTheirWay.size() > MOST_ON_THEIR_WAY) {
            onTheirWay.remove().join();
        }
    }

    void finish() throws InterruptedException, ExecutionException {
        send(rules.get().version());
        for (CompletableFuture<Void> one : onTheirWay) {
            one.get();
        }
    }
}
