package io.tokenwatch.cluster;

import io.tokenwatch.engine.RuleSet;
import io.tokenwatch.event.Counters;
import io.tokenwatch.event.DeadReason;
import io.tokenwatch.event.Outcome;
import io.tokenwatch.event.RowBatch;
import io.tokenwatch.event.Table;
import io.tokenwatch.event.Ticks;
import io.tokenwatch.lane.DeadLetters;
import io.tokenwatch.lane.Watermarks;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Rows of a file or message on their way into the cluster. For one thread.
 *
 * <p>Event time moves while they are read, but never past rows that are not kept yet: they would come late.
 */
public final class RowIntake {
    private static final long NONE = Long.MIN_VALUE;

    /** Tells that rows came, and moves nothing. */
    private static final long BEYOND_THE_CLOCK = Long.MIN_VALUE + 1;

    private final Outflow.Consignment consignment;
    private final Places places = new Places();
    private final Cluster cluster;
    private final Partitions partitions;
    private final Counters counters;
    private final DeadLetters deadLetters;
    private final SeenTimes seen;
    private final UnwantedRows unwanted;
    private Map<String, Long> newest = new HashMap<>();

    /** The newest times of rows that went before, and in how many batches. */
    private Map<String, Long> onTheirWay = Map.of();

    private int batches;

    RowIntake(
            Cluster cluster,
            Partitions partitions,
            Outflow outflow,
            Counters counters,
            DeadLetters deadLetters,
            SeenTimes seen,
            UnwantedRows unwanted) {
        this.cluster = cluster;
        this.partitions = partitions;
        this.consignment = outflow.consignment();
        this.counters = counters;
        this.deadLetters = deadLetters;
        this.seen = seen;
        this.unwanted = unwanted;
    }

    /**
     * Takes in a batch, and releases it; waits while those before are on their way.
     *
     * @param decodedFor the rules that the decoder asked which rows they want
     */
    public void route(RowBatch decoded, RuleSet decodedFor) throws InterruptedException {
        LiveRuleSet live = cluster.rules();
        RowBatch batch = decodedFor == live.rules()
                ? decoded
                : decoded.under(live.rules().catalog(), live.rules());
        batch.countInto(counters, live.rules().catalog());
        batch.dead().forEach(deadLetters::add);
        long latest = seen.latestTime();
        long[] kept = Marks.of(live.rules().catalog(), cluster.marks());
        long[] latestOf = new long[kept.length];
        Arrays.fill(latestOf, NONE);
        for (int i = 0; i < batch.size(); i++) {
            Table table = batch.table(i);
            long time = batch.time(i);
            latestOf[table.ordinal()] = Math.max(latestOf[table.ordinal()], time > latest ? BEYOND_THE_CLOCK : time);
            boolean late = isLate(table, time, kept[table.ordinal()]);
            if (batch.wanted(i) == 0) {
                if (!late && batch.row(i) != null) {
                    unwanted.add(table, batch.row(i));
                }
            } else if (late) {
                counters.add(table.name(), Outcome.LATE, 1);
                deadLetters.add(batch.deadLetter(i, DeadReason.LATE, late(table, kept[table.ordinal()])));
            } else {
                place(live, batch, i);
            }
        }
        for (Table table : live.rules().catalog().tables()) {
            if (latestOf[table.ordinal()] != NONE) {
                newest.merge(table.name(), latestOf[table.ordinal()], Math::max);
            }
        }
        batch.release();
        if (consignment.isKept(batches)) {
            onTheirWay.forEach(seen::saw);
            onTheirWay = newest;
            newest = new HashMap<>();
            batches = consignment.begun();
        }
    }

    private void place(LiveRuleSet live, RowBatch batch, int i) throws InterruptedException {
        Table table = batch.table(i);
        try {
            partitions.find(live, table, batch.row(i), batch.wanted(i), places);
        } catch (RuntimeException noKey) {
            deadLetters.add(batch.deadLetter(i, DeadReason.RULE_FAILED, String.valueOf(noKey)));
            counters.add(table.name(), Outcome.DEAD, 1);
            return;
        }
        consignment.add(live, table, batch.row(i), places);
    }

    /** Takes in a row that these rules want and that came before. */
    void add(LiveRuleSet live, Table table, Object[] row) throws InterruptedException {
        partitions.find(live, table, row, live.rules().wanted(table, row), places);
        consignment.add(live, table, row, places);
    }

    private String late(Table table, long mark) {
        return "the watermark of " + table + " is " + Ticks.toIso(mark) + " and rows are kept for " + table.retention()
                + " after the end of their hour";
    }

    /**
     * Waits until all rows are kept, with their backup and in the database.
     *
     * @throws IOException if they cannot be kept; sent again they count once
     */
    public void awaitKept() throws IOException, InterruptedException {
        consignment.awaitKept();
        onTheirWay.forEach(seen::saw);
        newest.forEach(seen::saw);
    }

    private static boolean isLate(Table table, long time, long mark) {
        return mark != Watermarks.NOT_YET
                && mark != Watermarks.NOT_WAITED_FOR
                && Ticks.bin(time, Ticks.PER_HOUR) + Ticks.PER_HOUR + Watermarks.ticks(table.retention()) <= mark;
    }
}
