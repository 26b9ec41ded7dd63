package io.tokenwatch.cluster;

import com.hazelcast.map.IMap;
import io.tokenwatch.event.Table;
import io.tokenwatch.lane.RowPack;
import io.tokenwatch.store.Store;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends rows to the owners of their partitions, in batches: while one batch is on its way the next fills, so that many
 * small messages cost as little as a large one. Rows that nobody waits for yet, as those of a file that is still read,
 * wait a moment for others. Safe to share.
 */
final class Outflow implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Outflow.class);

    /** A batch of so many rows goes although others are on their way. */
    static final int MANY_ROWS = 4 * 1024;

    private static final int MOST_ON_THEIR_WAY = 3;

    /** So long rows wait for others while nobody waits for them. */
    static final Duration GATHERING = Duration.ofMillis(100);

    /** So much may wait for a lane before those who send to it are slowed down. */
    private static final long WAITING_BYTES = 8L << 20;

    private static final long LONGEST_TRY_MILLIS = 60_000;
    private static final long PAUSE_MILLIS = 100;

    private final IMap<RowsKey, byte[]> rows;
    private final Partitions partitions;
    private final Store store;
    private final long gatheringNanos;
    private final ScheduledExecutorService callbacks;
    private final Thread sender;
    private Batch open = new Batch();
    private int onTheirWay;
    private volatile long fullest;
    private volatile Throwable failure;
    private boolean closed;

    /**
     * @param store where rows are kept too, or null
     * @param gathering how long rows wait for others while nobody waits for them
     */
    Outflow(IMap<RowsKey, byte[]> rows, Partitions partitions, Store store, Duration gathering) {
        this.rows = rows;
        this.partitions = partitions;
        this.store = store;
        this.gatheringNanos = gathering.toNanos();
        this.callbacks = Executors.newSingleThreadScheduledExecutor(task -> daemon(task, "outflow-answers"));
        this.sender = daemon(this::send, "outflow");
        sender.start();
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    /** Rows that go together. */
    private static final class Batch {
        private final UUID id = UUID.randomUUID();
        private final CompletableFuture<Void> kept = new CompletableFuture<>();
        private final Map<Integer, PlacedRows> byPartition = new HashMap<>();
        private int rows;
        private LiveRuleSet under;
        private long begunAt;
        private boolean awaited;

        void put(Table table, Object[] row, Places places) {
            rows++;
            for (int i = 0; i < places.count(); i++) {
                byPartition
                        .computeIfAbsent(places.partition(i), p -> new PlacedRows(under))
                        .add(table, row, places.wanted(i), i == 0);
            }
        }
    }

    /** Rows under way: {@link #add} puts some in, {@link #awaitKept} waits until they are kept. */
    final class Consignment {
        private final List<CompletableFuture<Void>> batches = new ArrayList<>();
        private int kept;

        /** Into how many batches its rows went until now. */
        int begun() {
            return batches.size();
        }

        /** Whether the first so many of its batches are kept. */
        boolean isKept(int first) {
            while (kept < first
                    && batches.get(kept).isDone()
                    && !batches.get(kept).isCompletedExceptionally()) {
                kept++;
            }
            return kept >= first;
        }

        /**
         * Adds a row to the batch that fills; waits while that is full, and where the lanes are far behind.
         *
         * @param places the partitions in which these rules want it, at least one
         */
        void add(LiveRuleSet under, Table table, Object[] row, Places places) throws InterruptedException {
            boolean isNew;
            synchronized (Outflow.this) {
                while (open.rows >= MANY_ROWS || open.rows > 0 && open.under != under) {
                    refuseIfClosed();
                    hurry(open); // it may be one of other rules
                    Outflow.this.wait();
                }
                refuseIfClosed();
                if (open.rows == 0) {
                    open.under = under;
                    open.begunAt = System.nanoTime();
                }
                open.put(table, row, places);
                isNew = !isIn(open);
                if (isNew) {
                    batches.add(open.kept);
                }
                if (isNew || open.rows == MANY_ROWS) {
                    Outflow.this.notifyAll();
                }
            }
            if (isNew && batches.size() > 1) {
                slowDown();
            }
        }

        private boolean isIn(Batch batch) {
            return !batches.isEmpty() && batches.get(batches.size() - 1) == batch.kept;
        }

        /**
         * Waits until all rows are kept, with their backup and in the store.
         *
         * @throws IOException if they cannot be kept; sent again they count once
         */
        void awaitKept() throws IOException, InterruptedException {
            synchronized (Outflow.this) {
                if (isIn(open)) {
                    hurry(open);
                }
            }
            for (CompletableFuture<Void> batch : batches) {
                try {
                    batch.get();
                } catch (ExecutionException failed) {
                    throw new IOException(
                            "the rows cannot be kept: " + failed.getCause().getMessage(), failed.getCause());
                }
            }
            slowDown();
        }

        private void slowDown() throws InterruptedException {
            if (fullest > WAITING_BYTES) {
                // About as long as a lane takes for what is too much.
                Thread.sleep(Math.min(1000, (fullest - WAITING_BYTES) / (32 << 10)));
            }
        }
    }

    private void hurry(Batch batch) {
        if (!batch.awaited) {
            batch.awaited = true;
            notifyAll();
        }
    }

    private void refuseIfClosed() {
        if (closed) {
            throw new IllegalStateException("this node is stopping");
        }
    }

    Consignment consignment() {
        return new Consignment();
    }

    private void send() {
        RowPack.Writer writer = new RowPack.Writer();
        try {
            while (true) {
                Batch batch = next();
                if (batch == null) {
                    return;
                }
                try {
                    send(batch, writer);
                } catch (RuntimeException failed) {
                    gone(batch, failed);
                }
            }
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    /** The batch to be sent next; waits for one. Null after the last. */
    private synchronized Batch next() throws InterruptedException {
        while (!mayGo()) {
            if (closed && open.rows == 0) {
                return null;
            }
            if (open.rows > 0 && onTheirWay == 0) {
                wait(Math.max(1, (gatheringNanos - age(open)) / 1_000_000));
            } else {
                wait();
            }
        }
        Batch batch = open;
        open = new Batch();
        onTheirWay++;
        notifyAll();
        return batch;
    }

    private boolean mayGo() {
        if (open.rows >= MANY_ROWS) {
            return onTheirWay < MOST_ON_THEIR_WAY;
        }
        return open.rows > 0 && onTheirWay == 0 && (open.awaited || closed || age(open) >= gatheringNanos);
    }

    /** How long ago its first row came, in nanoseconds. */
    private static long age(Batch batch) {
        return System.nanoTime() - batch.begunAt;
    }

    private void send(Batch batch, RowPack.Writer writer) {
        List<CompletableFuture<?>> parts = new ArrayList<>();
        List<ByteBuffer> packs = new ArrayList<>();
        long goesAt = Long.MIN_VALUE;
        for (Map.Entry<Integer, PlacedRows> placed : batch.byPartition.entrySet()) {
            placed.getValue().rows().forEach(one -> writer.add(one.table(), one.row(), one.counts()));
            goesAt = Math.max(goesAt, writer.goesAt());
            byte[] kept = KeptBatch.bytes(batch.under.version(), writer);
            packs.add(KeptBatch.of(kept).rows());
            RowsKey key = new RowsKey(batch.id, partitions.anchor(placed.getKey()));
            parts.add(keep(key, new KeepRows(kept, placed.getValue())));
        }
        if (store != null) {
            parts.add(store.append(batch.id, RowPack.bundle(batch.rows, packs), goesAt));
        }
        CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new))
                .whenCompleteAsync((done, failed) -> gone(batch, failed), callbacks);
    }

    private void gone(Batch batch, Throwable failed) {
        synchronized (this) {
            onTheirWay--;
            notifyAll();
        }
        failure = failed;
        if (failed == null) {
            batch.kept.complete(null);
        } else {
            LOG.warn("{} rows cannot be kept now: {}", batch.rows, failed.toString());
            batch.kept.completeExceptionally(
                    failed instanceof CompletionException wrapped ? wrapped.getCause() : failed);
        }
    }

    /**
     * Keeps rows with their partition's owner and its backup; tried again as long as members come and go. Kept twice
     * they are kept once.
     */
    CompletableFuture<Void> keep(RowsKey key, byte[] bytes) {
        return keep(key, new KeepRows(bytes, null));
    }

    private CompletableFuture<Void> keep(RowsKey key, KeepRows keeping) {
        CompletableFuture<Void> kept = new CompletableFuture<>();
        keep(key, keeping, System.nanoTime(), kept);
        return kept;
    }

    private void keep(RowsKey key, KeepRows keeping, long begun, CompletableFuture<Void> kept) {
        try {
            rows.submitToKey(key, keeping)
                    .whenCompleteAsync(
                            (waiting, failed) -> answered(key, keeping, begun, kept, waiting, failed), callbacks);
        } catch (RuntimeException failed) {
            answered(key, keeping, begun, kept, null, failed);
        }
    }

    private void answered(
            RowsKey key,
            KeepRows keeping,
            long begun,
            CompletableFuture<Void> kept,
            Integer waiting,
            Throwable failed) {
        if (failed == null) {
            fullest = waiting;
            kept.complete(null);
        } else if (isClosed() || (System.nanoTime() - begun) / 1_000_000 > LONGEST_TRY_MILLIS) {
            kept.completeExceptionally(failed);
        } else {
            LOG.info("rows are sent again: {}", failed.toString());
            callbacks.schedule(() -> keep(key, keeping, begun, kept), PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    /** Why the last batch could not be kept; null if it could. */
    Throwable failure() {
        return failure;
    }

    /** Sends what is there, and ends. */
    @Override
    public void close() throws InterruptedException {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        sender.join(LONGEST_TRY_MILLIS);
        synchronized (this) {
            while (onTheirWay > 0) {
                wait(LONGEST_TRY_MILLIS);
            }
        }
        callbacks.shutdown();
    }
}
