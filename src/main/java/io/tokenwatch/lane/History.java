package io.tokenwatch.lane;

import io.tokenwatch.event.Catalog;
import io.tokenwatch.event.Table;
import io.tokenwatch.event.Ticks;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The rows that are kept, in the order in which they came, so that a rule that was edited can be fed with them again.
 * Rows that some rule wants are kept as long as any rule may still use them, unless they are too many; of the others
 * only the latest, for rules that come to want them.
 *
 * <p>Worked: with a retention of 32 hours, a row of 10:20 goes when event time has reached 19:00 of the next day. With
 * it go all rows of its table and hour, because those are kept together.
 *
 * <p>Not safe to share; the router guards it.
 */
final class History {
    private final int most;
    private final int mostFiltered;
    private final Map<String, Long> droppedUpTo = new HashMap<>();
    private final Set<String> filteredDropped = new HashSet<>();
    private final ArrayDeque<PackedRows> wantedRows = new ArrayDeque<>();
    private final ArrayDeque<PackedRows> filteredRows = new ArrayDeque<>();
    private final Map<Table, Shelf> wantedShelves = new HashMap<>();
    private final Map<Table, Shelf> filteredShelves = new HashMap<>();
    private Catalog catalog;
    private long low = Watermarks.NOT_YET;
    private long nextGoesAt = Long.MAX_VALUE;
    private long filtered;
    private long rows;
    private long end;

    /**
     * @param catalog the tables
     * @param most how many rows are kept; of more the oldest go
     * @param mostFiltered how many of them may be rows that no rule wants
     */
    History(Catalog catalog, int most, int mostFiltered) {
        this.catalog = catalog;
        this.most = most;
        this.mostFiltered = mostFiltered;
    }

    /**
     * A row that is kept.
     *
     * @param number which one it was since the beginning, from 0
     * @param table its table, as it was when the row came
     */
    record Kept(long number, Table table, Object[] row) {}

    /** Where the rows of a table go: those of each hour to others of that hour, until they are full. */
    private static final class Shelf {
        private final RepeatedTexts repeated;
        private final Map<Long, PackedRows> open = new HashMap<>();
        private PackedRows latest;

        Shelf(Table table) {
            this.repeated = new RepeatedTexts(table.columns().size());
        }
    }

    /** The low watermark at which nothing can use the rows of an hour any more. */
    static long goesAt(Table table, long hour) {
        long end = hour + Ticks.PER_HOUR;
        long at = end + Watermarks.ticks(table.retention());
        return end < hour || at < end ? Long.MAX_VALUE : at;
    }

    void add(Table table, Object[] row, boolean wanted) {
        Shelf shelf = (wanted ? wantedShelves : filteredShelves).computeIfAbsent(table, Shelf::new);
        long hour = Ticks.bin(table.time(row), Ticks.PER_HOUR);
        PackedRows place = shelf.latest;
        if (place == null || place.hour() != hour || place.isFull(end)) {
            place = shelf.open.get(hour);
            if (place == null || place.isFull(end)) {
                place = new PackedRows(table, hour, wanted, end);
                shelf.open.put(hour, place);
                (wanted ? wantedRows : filteredRows).add(place);
                nextGoesAt = Math.min(nextGoesAt, goesAt(table, hour));
            }
            shelf.latest = place;
        }
        place.add(end++, row, shelf.repeated);
        rows++;
        if (!wanted && ++filtered > mostFiltered) {
            drop(filteredRows.element());
        }
        if (rows > most) {
            drop(oldest());
        }
    }

    private PackedRows oldest() {
        PackedRows wanted = wantedRows.peek();
        PackedRows unwanted = filteredRows.peek();
        return unwanted == null || (wanted != null && wanted.first() < unwanted.first()) ? wanted : unwanted;
    }

    /** Drops rows that are the first of their queue before their time. */
    private void drop(PackedRows oldest) {
        String table = oldest.table().name();
        if (oldest.wanted()) {
            wantedRows.remove();
            droppedUpTo.merge(table, oldest.hour(), Math::max);
        } else {
            filteredRows.remove();
            filteredDropped.add(table);
        }
        gone(oldest);
    }

    private void gone(PackedRows dropped) {
        rows -= dropped.size();
        filtered -= dropped.wanted() ? 0 : dropped.size();
        Shelf shelf = (dropped.wanted() ? wantedShelves : filteredShelves).get(dropped.table());
        if (shelf != null) {
            shelf.open.remove(dropped.hour(), dropped);
            shelf.latest = shelf.latest == dropped ? null : shelf.latest;
        }
    }

    /**
     * Lets the rows go that nothing can use any more.
     *
     * @param lowWatermark the lowest watermark of all tables that are waited for, in ticks
     */
    void forget(long lowWatermark) {
        if (lowWatermark <= low) {
            return;
        }
        low = lowWatermark;
        if (nextGoesAt <= low) {
            nextGoesAt = Long.MAX_VALUE;
            wantedRows.removeIf(this::goes);
            filteredRows.removeIf(this::goes);
        }
    }

    private boolean goes(PackedRows packed) {
        Table table = catalog.named(packed.table().name());
        long at = table == null ? Long.MIN_VALUE : goesAt(table, packed.hour());
        if (at <= low) {
            gone(packed);
            return true;
        }
        nextGoesAt = Math.min(nextGoesAt, at);
        return false;
    }

    /** Whether all rows of these tables from the UTC hour of that time on are still there. */
    boolean reaches(List<Table> tables, long time) {
        long hour = Ticks.bin(time, Ticks.PER_HOUR);
        return tables.stream()
                .allMatch(table ->
                        goesAt(table, hour) > low && hour > droppedUpTo.getOrDefault(table.name(), Long.MIN_VALUE));
    }

    /** Whether rows of a table went before their time because there were too many. */
    boolean dropped(Table table, boolean wanted) {
        return wanted ? droppedUpTo.containsKey(table.name()) : filteredDropped.contains(table.name());
    }

    /** Goes on with other versions of the tables; rows of tables that are gone go, the others stay as they came. */
    void become(Catalog fresh) {
        catalog = fresh;
        wantedShelves.clear();
        filteredShelves.clear();
        nextGoesAt = Long.MAX_VALUE;
        wantedRows.removeIf(this::goes);
        filteredRows.removeIf(this::goes);
    }

    /**
     * Rows as they were when it was made, and the number of the row to go on with. For one reader.
     *
     * @param left how many rows came after these
     */
    record Portion(List<PackedRows.Slice> slices, long next, long left) {
        /** The rows, in their order. */
        List<Kept> rows() {
            List<Kept> rows = new ArrayList<>();
            slices.forEach(slice -> slice.unpackInto(rows));
            rows.sort(Comparator.comparingLong(Kept::number));
            return rows;
        }
    }

    /**
     * Rows in their order.
     *
     * @param from the number of the first one
     * @param most how many at most
     */
    Portion portion(long from, int most) {
        PackedRows oldest = oldest();
        long begin = Math.max(from, oldest == null ? end : oldest.first());
        long next = Math.min(end, begin + most);
        List<PackedRows.Slice> slices = new ArrayList<>();
        for (ArrayDeque<PackedRows> queue : List.of(wantedRows, filteredRows)) {
            for (PackedRows packed : queue) {
                PackedRows.Slice slice = packed.slice(begin, next);
                if (slice != null) {
                    slices.add(slice);
                }
            }
        }
        return new Portion(slices, next, end - next);
    }

    /** How many rows are kept. */
    long size() {
        return rows;
    }
}
