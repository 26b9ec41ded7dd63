package io.tokenwatch.cluster;

import io.tokenwatch.alert.AlertBook;
import io.tokenwatch.alert.Succession;
import io.tokenwatch.engine.Rule;
import io.tokenwatch.engine.RuleHeir;
import io.tokenwatch.engine.RuleLane;
import io.tokenwatch.engine.RuleSet;
import io.tokenwatch.event.Counters;
import io.tokenwatch.event.Outcome;
import io.tokenwatch.event.Table;
import io.tokenwatch.event.Ticks;
import io.tokenwatch.lane.Duplicates;
import io.tokenwatch.lane.LaneWork;
import io.tokenwatch.lane.RowPack;
import io.tokenwatch.lane.Watermarks;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.UUID;

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
    private LiveRuleSet rules;
    private RuleLane lane;
    private Duplicates duplicates;
    private Map<String, Long> marks;
    private long rows;

    /** What was fed: how many rows, and at which low watermark nothing can use them any more. */
    private record Fed(int rows, long goesAt) {}

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
     * @param marks how far event time has come, by table: not past rows that are still to be fed
     * @param onceById whether a row that comes again with the same id counts once
     */
    Cell(
            int partition,
            Partitions partitions,
            LiveRuleSet rules,
            AlertBook book,
            Map<String, Long> marks,
            Counters counters,
            CellSupport support,
            boolean onceById) {
        this.partition = partition;
        this.partitions = partitions;
        this.rules = rules;
        this.book = book;
        this.counters = counters;
        this.support = support;
        this.onceById = onceById;
        this.lane = rules.rules().lane(book);
        this.duplicates = new Duplicates();
        this.marks = marks;
        long low = Watermarks.lowest(Marks.of(rules.rules(), marks));
        if (low != Watermarks.NOT_YET) {
            lane.begin(low);
        }
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
        fed.put(batch, new Fed(feeding.rows, feeding.goesAt));
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
            if (one.getValue().goesAt() <= low) {
                all.remove();
                rows -= one.getValue().rows();
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
        RuleHeir heir = edited.rules().heir(lane, book, rehearsal);
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
            new Succession(List.of(book), List.of(rehearsal), (rule, time) -> reaches(rule, time, low))
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

    /** Whether the rows of a rule's tables from the UTC hour of that time on are still kept. */
    private static boolean reaches(Rule rule, long time, long low) {
        long end = Ticks.bin(time, Ticks.PER_HOUR) + Ticks.PER_HOUR;
        return rule.tables().stream().allMatch(table -> end + Watermarks.ticks(table.retention()) > low);
    }

    LiveRuleSet rules() {
        return rules;
    }

    void close() {
        lane.close();
    }
}
