package io.tokenwatch.lane;

import io.tokenwatch.event.Table;
import io.tokenwatch.event.Ticks;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The ids of the rows that a lane has kept, so that a row that is delivered again counts once. An id is forgotten when
 * its row's hour is no longer kept, because a copy that comes after that is late. Not safe to share.
 */
final class Duplicates {
    /** So many ids are forgotten per row that comes in: an hour's end must not stop the lane. */
    private static final int FORGOTTEN_PER_ROW = 4;

    private final Map<Table, Set<Object>> known = new HashMap<>();
    private final Map<Table, Map<Long, List<Object>>> hours = new HashMap<>();
    private final ArrayDeque<Map.Entry<Table, List<Object>>> ended = new ArrayDeque<>();

    /** Whether a row with that id was seen; if not, it is now. */
    boolean seen(Table table, Object id, long time) {
        forgetSome();
        if (!known.computeIfAbsent(table, t -> new HashSet<>()).add(id)) {
            return true;
        }
        hours.computeIfAbsent(table, t -> new HashMap<>())
                .computeIfAbsent(Ticks.bin(time, Ticks.PER_HOUR), h -> new ArrayList<>())
                .add(id);
        return false;
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
