package io.tokenwatch.cluster;

import io.tokenwatch.alert.AlertBook;
import io.tokenwatch.alert.Succession;
import io.tokenwatch.engine.Rule;
import io.tokenwatch.engine.RuleHeir;
import io.tokenwatch.engine.RuleLane;
import io.tokenwatch.engine.RuleSet;
import io.tokenwatch.event.Catalog;
import io.tokenwatch.event.Counters;
import io.tokenwatch.event.Outcome;
import io.tokenwatch.event.Table;
import io.tokenwatch.event.Ticks;
import io.tokenwatch.lane.Duplicates;
import io.tokenwatch.lane.LaneWork;
import io.tokenwatch.lane.RowPack;
import io.tokenwatch.lane.Watermarks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * The detections over one partition's rows. Made of the rows that are kept when this member comes to own the partition,
 * and dropped when it no longer does. Used by the partition's lane only.
 */
final class Cell {
    private final int partition;
    private final Partitions partitions;
    private final Counters counters;
    private final CellSupport support;
    private final boolean onceById;
    private final Map<UUID, Fed> fed = new HashMap<>();
    private final AlertBook book;
    private final AlertTimes alertTimes;
    private LiveRuleSet rules;
    private RuleLane lane;
    private Duplicates duplicates;
    private Map<String, Long> marks;
    private long rows;

    /**
     * What was fed: how many rows, the times of the oldest and the newest, and at which low watermark nothing can use
     * them any more.
     */
    private record Fed(int rows, long from, long to, long goesAt) {}

    /** What a cell tells others. Called by the cell's lane. */
    interface CellSupport {
        /** A row that the rules now want elsewhere, and that was not placed there when it came. */
        void misplaced(UUID batch, int partition, Table table, Object[] row);

        /** A rule failed on a row. */
        void failed(Table table, Object[] row, RuntimeException why);

        /** Rows that nothing can use any more. */
        void useless(RowsKey key);
    }

    /**
     * @param book the alerts; tells nobody until it is resumed
     * @param onceById whether a row that comes again with the same id counts once
     */
    Cell(
            int partition,
            Partitions partitions,
            LiveRuleSet rules,
            AlertBook book,
            Counters counters,
            CellSupport support,
            boolean onceById) {
        this.partition = partition;
        this.partitions = partitions;
        this.rules = rules;
        this.book = book;
        this.alertTimes = new AlertTimes(book);
        this.counters = counters;
        this.support = support;
        this.onceById = onceById;
        this.lane = rules.rules().lane(alertTimes);
        this.duplicates = new Duplicates();
        this.marks = Map.of();
    }

    /** Rows that are kept, and the time of the oldest. */
    private record Aged(UUID batch, KeptBatch rows, long oldest) {
        static Aged of(UUID batch, byte[] bytes, Catalog catalog) {
            long[] oldest = {Long.MAX_VALUE};
            RowPack.read(
                    KeptBatch.of(bytes).rows(),
                    catalog,
                    (table, row, counts) -> oldest[0] = Math.min(oldest[0], table.time(row)));
            return new Aged(batch, KeptBatch.of(bytes), oldest[0]);
        }
    }

    /**
     * Begins with the rows that are kept. Event time goes along with the oldest row that is still to be fed, so that
     * nothing comes late, in whatever order it was kept and worked before.
     *
     * <p>Worked: event time has come to 14:00 and Graph calls are kept for 2 hours. A call of 10:30 came before its
     * sign-in of 10:20, and both are kept as long as the sign-in is. At 14:00 the call would be too old to wait for the
     * sign-in; it is fed at 10:20.
     *
     * @param kept all rows, by batch
     * @param reached how far event time has come, by table: not past rows that are still to arrive
     * @param first whether a batch was not worked before in the cluster, and is counted
     */
    void begin(Map<UUID, byte[]> kept, Map<String, Long> reached, Predicate<UUID> first) {
        RuleSet set = rules.rules();
        long[] end = Marks.of(set, reached);
        long low = Watermarks.lowest(end);
        List<Aged> all = new ArrayList<>();
        kept.forEach((batch, bytes) -> all.add(Aged.of(batch, bytes, set.catalog())));
        all.sort(Comparator.comparingLong(Aged::oldest));
        long begin = all.isEmpty() ? low : Math.min(low, all.get(0).oldest());
        if (low != Watermarks.NOT_YET) {
            lane.begin(begin);
        }
        for (Aged aged : all) {
            long time = Watermarks.onGrid(aged.oldest());
            long[] then = Arrays.stream(end).map(mark -> Math.min(mark, time)).toArray();
            lane.watermarks(then);
            lane.forget(then);
            Feeding feeding =
                    new Feeding(aged.batch(), aged.rows().version(), lane, rules, duplicates, first.test(aged.batch()));
            RowPack.read(aged.rows().rows(), set.catalog(), feeding);
            fed(feeding);
        }
        watermarks(reached);
    }

    AlertBook book() {
        return book;
    }

    long rows() {
        return rows;
    }

    int batches() {
        return fed.size();
    }

    boolean knows(UUID batch) {
        return fed.containsKey(batch);
    }

    /** Tells that rows are about to be fed that came at that time, by {@link System#nanoTime}. */
    void begins(long arrivedAt) {
        lane.begins(arrivedAt);
    }

    /**
     * Feeds rows, unless they were fed before.
     *
     * @param bytes the rows as {@link KeptBatch} has them
     * @param decoded the same as they were decoded, or null
     * @param first whether they are worked for the first time in the cluster, and counted
     */
    void feed(UUID batch, byte[] bytes, PlacedRows decoded, boolean first) {
        if (fed.containsKey(batch)) {
            return;
        }
        KeptBatch kept = KeptBatch.of(bytes);
        Feeding feeding = new Feeding(batch, kept.version(), lane, rules, duplicates, first);
        if (decoded != null && decoded.under() == rules) {
            for (PlacedRows.Placed one : decoded.rows()) {
                feeding.row(one.table(), one.row(), one.wanted(), one.counts());
            }
        } else {
            RowPack.read(kept.rows(), rules.rules().catalog(), feeding);
        }
        fed(feeding);
    }

    private void fed(Feeding feeding) {
        fed.put(feeding.batch, new Fed(feeding.rows, feeding.from, feeding.to, feeding.goesAt));
        rows += feeding.rows;
    }

    /** Gives a lane the rows of a batch that belong to it. */
    private final class Feeding implements RowPack.RowConsumer {
        private final UUID batch;
        private final long version;
        private final LaneWork work;
        private final LiveRuleSet under;
        private final Duplicates known;
        private final boolean counted;
        private int rows;
        private long from = Long.MAX_VALUE;
        private long to = Long.MIN_VALUE;
        private long goesAt = Long.MIN_VALUE;

        Feeding(UUID batch, long version, LaneWork work, LiveRuleSet under, Duplicates known, boolean counted) {
            this.batch = batch;
            this.version = version;
            this.work = work;
            this.under = under;
            this.known = known;
            this.counted = counted;
        }

        @Override
        public void row(Table table, Object[] row, boolean counts) {
            row(table, row, 0, counts);
        }

        /** @param wanted the rules that want the row in this partition, as {@link Places} has them; 0 asks them */
        void row(Table table, Object[] row, long wanted, boolean counts) {
            rows++;
            long time = table.time(row);
            goesAt = Math.max(
                    goesAt, Ticks.bin(time, Ticks.PER_HOUR) + Ticks.PER_HOUR + Watermarks.ticks(table.retention()));
            from = Math.min(from, time);
            to = Math.max(to, time);
            Outcome outcome;
            try {
                outcome = feed(table, row, time, wanted == 0 ? wantedHere(table, row) : wanted);
            } catch (RuntimeException failed) {
                if (counted) {
                    support.failed(table, row, failed);
                }
                outcome = Outcome.DEAD;
            }
            if (counted && counts) {
                counters.add(table.name(), outcome, 1);
            }
        }

        private long wantedHere(Table table, Object[] row) {
            RuleSet set = under.rules();
            long mine = 0;
            for (long bits = set.wanted(table, row); bits != 0; bits &= bits - 1) {
                int bit = Long.numberOfTrailingZeros(bits);
                int home = partitions.of(set.keyHash(table, bit, row));
                if (home == partition) {
                    mine |= 1L << bit;
                } else if (under.misplaces(version, partitions, table, row, partition, home)) {
                    support.misplaced(batch, home, table, row);
                }
            }
            return mine;
        }

        private Outcome feed(Table table, Object[] row, long time, long mine) {
            RuleSet set = under.rules();
            Object id = onceById ? table.id(row) : null;
            long fresh = id == null ? mine : known.notSeen(table, id, time, mine);
            for (long bits = fresh; bits != 0; bits &= bits - 1) {
                work.row(set.rule(table, Long.numberOfTrailingZeros(bits)), table, row);
            }
            return mine != 0 && fresh == 0 ? Outcome.DUPLICATE : Outcome.KEPT;
        }
    }

    /** Tells how far event time has come, and lets go what nothing can use any more. */
    void watermarks(Map<String, Long> moved) {
        marks = moved;
        long[] byTable = Marks.of(rules.rules(), moved);
        lane.watermarks(byTable);
        lane.forget(byTable);
        duplicates.forget(byTable);
        long low = Watermarks.lowest(byTable);
        for (Iterator<Map.Entry<UUID, Fed>> all = fed.entrySet().iterator(); all.hasNext(); ) {
            Map.Entry<UUID, Fed> one = all.next();
            Fed rowsFed = one.getValue();
            if (rowsFed.goesAt() > low) {
                continue;
            }
            long until = rowsFed.rows() == 0 ? low : alertTimes.until(rowsFed.from(), rowsFed.to());
            if (until > low) {
                one.setValue(new Fed(rowsFed.rows(), rowsFed.from(), rowsFed.to(), until));
            } else {
                all.remove();
                rows -= rowsFed.rows();
                support.useless(new RowsKey(one.getKey(), partitions.anchor(partition)));
            }
        }
    }

    /**
     * Goes on with other rules. Those that are new or edited are fed with the rows that are kept; the others go on with
     * what they know.
     *
     * @param kept the partition's rows as they are kept
     * @param wall gives the rehearsal its clock
     */
    void become(LiveRuleSet edited, Map<UUID, byte[]> kept, java.time.Clock wall) {
        AlertBook rehearsal = AlertBook.rehearsal(wall);
        RuleHeir heir = edited.rules().heir(lane, alertTimes, alertTimes.beside(rehearsal));
        try {
            long[] byTable = Marks.of(edited.rules(), marks);
            long low = Watermarks.lowest(byTable);
            heir.begin(low);
            Duplicates others = new Duplicates();
            for (Map.Entry<UUID, byte[]> one : kept.entrySet()) {
                if (fed.containsKey(one.getKey())) {
                    KeptBatch batch = KeptBatch.of(one.getValue());
                    RowPack.read(
                            batch.rows(),
                            edited.rules().catalog(),
                            new Feeding(one.getKey(), batch.version(), heir.rehearsal(), edited, others, false));
                }
            }
            heir.rehearsal().watermarks(byTable);
            heir.rehearsal().forget(byTable);
            others.forget(byTable);
            List<Rule> retired = rules.rules().notIn(edited.rules());
            List<Rule> fresh = edited.rules().notIn(rules.rules());
            new Succession(List.of(book), List.of(rehearsal), (rule, time) -> rule.reaches(time, low))
                    .take(retired, fresh);
            heir.goLive();
            lane = heir.work();
            duplicates = others;
            rules = edited;
        } catch (RuntimeException | Error failed) {
            heir.abandon();
            throw failed;
        }
        heir.closeRetired();
    }

    /** Whether all rows of a rule from a time in ticks on are kept. */
    boolean reaches(Rule rule, long time) {
        return rule.reaches(time, Watermarks.lowest(Marks.of(rules.rules(), marks)));
    }

    LiveRuleSet rules() {
        return rules;
    }

    void close() {
        lane.close();
    }
}
