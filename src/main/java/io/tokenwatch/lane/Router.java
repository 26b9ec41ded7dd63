package io.tokenwatch.lane;

import io.tokenwatch.event.Catalog;
import io.tokenwatch.event.Counters;
import io.tokenwatch.event.DeadReason;
import io.tokenwatch.event.Outcome;
import io.tokenwatch.event.RowBatch;
import io.tokenwatch.event.Table;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Sends rows to the lanes that own their keys, in the order in which they come, and moves event time. Safe to share:
 * one batch is routed at a time.
 */
public final class Router {
    private final boolean onceById;
    private final History history;
    private Catalog catalog;
    private Subscriptions rules;
    private final Watermarks watermarks;
    private final Counters counters;
    private final DeadLetters deadLetters;
    private final List<Lane> lanes;
    private long batches;
    private KeptRows keptRows;

    /** Of the batch that is routed, which rows are kept. */
    private boolean[] toKeep = new boolean[0];

    /**
     * Starts the lanes.
     *
     * @param laneCount how many
     * @param work makes the work of a lane, by its number
     * @param onceById whether a row that comes again with the same id counts once
     * @param keptRows how many rows are kept for rules that take the place of others; 0 if the rules cannot be replaced
     * @param keptFiltered how many of them may be rows that no rule wants
     */
    public Router(
            Catalog catalog,
            Subscriptions rules,
            Watermarks watermarks,
            Counters counters,
            DeadLetters deadLetters,
            int laneCount,
            Function<Integer, LaneWork> work,
            boolean onceById,
            int keptRows,
            int keptFiltered) {
        this.onceById = onceById;
        this.history = keptRows == 0 ? null : new History(catalog, keptRows, keptFiltered);
        this.catalog = catalog;
        this.rules = rules;
        this.watermarks = watermarks;
        this.counters = counters;
        this.deadLetters = deadLetters;
        this.lanes = IntStream.range(0, laneCount)
                .mapToObj(n ->
                        new Lane(n, work.apply(n), rules, counters, deadLetters, onceById ? new Duplicates() : null))
                .toList();
    }

    /**
     * Routes a batch, and releases it; waits while a lane's queue is full.
     *
     * @param decodedFor the rules that the decoder asked which rows they want
     * @throws IllegalStateException if a lane has stopped
     */
    public synchronized void route(RowBatch decoded, Subscriptions decodedFor) throws InterruptedException {
        RowBatch batch = decodedFor == rules ? decoded : decoded.under(catalog, rules);
        batch.countInto(counters, catalog);
        batch.dead().forEach(deadLetters::add);
        watermarks.refreshClock();
        LaneBatch[] parts = parts(batch, false);
        toKeep = toKeep.length < batch.size() ? new boolean[batch.size()] : toKeep;
        for (int i = 0; i < batch.size(); i++) {
            Table table = batch.table(i);
            watermarks.hear(table);
            toKeep[i] = batch.row(i) != null && watermarks.keeps(table, batch.time(i));
            if (batch.wanted(i) != 0) {
                row(batch, i, table, toKeep[i], parts);
            }
            if (watermarks.observe(table, batch.time(i))) {
                mark(i, parts);
            }
        }
        put(parts);
        // Not before the lanes have them: an alert need not wait until a row is packed.
        keep(batch);
        batch.release();
    }

    private void keep(RowBatch batch) {
        for (int i = 0; history != null && i < batch.size(); i++) {
            if (toKeep[i]) {
                history.add(batch.table(i), batch.row(i), batch.wanted(i) != 0);
            }
        }
        for (int i = 0; keptRows != null && i < batch.size(); i++) {
            if (toKeep[i] && batch.wanted(i) != 0) {
                keptRows.kept(batch.table(i), batch.row(i));
            }
        }
        forget();
    }

    /** Lets the kept rows go that nothing can use any more. */
    private void forget() {
        if (history != null && watermarks.forgets()) {
            history.forget(Watermarks.lowest(watermarks.marks()));
        }
    }

    /**
     * From now on somebody hears of the rows that are kept for rules; not of those that are {@linkplain #load loaded}.
     */
    public synchronized void tellKept(KeptRows listener) {
        keptRows = listener;
    }

    /**
     * Goes on from event time as it was in an earlier process. Called before the first row.
     *
     * @param marks what {@link #marks} gave
     */
    public synchronized void restoreMarks(Map<String, Long> marks) {
        watermarks.restore(marks);
    }

    /** How far event time has come, in ticks by the names of the tables. */
    public synchronized Map<String, Long> marks() {
        return watermarks.byName();
    }

    /** Nothing can use rows any more whose time to go has come by then, in ticks. */
    public synchronized long lowWatermark() {
        return watermarks.forgets() ? Watermarks.lowest(watermarks.marks()) : Watermarks.NOT_YET;
    }

    /**
     * Gives rows to the lanes that were kept in an earlier process: they are not counted, and nothing is said of those
     * that a rule fails on. The lanes hear of event time when all are {@linkplain #loaded loaded}.
     *
     * @param begin the place of the first row that the lanes get; those before are too many to be kept
     */
    public synchronized void load(RowBatch batch, int begin) throws InterruptedException {
        LaneBatch[] parts = parts(batch, true);
        for (int i = 0; i < batch.size(); i++) {
            Table table = batch.table(i);
            watermarks.observe(table, batch.time(i));
            if (history != null) {
                history.add(table, batch.row(i), batch.wanted(i) != 0);
            }
            if (i >= begin && batch.wanted(i) != 0) {
                spread(batch, i, table, parts);
            }
        }
        put(parts);
        batch.release();
    }

    /** Has the lanes hear of event time after the last row was loaded. */
    public synchronized void loaded() throws InterruptedException {
        watermarks.refreshClock();
        watermarks.move();
        forget();
        LaneBatch[] parts = parts(null, true);
        mark(0, parts);
        put(parts);
    }

    /** The next batch's parts; also a lane without a row of its own hears of the batch. */
    private LaneBatch[] parts(RowBatch batch, boolean again) {
        long number = ++batches;
        LaneBatch[] parts = new LaneBatch[lanes.size()];
        for (int lane = 0; lane < parts.length; lane++) {
            parts[lane] = lanes.get(lane).begin(batch, number, again);
        }
        return parts;
    }

    private void put(LaneBatch[] parts) throws InterruptedException {
        for (int lane = 0; lane < parts.length; lane++) {
            parts[lane].hold();
            lanes.get(lane).put(parts[lane]);
        }
    }

    private String late(Table table) {
        return "the watermark of " + table + " is " + io.tokenwatch.event.Ticks.toIso(watermarks.newest(table))
                + " and rows are kept for " + table.retention() + " after the end of their hour";
    }

    private void row(RowBatch batch, int i, Table table, boolean kept, LaneBatch[] parts) {
        if (kept) {
            watermarks.keep();
            spread(batch, i, table, parts);
        } else {
            counters.add(table.name(), Outcome.LATE, 1);
            deadLetters.add(batch.deadLetter(i, DeadReason.LATE, late(table)));
        }
    }

    private void spread(RowBatch batch, int i, Table table, LaneBatch[] parts) {
        boolean first = true;
        for (long bits = batch.wanted(i); bits != 0; bits &= bits - 1) {
            int bit = Long.numberOfTrailingZeros(bits);
            try {
                int hash = rules.keyHash(table, bit, batch.row(i));
                LaneBatch part = parts[lane(hash, parts.length)];
                if (part.lastRow() == i) {
                    part.addRule(1L << bit);
                } else {
                    part.addRow(i, 1L << bit, first);
                }
            } catch (RuntimeException noKey) {
                if (parts[0].again) {
                    continue;
                }
                deadLetters.add(batch.deadLetter(i, DeadReason.RULE_FAILED, String.valueOf(noKey)));
                counters.add(table.name(), Outcome.DEAD, first ? 1 : 0);
            }
            first = false;
        }
    }

    /** Hashes of texts are poor in their low bits. */
    private static int spread(int hash) {
        int h = hash * 0x9E3779B9;
        return h ^ h >>> 16;
    }

    /** The lane that owns a key. */
    static int lane(int keyHash, int lanes) {
        return Math.floorMod(spread(keyHash), lanes);
    }

    private void mark(int row, LaneBatch[] parts) {
        for (LaneBatch part : parts) {
            part.addMarks(row, watermarks);
        }
    }

    /**
     * Keeps everything for now, whatever the tables' retention.
     *
     * @param rows how many rows are routed before that ends
     */
    public synchronized void keepFirst(long rows) {
        watermarks.keepFirst(rows);
    }

    /**
     * From now on a bounded input is read, source by source.
     *
     * @param nextSource the time in ticks at which the sources begin that come after this one; {@code Long.MAX_VALUE}
     *     if none does
     */
    public synchronized void beginSource(long nextSource) {
        watermarks.beginSource(nextSource);
    }

    /** Lets idle tables move on by the wall clock. */
    public synchronized void tick() throws InterruptedException {
        watermarks.refreshClock();
        if (watermarks.move()) {
            forget();
            LaneBatch[] parts = parts(null, false);
            mark(0, parts);
            put(parts);
        }
    }

    /** Ends all windows, after the rows that were routed, and waits until that is done. */
    public void end() throws InterruptedException {
        long number;
        synchronized (this) {
            number = ++batches;
        }
        everywhere(n -> {
            LaneWork work = lanes.get(n).work();
            work.at(0);
            work.end();
            work.done(number);
        });
    }

    /** Waits until all rows that were routed are worked. */
    public void settle() throws InterruptedException {
        everywhere(n -> {});
    }

    /** Rows that are kept, in their order, from that number on. */
    synchronized History.Portion kept(long from, int most) {
        return history.portion(from, most);
    }

    /** How many rows are kept. */
    public synchronized long keptRows() {
        return history == null ? 0 : history.size();
    }

    /**
     * Whether kept rows of a table went before their time because there were too many.
     *
     * @param wanted of rows that some rule wanted, or of the others
     */
    public synchronized boolean dropped(Table table, boolean wanted) {
        return history != null && history.dropped(table, wanted);
    }

    /**
     * Begins to replace the rules: makes their lanes' work ready beside what runs.
     *
     * @param work makes what a lane feeds with the kept rows before it takes over, and what then takes over, by the
     *     lane's number
     * @throws IllegalStateException if rows are not kept
     */
    public Handover handover(Catalog newCatalog, Subscriptions newRules, IntFunction<Handover.Heir> work) {
        if (history == null) {
            throw new IllegalStateException("rows are not kept");
        }
        List<Handover.Heir> heirs =
                IntStream.range(0, lanes.size()).mapToObj(work).toList();
        synchronized (this) {
            long low = watermarks.forgets() ? Watermarks.lowest(watermarks.marks()) : Watermarks.NOT_YET;
            heirs.forEach(heir -> heir.begin(low));
        }
        return new Handover(this, newCatalog, newRules, heirs, onceById);
    }

    /**
     * Has other rules take over while no row is on its way.
     *
     * @param before done first, while neither the old rules run nor the new ones
     */
    synchronized void take(Handover handover, Consumer<KeptReach> before) throws InterruptedException {
        settle();
        handover.feedRest(history.portion(handover.next(), Integer.MAX_VALUE));
        if (handover.catalog() != catalog) {
            watermarks.become(handover.catalog());
            history.become(handover.catalog());
        }
        handover.tell(watermarks.marks(), watermarks.forgets());
        before.accept(history::reaches);
        catalog = handover.catalog();
        rules = handover.rules();
        for (int n = 0; n < lanes.size(); n++) {
            lanes.get(n).become(handover.work(n), rules, handover.duplicates(n));
        }
    }

    /** Tells whether all rows of some tables, from the UTC hour of a time in ticks on, are still kept. */
    @FunctionalInterface
    public interface KeptReach {
        boolean reach(List<Table> tables, long time);
    }

    /**
     * Has each lane do something after the rows that were routed, and waits until all have.
     *
     * @param action gets the lane's number
     * @throws IllegalStateException if a lane has stopped
     */
    public void everywhere(IntConsumer action) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(lanes.size());
        synchronized (this) {
            for (int n = 0; n < lanes.size(); n++) {
                int lane = n;
                lanes.get(n).put(() -> {
                    action.accept(lane);
                    done.countDown();
                });
            }
        }
        while (!done.await(100, java.util.concurrent.TimeUnit.MILLISECONDS)) {
            Throwable failure = failure();
            if (failure != null) {
                throw new IllegalStateException("a lane has stopped: " + failure, failure);
            }
        }
    }

    /** What stopped a lane, or null while all work. */
    public Throwable failure() {
        return lanes.stream()
                .map(Lane::failure)
                .filter(java.util.Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    /** Stops the lanes after what they have in their queues. */
    public void close() throws InterruptedException {
        for (Lane lane : lanes) {
            lane.stop();
        }
    }
}
