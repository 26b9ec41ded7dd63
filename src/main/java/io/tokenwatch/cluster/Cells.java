package io.tokenwatch.cluster;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import com.hazelcast.query.Predicates;
import io.tokenwatch.alert.Alert;
import io.tokenwatch.alert.AlertBook;
import io.tokenwatch.alert.AlertSink;
import io.tokenwatch.alert.ExceptionGate;
import io.tokenwatch.alert.Resumption;
import io.tokenwatch.alert.Withheld;
import io.tokenwatch.engine.DetectionInfo;
import io.tokenwatch.event.Counters;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The cells of the partitions that this member owns. Follows the ownership: whoever gets a partition makes its cell of
 * the rows that are kept, whoever loses one drops it. Safe to share.
 */
final class Cells {
    private static final Logger LOG = LoggerFactory.getLogger(Cells.class);
    private static final String HOME = "tokenwatch.cells";
    private static final long RETRY_MILLIS = 200;

    private final Partitions partitions;
    private final IMap<RowsKey, byte[]> rows;
    private final IMap<String, Long> sharedMarks;
    private final LaneThreads lanes;
    private final ExceptionGate gate;
    private final SharedLedger ledger;
    private final Counters counters;
    private final Cell.CellSupport support;
    private final Clock wall;
    private final Duration updateInterval;
    private final boolean onceById;

    // Changed by each partition's lane, read by all.
    private final Map<Integer, Cell> cells = new ConcurrentHashMap<>();
    private final Set<RowsKey> arriving = ConcurrentHashMap.newKeySet();
    private final Set<Integer> held = ConcurrentHashMap.newKeySet();
    private volatile Set<RowsKey> sinceCutOff;
    private volatile LiveRuleSet rules;
    private volatile boolean loaded;
    private volatile boolean live;
    private volatile Map<String, Long> marks = Map.of();

    Cells(
            Partitions partitions,
            IMap<RowsKey, byte[]> rows,
            IMap<String, Long> sharedMarks,
            LaneThreads lanes,
            LiveRuleSet rules,
            ExceptionGate gate,
            SharedLedger ledger,
            Counters counters,
            Cell.CellSupport support,
            Clock wall,
            Duration updateInterval,
            boolean onceById) {
        this.partitions = partitions;
        this.rows = rows;
        this.sharedMarks = sharedMarks;
        this.lanes = lanes;
        this.rules = rules;
        this.gate = gate;
        this.ledger = ledger;
        this.counters = counters;
        this.support = support;
        this.wall = wall;
        this.updateInterval = updateInterval;
        this.onceById = onceById;
    }

    /** Those of a member; a member whose cells are not there yet keeps rows without working them. */
    static Cells of(HazelcastInstance hazelcast) {
        return (Cells) hazelcast.getUserContext().get(HOME);
    }

    /** Has Hazelcast's threads find these cells. */
    void reachableFrom(HazelcastInstance hazelcast) {
        hazelcast.getUserContext().put(HOME, this);
    }

    /**
     * Rows came to be kept in a partition of this member. Called by Hazelcast's threads.
     *
     * @param decoded the same as they were decoded, or null if another member did that
     * @return how many bytes of rows wait for the partition's lane
     */
    int arrived(RowsKey key, byte[] bytes, PlacedRows decoded) {
        int partition = partitions.ofAnchor(key.anchor());
        Set<RowsKey> alone = sinceCutOff;
        if (alone != null) {
            alone.add(key);
        }
        boolean first = arriving.add(key);
        long arrivedAt = System.nanoTime();
        lanes.execute(partition, bytes.length, () -> {
            Cell cell = cell(partition);
            if (cell != null) {
                cell.begins(arrivedAt);
                cell.feed(key.batch(), bytes, decoded, first);
                cell.begins(0);
                arriving.remove(key);
            } else if (!partitions.owns(partition)) {
                arriving.remove(key);
            }
        });
        return (int) Math.min(Integer.MAX_VALUE, lanes.waiting(partition));
    }

    /** Others may be cut off from now on: what comes has to be handed over to them should they come back. */
    void cutOff() {
        if (sinceCutOff == null) {
            sinceCutOff = ConcurrentHashMap.newKeySet();
        }
    }

    /** Nobody is cut off any more. */
    void together() {
        sinceCutOff = null;
    }

    /** Under what rows are kept that came since others may be cut off. */
    Set<RowsKey> sinceCutOff() {
        Set<RowsKey> alone = sinceCutOff;
        return alone == null ? Set.of() : Set.copyOf(alone);
    }

    /** Nothing can use these rows any more. */
    void useless(RowsKey key) {
        Set<RowsKey> alone = sinceCutOff;
        if (alone != null) {
            alone.remove(key);
        }
        rows.removeAsync(key);
    }

    /** The cell of a partition, made if need be; null if the partition is held or not owned, or not to be read now. */
    private Cell cell(int partition) {
        Cell known = cells.get(partition);
        if (known != null || !loaded || held.contains(partition) || !partitions.owns(partition)) {
            return known;
        }
        long begun = System.nanoTime();
        AlertBook book = AlertBook.silent(wall, updateInterval);
        LiveRuleSet under = rules;
        Map<String, Long> reached;
        Map<UUID, byte[]> kept;
        try {
            // Looked at before the rows: those that come meanwhile are fed later, and must not be late.
            reached = reached();
            kept = kept(partition);
        } catch (RuntimeException moving) {
            tryAgain(partition, moving);
            return null;
        }
        Cell cell = new Cell(partition, partitions, under, book, counters, support, onceById);
        int anchor = partitions.anchor(partition);
        cell.begin(kept, reached, batch -> arriving.remove(new RowsKey(batch, anchor)));
        cells.put(partition, cell);
        if (live && !resume(partition, cell)) {
            return null;
        }
        LOG.debug("partition {}: {} rows after {} ms", partition, cell.rows(), (System.nanoTime() - begun) / 1_000_000);
        return cell;
    }

    /** Has a cell's alerts go on; where that fails, the cell is made anew later. */
    private boolean resume(int partition, Cell cell) {
        try {
            new Resumption(List.of(cell.book()), ledger.of(partition), gate, new Owned(partition), cell::reaches)
                    .take();
            return true;
        } catch (RuntimeException moving) {
            forget(partition);
            tryAgain(partition, moving);
            return false;
        }
    }

    private void tryAgain(int partition, RuntimeException moving) {
        LOG.info("partition {} cannot be read now, it is tried again: {}", partition, moving.toString());
        lanes.later(partition, RETRY_MILLIS, () -> cell(partition));
    }

    /** How far event time has come: the cell's owner until now may have heard of it before this member did. */
    private Map<String, Long> reached() {
        Map<String, Long> reached = new HashMap<>(marks);
        sharedMarks.getAll(sharedMarks.keySet()).forEach((table, mark) -> reached.merge(table, mark, Math::max));
        return reached;
    }

    private Map<UUID, byte[]> kept(int partition) {
        Map<UUID, byte[]> kept = new HashMap<>();
        rows.entrySet(Predicates.partitionPredicate(partitions.anchor(partition), Predicates.alwaysTrue()))
                .forEach(entry -> kept.put(entry.getKey().batch(), entry.getValue()));
        return kept;
    }

    /** Passes on what a cell tells as long as its partition is owned: a stale owner may know only a part. */
    private final class Owned implements AlertSink {
        private final int partition;

        Owned(int partition) {
            this.partition = partition;
        }

        @Override
        public void alert(Alert alert) {
            if (partitions.owns(partition)) {
                ledger.telling(alert, wall.instant(), partition);
                gate.alert(alert);
            }
        }

        @Override
        public void took(long nanos) {
            gate.took(nanos);
        }

        @Override
        public void forgotten(String id) {
            if (partitions.owns(partition)) {
                ledger.belongs(id, partition);
                gate.forgotten(id);
            }
        }

        @Override
        public void withheld(Withheld withheld) {
            gate.withheld(withheld);
        }

        @Override
        public void row(DetectionInfo detection, Map<String, Object> row) {
            gate.row(detection, row);
        }
    }

    /** Works no rows of a partition until {@link #release}: what is kept of it is not all. */
    void hold(int partition) {
        held.add(partition);
        lanes.execute(partition, 0, () -> forget(partition));
    }

    /** Works the rows of all partitions again. */
    void release() {
        held.clear();
    }

    /** All that was kept before is there; until then no cell is made of a part of it. */
    void loaded() {
        loaded = true;
    }

    /** Makes the cells that are missing and drops those whose partitions are owned elsewhere. */
    void followOwnership() {
        for (int partition = 0; partition < partitions.count(); partition++) {
            int p = partition;
            boolean owned = partitions.owns(p);
            if (owned && !cells.containsKey(p)) {
                lanes.execute(p, 0, () -> cell(p));
            } else if (!owned && cells.containsKey(p)) {
                lanes.execute(p, 0, () -> drop(p));
            }
        }
    }

    private void drop(int partition) {
        if (!partitions.owns(partition)) {
            forget(partition);
            arriving.removeIf(key -> partitions.ofAnchor(key.anchor()) == partition);
        }
    }

    private void forget(int partition) {
        Cell cell = cells.remove(partition);
        if (cell != null) {
            cell.close();
        }
    }

    /** Tells nothing, and begins anew with what will be kept: this member takes over what others keep. */
    void beginAnew() {
        live = false;
        for (int partition : cells.keySet()) {
            lanes.execute(partition, 0, () -> forget(partition));
        }
    }

    /** All that was kept is there: from now on alerts are told. */
    void live() {
        live = true;
        for (int partition : cells.keySet()) {
            lanes.execute(partition, 0, () -> {
                Cell cell = cells.get(partition);
                if (cell != null) {
                    resume(partition, cell);
                }
            });
        }
    }

    /**
     * Feeds what is kept and was not fed, because it came with a partition or out of a merge.
     *
     * @param tellAgain whether alerts that were told otherwise elsewhere are told again as they are here
     */
    void catchUp(boolean tellAgain) {
        for (int partition = 0; partition < partitions.count(); partition++) {
            int p = partition;
            if (partitions.owns(p)) {
                lanes.execute(p, 0, () -> catchUp(p, tellAgain));
            }
        }
    }

    private void catchUp(int partition, boolean tellAgain) {
        Cell cell = cells.get(partition);
        if (cell == null) {
            cell(partition);
            return;
        }
        try {
            int anchor = partitions.anchor(partition);
            boolean missed = rows.keySet(Predicates.partitionPredicate(anchor, Predicates.alwaysTrue())).stream()
                    .anyMatch(key -> !cell.knows(key.batch()) && !arriving.contains(key));
            if (missed) {
                // Fed with them one by one it would tell what it finds on the way.
                forget(partition);
                cell(partition);
            } else if (live && tellAgain) {
                resume(partition, cell);
            }
        } catch (RuntimeException moving) {
            LOG.info("partition {} cannot be read now, it is tried again: {}", partition, moving.toString());
            lanes.later(partition, RETRY_MILLIS, () -> catchUp(partition, tellAgain));
        }
    }

    /** Event time has come so far; a cell hears of it after the rows that arrived before. */
    void watermarks(Map<String, Long> moved) {
        marks = moved;
        everyCell(cell -> cell.watermarks(moved));
    }

    /** Tells the changes of alerts that have waited long enough. */
    void tellChanges() {
        everyCell(cell -> cell.book().tellChanges());
    }

    /** Tells all changes of alerts. */
    void tellAllChanges() {
        everyCell(cell -> cell.book().tellAllChanges());
    }

    private void everyCell(Consumer<Cell> action) {
        for (int partition : cells.keySet()) {
            lanes.execute(partition, 0, () -> {
                Cell cell = cells.get(partition);
                if (cell != null) {
                    action.accept(cell);
                }
            });
        }
    }

    /**
     * Has all cells go on with other rules, and waits until they do.
     *
     * @param before done first, once
     */
    void become(LiveRuleSet edited, Runnable before) throws InterruptedException {
        rules = edited;
        before.run();
        List<Integer> all = new ArrayList<>(cells.keySet());
        CountDownLatch done = new CountDownLatch(all.size());
        for (int partition : all) {
            lanes.execute(partition, 0, () -> become(partition, edited, done));
        }
        done.await();
    }

    private void become(int partition, LiveRuleSet edited, CountDownLatch done) {
        try {
            Cell cell = cells.get(partition);
            if (cell != null && cell.rules().version() < edited.version()) {
                cell.become(edited, kept(partition), wall);
            }
        } catch (RuntimeException failed) {
            // Made anew of what is kept, it runs the edited rules too.
            LOG.warn("partition {} begins anew with the edited rules: {}", partition, failed.toString());
            forget(partition);
            lanes.later(partition, RETRY_MILLIS, () -> cell(partition));
        } finally {
            done.countDown();
        }
    }

    /** How many partitions are owned and have no cell yet, or are held. */
    long missing() {
        long missing = 0;
        for (int partition = 0; partition < partitions.count(); partition++) {
            missing += partitions.owns(partition) && !cells.containsKey(partition) ? 1 : 0;
        }
        return missing;
    }

    int count() {
        return cells.size();
    }

    /** How many rows the cells were fed with. */
    long rows() {
        return cells.values().stream().mapToLong(Cell::rows).sum();
    }

    /** How many batches of rows the cells were fed with. */
    long batches() {
        return cells.values().stream().mapToLong(Cell::batches).sum();
    }

    /** Waits until all lanes have done what they had to do. */
    void settle() throws InterruptedException {
        CountDownLatch done = new CountDownLatch(lanes.count());
        for (int lane = 0; lane < lanes.count(); lane++) {
            lanes.execute(lane, 0, done::countDown);
        }
        done.await(30, TimeUnit.SECONDS);
    }

    void close() {
        for (int partition : cells.keySet()) {
            lanes.execute(partition, 0, () -> forget(partition));
        }
    }
}
