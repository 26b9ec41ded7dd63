package io.tokenwatch.cluster;

import io.tokenwatch.engine.RuleSet;
import io.tokenwatch.event.Catalog;
import io.tokenwatch.event.Table;
import io.tokenwatch.lane.Watermarks;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * How far event time has come in the cluster, per table: as far as the live source that is furthest behind.
 *
 * <p>Worked: of table T node A has seen 12:30 and node B, half a second ago, 11:50: the watermark is 11:50. B dies, or
 * takes in no row of T for the idle time: the watermark is 12:30. With nobody left who takes in rows of T, it moves on
 * with the wall clock, as on one node.
 */
final class Marks {
    private Marks() {}

    /** The marks by the ordinals of a catalog's tables. */
    static long[] of(Catalog catalog, Map<String, Long> marks) {
        return catalog.tables().stream()
                .mapToLong(table -> marks.getOrDefault(table.name(), Watermarks.NOT_YET))
                .toArray();
    }

    /** The same, without waiting for tables that none of the rules reads: their rows may never come. */
    static long[] of(RuleSet rules, Map<String, Long> marks) {
        long[] read = of(rules.catalog(), marks);
        for (Table table : rules.catalog().tables()) {
            if (!rules.reads(table)) {
                read[table.ordinal()] = Watermarks.NOT_WAITED_FOR;
            }
        }
        return read;
    }

    /**
     * The marks that follow from what the members have seen. None goes back, but that a table that nobody waited for
     * may be waited for again.
     *
     * @param before the marks until now
     * @param states what the live members have seen
     * @param idle after how long without a row a table's source is not waited for, in ticks
     * @param now the wall clock in ticks
     */
    static Map<String, Long> next(
            Map<String, Long> before, Catalog catalog, Collection<NodeState> states, long idle, long now) {
        Map<String, Long> next = new HashMap<>(before);
        catalog.tables().forEach(table -> {
            long mark = mark(table.name(), states, idle, now);
            long grid =
                    mark == Watermarks.NOT_YET || mark == Watermarks.NOT_WAITED_FOR ? mark : Watermarks.onGrid(mark);
            long was = before.getOrDefault(table.name(), Watermarks.NOT_YET);
            if (grid > was && grid != Watermarks.NOT_YET
                    || was == Watermarks.NOT_WAITED_FOR && grid != Watermarks.NOT_YET) {
                next.put(table.name(), grid);
            }
        });
        return next;
    }

    private static long mark(String table, Collection<NodeState> states, long idle, long now) {
        long lowestLive = Long.MAX_VALUE;
        long furthest = Watermarks.NOT_YET;
        boolean silentForAll = true;
        for (NodeState state : states) {
            NodeState.Seen seen = state.seen().get(table);
            if (seen == null) {
                silentForAll &= state.upFor() > idle;
            } else if (seen.silence() <= idle) {
                lowestLive = Math.min(lowestLive, seen.newest());
            } else {
                long movedOn = Math.min(seen.newest() + seen.silence() - idle, Math.max(seen.newest(), now));
                furthest = Math.max(furthest, movedOn);
            }
        }
        if (lowestLive != Long.MAX_VALUE) {
            return lowestLive;
        }
        return furthest == Watermarks.NOT_YET && silentForAll ? Watermarks.NOT_WAITED_FOR : furthest;
    }
}
