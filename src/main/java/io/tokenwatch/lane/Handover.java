package io.tokenwatch.lane;

import io.tokenwatch.event.Catalog;
import io.tokenwatch.event.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * Other rules that take the place of those that run, between two rows. They are fed with the rows that are kept while
 * the old ones go on; only what came in the meantime is left for the moment in which they take over. Used by one
 * thread.
 */
public final class Handover {
    private static final int PORTION = 16 * 1024;

    /** So few rows may be left for the moment in which no row is worked. */
    private static final int FEW = 1000;

    /** What will be a lane's work. */
    public interface Heir {
        /**
         * Called once, before the first row.
         *
         * @param lowWatermark no row comes that nothing could use at that low watermark, in ticks;
         *     {@link Watermarks#NOT_YET} if there is none
         */
        void begin(long lowWatermark);

        /** What must be fed before: rules that go on as they are take no row here. */
        LaneWork rehearsal();

        /** What the lane does from then on. */
        LaneWork work();
    }

    private final Router router;
    private final Catalog catalog;
    private final Subscriptions rules;
    private final List<Heir> heirs;
    private final List<Duplicates> duplicates = new ArrayList<>();
    private final long[] wantedBy;
    private long next;
    private long failed;
    private RuntimeException firstFailure;

    Handover(Router router, Catalog catalog, Subscriptions rules, List<Heir> heirs, boolean onceById) {
        this.router = router;
        this.catalog = catalog;
        this.rules = rules;
        this.heirs = heirs;
        this.wantedBy = new long[heirs.size()];
        heirs.forEach(heir -> duplicates.add(onceById ? new Duplicates() : null));
    }

    /** Feeds the rows that are kept, until only few are left. */
    public void catchUp() {
        History.Portion portion;
        do {
            portion = router.kept(next, PORTION);
            feedRest(portion);
        } while (portion.left() > FEW);
    }

    /**
     * Takes over.
     *
     * @param before done while neither the old rules run nor the new ones
     * @throws IllegalStateException if a lane has stopped
     */
    public void complete(Consumer<Router.KeptReach> before) throws InterruptedException {
        router.take(this, before);
    }

    /** On how many of the kept rows a rule failed. */
    public long failed() {
        return failed;
    }

    /** Why a rule failed on a kept row, the first time; null if none did. */
    public RuntimeException firstFailure() {
        return firstFailure;
    }

    void feedRest(History.Portion portion) {
        portion.rows().forEach(this::feed);
        next = portion.next();
    }

    private void feed(History.Kept kept) {
        Table table = catalog.named(kept.table().name());
        if (table == null) {
            return;
        }
        Object[] row = table.converted(kept.table(), kept.row());
        try {
            Arrays.fill(wantedBy, 0);
            for (long bits = rules.wanted(table, row); bits != 0; bits &= bits - 1) {
                int bit = Long.numberOfTrailingZeros(bits);
                wantedBy[Router.lane(rules.keyHash(table, bit, row), wantedBy.length)] |= 1L << bit;
            }
            for (int lane = 0; lane < wantedBy.length; lane++) {
                if (wantedBy[lane] != 0) {
                    feed(lane, table, row);
                }
            }
        } catch (RuntimeException wrong) {
            failed++;
            firstFailure = firstFailure == null ? wrong : firstFailure;
        }
    }

    private void feed(int lane, Table table, Object[] row) {
        Duplicates known = duplicates.get(lane);
        Object id = known == null ? null : table.id(row);
        long fed = id == null ? wantedBy[lane] : known.notSeen(table, id, table.time(row), wantedBy[lane]);
        for (long bits = fed; bits != 0; bits &= bits - 1) {
            int rule = rules.rule(table, Long.numberOfTrailingZeros(bits));
            heirs.get(lane).rehearsal().row(rule, table, row);
        }
    }

    void tell(long[] marks, boolean forgets) {
        for (int lane = 0; lane < heirs.size(); lane++) {
            LaneWork rehearsal = heirs.get(lane).rehearsal();
            rehearsal.watermarks(marks);
            if (forgets) {
                rehearsal.forget(marks);
                if (duplicates.get(lane) != null) {
                    duplicates.get(lane).forget(marks);
                }
            }
        }
    }

    long next() {
        return next;
    }

    Catalog catalog() {
        return catalog;
    }

    Subscriptions rules() {
        return rules;
    }

    LaneWork work(int lane) {
        return heirs.get(lane).work();
    }

    Duplicates duplicates(int lane) {
        return duplicates.get(lane);
    }
}
