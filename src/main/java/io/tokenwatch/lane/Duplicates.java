package io.tokenwatch.lane;

import io.tokenwatch.event.Table;
import io.tokenwatch.event.Ticks;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The ids of the rows that a lane has kept, so that a row that is delivered again counts once for each rule. Two rows
 * with one id need not be the same: a sign-in may be logged as interrupted first and then as successful, and a rule
 * that wants only the second must get it, whatever others want. An id is forgotten when its row's hour is no longer
 * kept, because a copy that comes after that is late. Not safe to share.
 */
final class Duplicates {
    /** So many ids are forgotten per row that comes in: an hour's end must not stop the lane. */
    private static final int FORGOTTEN_PER_ROW = 4;

    private final Map<Table, Map<Object, Long>> known = new HashMap<>();
    private final Map<Table, Map<Long, List<Object>>> hours = new HashMap<>();
    private final ArrayDeque<Map.Entry<Table, List<Object>>> ended = new ArrayDeque<>();

    /**
     * Notes that rules take a row with that id.
     *
     * @param wantedBy a bit for each rule that wants the row
     * @return the bits of the rules that have not taken one with that id before
     */
    long notSeen(Table table, Object id, long time, long wantedBy) {
        forgetSome();
        Map<Object, Long> ids = known.computeIfAbsent(table, t -> new HashMap<>());
        Long before = ids.get(id);
        if (before != null && (wantedBy & ~before) == 0) {
            return 0;
        }
        ids.put(id, before == null ? wantedBy : before | wantedBy);
        if (before != null) {
            return wantedBy & ~before;
        }
        hours.computeIfAbsent(table, t -> new HashMap<>())
                .computeIfAbsent(Ticks.bin(time, Ticks.PER_HOUR), h -> new ArrayList<>())
                .add(id);
        return wantedBy;
    }

    /** Forgets, little by little, the hours that are no longer kept. */
    void forget(long[] marks) {
        hours.forEach((table, ofTable) -> {
            long mark = marks[table.ordinal()];
            if (mark == Watermarks.NOT_YET || mark == Watermarks.NOT_WAITED_FOR) {
                return;
            }
            long kept = mark - Ticks.PER_HOUR - Watermarks.ticks(table.retention());
            ofTable.entrySet().removeIf(hour -> {
                if (hour.getKey() > kept) {
                    return false;
                }
                ended.add(Map.entry(table, hour.getValue()));
                return true;
            });
        });
    }

    private void forgetSome() {
        for (int i = 0; i < FORGOTTEN_PER_ROW && !ended.isEmpty(); i++) {
            Map.Entry<Table, List<Object>> hour = ended.peek();
            List<Object> ids = hour.getValue();
            known.get(hour.getKey()).remove(ids.remove(ids.size() - 1));
            if (ids.isEmpty()) {
                ended.remove();
            }
        }
    }
}
