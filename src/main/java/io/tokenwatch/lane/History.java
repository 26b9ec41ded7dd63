package io.tokenwatch.lane;

import io.tokenwatch.event.Catalog;
import io.tokenwatch.event.Table;
import io.tokenwatch.event.Ticks;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The rows that are kept, in the order in which they came, so that a rule that was edited can be fed with them again.
 * Rows that some rule wants are kept as long as any rule may still use them, unless they are too many; of the others
 * only the latest, for rules that come to want them.
 *
 * <p>Worked: with a retention of 32 hours, a row of 10:20 goes when event time has reached 19:00 of the next day.
 *
 * <p>Not safe to share; the router guards it.
 */
final class History {
    private static final int SEGMENT_ROWS = 4096;

    private final int most;
    private final int mostFiltered;
    private final Map<String, Long> droppedUpTo = new HashMap<>();
    private final Set<String> filteredDropped = new HashSet<>();
    private ArrayDeque<Segment> segments = new ArrayDeque<>();
    private long low = Watermarks.NOT_YET;
    private long filtered;
    private long rows;
    private long end;

    /**
     * @param most how many rows are kept; of more the oldest go
     * @param mostFiltered how many of them may be rows that no rule wants
     */
    History(int most, int mostFiltered) {
        this.most = most;
        this.mostFiltered = mostFiltered;
    }

    /**
     * A row that is kept.
     *
     * @param number which one it was since the beginning, from 0
     * @param wanted whether a rule wanted it when it came
     */
    record Kept(long number, Table table, Object[] row, boolean wanted) {
        /** The low watermark at which nothing can use the row any more, in ticks. */
        long goesAt() {
            return History.goesAt(table, table.time(row));
        }
    }

    /** Rows that came one after the other, as many of them as are still kept. */
    private static final class Segment {
        private final long firstNumber;
        private final List<Kept> rows = new ArrayList<>(SEGMENT_ROWS);
        private long goesAt = Long.MAX_VALUE;
        private int filtered;

        Segment(long firstNumber) {
            this.firstNumber = firstNumber;
        }

        void add(Kept row) {
            rows.add(row);
            goesAt = Math.min(goesAt, row.goesAt());
            filtered += row.wanted() ? 0 : 1;
        }
    }

    private static long goesAt(Table table, long time) {
        return Ticks.bin(time, Ticks.PER_HOUR) + Ticks.PER_HOUR + Watermarks.ticks(table.retention());
    }

    void add(Table table, Object[] row, boolean wanted) {
        Segment last = segments.peekLast();
        if (last == null || end - last.firstNumber >= SEGMENT_ROWS) {
            last = new Segment(end);
            segments.add(last);
        }
        last.add(new Kept(end++, table, row, wanted));
        rows++;
        if (!wanted && ++filtered > mostFiltered) {
            dropOldestFiltered();
        }
        if (rows > most) {
            dropOldest();
        }
    }

    private void dropOldest() {
        Segment oldest = segments.remove();
        for (Kept row : oldest.rows) {
            long hour = Ticks.bin(row.table().time(row.row()), Ticks.PER_HOUR);
            if (row.wanted()) {
                droppedUpTo.merge(row.table().name(), hour, Math::max);
            } else {
                filteredDropped.add(row.table().name());
            }
        }
        rows -= oldest.rows.size();
        filtered -= oldest.filtered;
    }

    private void dropOldestFiltered() {
        ArrayDeque<Segment> left = new ArrayDeque<>();
        boolean dropped = false;
        for (Segment segment : segments) {
            if (!dropped && segment.filtered > 0) {
                dropped = true;
                segment.rows.stream()
                        .filter(row -> !row.wanted())
                        .forEach(row -> filteredDropped.add(row.table().name()));
                segment = without(segment, row -> !row.wanted());
            }
            if (!segment.rows.isEmpty() || segment.firstNumber + SEGMENT_ROWS > end) {
                left.add(segment);
            }
        }
        segments = left;
    }

    private Segment without(Segment segment, Predicate<Kept> gone) {
        Segment left = new Segment(segment.firstNumber);
        segment.rows.stream().filter(row -> !gone.test(row)).forEach(left::add);
        rows -= segment.rows.size() - left.rows.size();
        filtered -= segment.filtered - left.filtered;
        return left;
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
        if (segments.stream().noneMatch(segment -> segment.goesAt <= low)) {
            return;
        }
        ArrayDeque<Segment> left = new ArrayDeque<>();
        for (Segment segment : segments) {
            Segment kept = segment.goesAt <= low ? without(segment, row -> row.goesAt() <= low) : segment;
            if (!kept.rows.isEmpty() || kept.firstNumber + SEGMENT_ROWS > end) {
                left.add(kept);
            }
        }
        segments = left;
    }

    /** Whether all rows of these tables from the UTC hour of that time on are still there. */
    boolean reaches(List<Table> tables, long time) {
        long hour = Ticks.bin(time, Ticks.PER_HOUR);
        return tables.stream()
                .allMatch(table ->
                        goesAt(table, time) > low && hour > droppedUpTo.getOrDefault(table.name(), Long.MIN_VALUE));
    }

    /** Whether rows of a table went before their time because there were too many. */
    boolean dropped(Table table, boolean wanted) {
        return wanted ? droppedUpTo.containsKey(table.name()) : filteredDropped.contains(table.name());
    }

    /** Puts all rows into the form of other versions of their tables; rows of tables that are gone go. */
    void convert(Catalog catalog) {
        ArrayDeque<Segment> converted = new ArrayDeque<>();
        for (Segment segment : segments) {
            Segment other = new Segment(segment.firstNumber);
            for (Kept row : segment.rows) {
                Table table = catalog.named(row.table().name());
                if (table != null) {
                    Object[] values = table.converted(row.table(), row.row());
                    other.add(new Kept(row.number(), table, values, row.wanted()));
                } else {
                    rows--;
                    filtered -= row.wanted() ? 0 : 1;
                }
            }
            converted.add(other);
        }
        segments = converted;
    }

    /** Rows that were copied, and the number of the row to go on with. */
    record Portion(List<Kept> rows, long next) {}

    /**
     * Copies rows, in their order.
     *
     * @param from the number of the first one
     * @param most how many at most, about
     */
    Portion copy(long from, int most) {
        List<Kept> copied = new ArrayList<>();
        for (Segment segment : segments) {
            if (segment.firstNumber + SEGMENT_ROWS <= from) {
                continue;
            }
            if (copied.size() >= most) {
                return new Portion(copied, segment.firstNumber);
            }
            segment.rows.stream().filter(row -> row.number() >= from).forEach(copied::add);
        }
        return new Portion(copied, end);
    }

    /** How many rows are kept. */
    long size() {
        return rows;
    }
}
