package io.tokenwatch.app;

import io.tokenwatch.event.IntakeUnavailableException;
import io.tokenwatch.event.Table;
import io.tokenwatch.lane.KeptRows;
import io.tokenwatch.lane.RowPack;
import io.tokenwatch.store.Store;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/**
 * Appends the kept rows to the store, in packs: rows of sources that come at once share packs. Each source waits for
 * the packs that may hold rows of its own, and the lanes for none. Safe to share.
 */
final class RowLog implements KeptRows {
    private static final int ROWS_OF_A_PACK = 16 * 1024;

    /** So many packs of a source may be on their way before it waits. */
    private static final int MOST_UNDER_WAY = 8;

    private final Store store;
    private final int mostRows;
    private final Supplier<Map<String, Long>> marks;
    private final RowPack.Writer writer = new RowPack.Writer();
    private final Set<Ticket> open = new HashSet<>();
    private final Deque<Pack> packs = new ArrayDeque<>();
    private Map<String, Long> markedLast = Map.of();
    private long rows;
    private volatile String failure;

    /** A pack that is stored, or about to be. */
    private record Pack(UUID id, int rows, long goesAt) {}

    /**
     * @param mostRows how many rows are kept; of more the oldest packs go
     * @param marks event time, as it is to be remembered
     */
    RowLog(Store store, int mostRows, Supplier<Map<String, Long>> marks) {
        this.store = store;
        this.mostRows = mostRows;
        this.marks = marks;
    }

    /** A source that is taken in, and what it has to wait for. Used by one thread. */
    final class Ticket implements AutoCloseable {
        private final Deque<CompletableFuture<Void>> underWay = new ArrayDeque<>();

        private Ticket() {}

        /** Waits while the store is far behind. */
        void awaitRoom() throws IntakeUnavailableException, InterruptedException {
            await(MOST_UNDER_WAY);
        }

        /** Has all rows so far stored, without waiting. */
        void flush() {
            Map<String, Long> now = marks.get();
            synchronized (RowLog.this) {
                append();
                if (!now.equals(markedLast)) {
                    markedLast = now;
                    tellTickets(store.markLater(now));
                }
            }
        }

        /** Waits until all rows that were flushed survive the end of the process. */
        void await() throws IntakeUnavailableException, InterruptedException {
            await(0);
        }

        private void await(int left) throws IntakeUnavailableException, InterruptedException {
            for (Future<Void> next = next(left); next != null; next = next(left)) {
                try {
                    next.get();
                } catch (ExecutionException failed) {
                    throw unavailable(failed.getCause());
                }
            }
        }

        private Future<Void> next(int left) {
            synchronized (RowLog.this) {
                return underWay.size() <= left ? null : underWay.remove();
            }
        }

        @Override
        public void close() {
            synchronized (RowLog.this) {
                open.remove(this);
            }
        }
    }

    /**
     * A source begins.
     *
     * @throws IntakeUnavailableException if the store did not work the last time
     */
    Ticket begin() throws IntakeUnavailableException {
        String broken = failure;
        if (broken != null) {
            throw new IntakeUnavailableException(broken, null);
        }
        Ticket ticket = new Ticket();
        synchronized (this) {
            open.add(ticket);
        }
        return ticket;
    }

    private static IntakeUnavailableException unavailable(Throwable cause) {
        return new IntakeUnavailableException(cause.getMessage(), cause);
    }

    @Override
    public synchronized void kept(Table table, Object[] row) {
        writer.add(table, row, true);
        if (writer.size() >= ROWS_OF_A_PACK) {
            append();
        }
    }

    private void append() {
        if (writer.size() == 0) {
            return;
        }
        Pack pack = new Pack(UUID.randomUUID(), writer.size(), writer.goesAt());
        add(pack);
        tellTickets(store.append(pack.id(), writer.finish(), pack.goesAt()));
    }

    private void tellTickets(CompletableFuture<Void> stored) {
        stored.whenComplete((done, failed) -> {
            if (failed != null) {
                failed(failed);
            }
        });
        open.forEach(ticket -> ticket.underWay.add(stored));
    }

    /** A pack that is stored already. */
    synchronized void add(UUID id, int size, long goesAt) {
        add(new Pack(id, size, goesAt));
    }

    private void add(Pack pack) {
        packs.add(pack);
        rows += pack.rows();
    }

    /** Notes that the store did not work. */
    void failed(Throwable failed) {
        Throwable cause = failed instanceof CompletionException ? failed.getCause() : failed;
        failure = cause.getMessage();
    }

    /** Why nothing can be taken in; null if the store works. */
    String failure() {
        return failure;
    }

    /**
     * Remembers event time, and has the rows go that nothing can use any more, and those that are too many. To be
     * called once a second.
     *
     * @throws java.io.UncheckedIOException if the store does not work
     */
    void tick(long lowWatermark) {
        synchronized (this) {
            // Of a source that could not be read to its end.
            append();
        }
        store.putMarks(marks.get());
        store.deleteBatches(lowWatermark);
        Collection<UUID> tooMany = tooMany(lowWatermark);
        if (!tooMany.isEmpty()) {
            store.deleteBatches(tooMany);
        }
        failure = null;
    }

    private synchronized List<UUID> tooMany(long lowWatermark) {
        packs.removeIf(pack -> {
            boolean gone = pack.goesAt() <= lowWatermark;
            rows -= gone ? pack.rows() : 0;
            return gone;
        });
        List<UUID> tooMany = new ArrayList<>();
        while (!packs.isEmpty() && rows - packs.element().rows() >= mostRows) {
            Pack oldest = packs.remove();
            rows -= oldest.rows();
            tooMany.add(oldest.id());
        }
        return tooMany;
    }
}
