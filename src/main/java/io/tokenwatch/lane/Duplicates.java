package io.tokenwatch.lane;

import io.tokenwatch.event.Table;
import io.tokenwatch.event.Ticks;
import java.util.HashMap;
import java.util.Map;

/**
 * The ids of the rows that a lane has kept, so that a row that is delivered again counts once for each rule. Two rows
 * with one id need not be the same: a sign-in may be logged as interrupted first and then as successful, and a rule
 * that wants only the second must get it, whatever others want. An id is forgotten when the hour of the row that
 * brought it first is no longer kept, because a copy that comes after that is late. Not safe to share.
 */
public final class Duplicates {
    private final Map<Table, TakenIds> tables = new HashMap<>();

    /**
     * Notes that rules take a row with that id.
     *
     * @param time when the row happened, in ticks
     * @param wantedBy a bit for each rule that wants the row
     * @return the bits of the rules that have not taken one with that id before
     */
    public long notSeen(Table table, Object id, long time, long wantedBy) {
        return ids(table).take(id, Ticks.bin(time, Ticks.PER_HOUR), wantedBy);
    }

    /** The same for an id that is a GUID. */
    long notSeen(Table table, long high, long low, long time, long wantedBy) {
        return ids(table).take(high, low, Ticks.bin(time, Ticks.PER_HOUR), wantedBy);
    }

    private TakenIds ids(Table table) {
        TakenIds ids = tables.get(table);
        if (ids == null) {
            ids = new TakenIds();
            tables.put(table, ids);
        }
        return ids;
    }

    /** Fetches what {@link #notSeen} will look at for a GUID; what is returned means nothing. */
    int foresee(Table table, long high, long low) {
        TakenIds ids = tables.get(table);
        return ids == null ? 0 : ids.foresee(high, low);
    }

    /**
     * Forgets the ids of the hours that are no longer kept. What they take up is given back little by little, with the
     * rows that come after.
     *
     * @param marks the watermark of each table in ticks, by the table's ordinal
     */
    public void forget(long[] marks) {
        tables.forEach((table, ids) -> {
            long mark = marks[table.ordinal()];
            if (mark != Watermarks.NOT_YET && mark != Watermarks.NOT_WAITED_FOR) {
                ids.forgetUpTo(mark - Ticks.PER_HOUR - Watermarks.ticks(table.retention()));
            }
        });
    }
}
