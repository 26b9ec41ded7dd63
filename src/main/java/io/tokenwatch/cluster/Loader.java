package io.tokenwatch.cluster;

import io.tokenwatch.lane.RowPack;
import io.tokenwatch.store.Store;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.IntPredicate;

/** Brings rows of the database into the cluster, placed as the rules want them now. Used by one thread. */
final class Loader implements Store.BatchConsumer {
    private static final int MANY_ROWS = 16 * 1024;
    private static final int MOST_ON_THEIR_WAY = 200;

    private final Map<Integer, RowPack.Writer> writers = new HashMap<>();
    private final Deque<CompletableFuture<Void>> onTheirWay = new ArrayDeque<>();
    private final Places places = new Places();
    private final Partitions partitions;
    private final Rules rules;
    private final IntPredicate where;
    private final int together;
    private final Keeping keeping;
    private UUID first;
    private int waiting;
    private long loaded;

    /** The rules that all members run now. */
    @FunctionalInterface
    interface Rules {
        LiveRuleSet live();
    }

    /** Has rows kept; completes when they are. */
    @FunctionalInterface
    interface Keeping {
        CompletableFuture<Void> keep(RowsKey key, byte[] bytes);
    }

    private Loader(Partitions partitions, Rules rules, IntPredicate where, int together, Keeping keeping) {
        this.partitions = partitions;
        this.rules = rules;
        this.where = where;
        this.together = together;
        this.keeping = keeping;
    }

    /** For all rows. Many batches go as one; loaded again they do so again. */
    static Loader ofAll(Partitions partitions, Rules rules, Keeping keeping) {
        return new Loader(partitions, rules, partition -> true, MANY_ROWS, keeping);
    }

    /** For the rows of some partitions, each under the batch that it came with. */
    static Loader of(Partitions partitions, Rules rules, Set<Integer> these, Keeping keeping) {
        return new Loader(partitions, rules, these::contains, 1, keeping);
    }

    /** How many rows were placed so far. */
    long rows() {
        return loaded;
    }

    /** Adds the rows to those that wait. */
    @Override
    public void batch(UUID id, byte[] bytes, long goesAt) {
        LiveRuleSet live = rules.live();
        first = first == null ? id : first;
        RowPack.read(bytes, live.rules().catalog(), (table, row, counts) -> {
            waiting++;
            partitions.find(live, table, row, live.rules().wanted(table, row), places);
            boolean here = false;
            for (int i = 0; i < places.count(); i++) {
                if (where.test(places.partition(i))) {
                    here = true;
                    writers.computeIfAbsent(places.partition(i), p -> new RowPack.Writer())
                            .add(table, row, i == 0);
                }
            }
            loaded += here ? 1 : 0;
        });
        if (waiting >= together) {
            send(live.version());
        }
    }

    private void send(long version) {
        writers.forEach((partition, writer) -> {
            if (writer.size() > 0) {
                onTheirWay.add(keeping.keep(
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
        send(rules.live().version());
        for (CompletableFuture<Void> one : onTheirWay) {
            one.get();
        }
    }
}
