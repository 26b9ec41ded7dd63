package io.tokenwatch.engine;

import io.tokenwatch.event.Table;
import io.tokenwatch.event.Ticks;
import io.tokenwatch.lane.Watermarks;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/**
 * A detection as it runs. Immutable and safe to share.
 *
 * @param file the EPL file it comes from
 * @param detection what it says about itself
 * @param tables the tables it reads
 */
public record Rule(String file, DetectionInfo detection, List<Table> tables) {
    /**
     * Columns that a detection's statement has beside those of the KQL query: when its events began and ended, and when
     * its window ends, in ticks.
     */
    public static final String FIRST_EVENT = "FirstEvent";

    public static final String LAST_EVENT = "LastEvent";
    public static final String WINDOW_END = "WindowEnd";

    /**
     * How long after the end of a window its rows may still come: the longest lateness of the tables that the rule
     * reads.
     */
    public Duration lateness() {
        return longest(Table::lateness);
    }

    /** How long after the end of a window a late row may still revise it. */
    public Duration retention() {
        return longest(Table::retention);
    }

    /**
     * Whether the rows of its tables from the UTC hour of a time on are still kept.
     *
     * @param time in ticks
     * @param lowWatermark how far event time has come, in ticks
     */
    public boolean reaches(long time, long lowWatermark) {
        long end = Ticks.bin(time, Ticks.PER_HOUR) + Ticks.PER_HOUR;
        return tables.stream().allMatch(table -> end + Watermarks.ticks(table.retention()) > lowWatermark);
    }

    private Duration longest(Function<Table, Duration> time) {
        // Asked whenever a watermark moves, so without a stream or an iterator.
        Duration longest = Duration.ZERO;
        for (int i = 0; i < tables.size(); i++) {
            Duration one = time.apply(tables.get(i));
            longest = one.compareTo(longest) > 0 ? one : longest;
        }
        return longest;
    }

    /**
     * The low watermark: how far event time has come in all tables that the rule reads.
     *
     * @param marks the watermark of each table by its ordinal
     * @return ticks, or {@link Watermarks#NOT_YET}
     */
    long lowest(long[] marks) {
        long lowest = Watermarks.NOT_WAITED_FOR;
        for (int i = 0; i < tables.size(); i++) {
            lowest = Math.min(lowest, marks[tables.get(i).ordinal()]);
        }
        return lowest == Watermarks.NOT_WAITED_FOR ? Watermarks.NOT_YET : lowest;
    }
}
