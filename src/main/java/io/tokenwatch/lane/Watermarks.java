package io.tokenwatch.lane;

import io.tokenwatch.event.Catalog;
import io.tokenwatch.event.Table;
import io.tokenwatch.event.Ticks;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * How far event time has come, per table.
 *
 * <p>A table's watermark is the largest time seen in its rows. Rows dated beyond the wall clock plus a small skew do
 * not move it. A live table that falls silent moves on by the wall clock once it was idle for a while. While a bounded
 * input is read, no watermark passes the time up to which that input was read, so that files that cover the same hours
 * may be read one after the other; a table that its present source has no rows of moves on with the others.
 *
 * <p>Worked: of table T rows of 10:00, 12:30 and 11:10 came: its watermark is 12:30. With a lateness of 30 minutes and
 * a retention of 32 hours, a window that ends at 11:00 was final when 11:30 was passed; a row of 10:20 that comes now
 * still revises it, until the watermark reaches 19:00 of the next day.
 *
 * <p>Not safe to share; the router guards it.
 */
public final class Watermarks {
    /** The mark of a table that no row was seen of, while its rows are waited for. */
    public static final long NOT_YET = Long.MIN_VALUE;

    /** The mark of a table that nobody waits for. */
    public static final long NOT_WAITED_FOR = Long.MAX_VALUE;

    /**
     * Lanes hear of a watermark when it passes a multiple of this many ticks: 10 seconds. A fixed grid, so that how
     * rows are batched changes nothing.
     */
    static final long GRID = 10 * Ticks.PER_SECOND;

    private static final Duration UNLIMITED = Duration.ofDays(300_000);

    private Catalog catalog;
    private final Clock wall;
    private final long skew;
    private final long idle;
    private long[] newest;
    private long[] heard;
    private boolean[] seenHere;
    private long[] retention;
    private long[] marks;
    private long holdAt = Long.MAX_VALUE;
    private long readUpTo = NOT_YET;
    private long latestTime;
    private boolean bounded;
    private long keptRegardless;

    /**
     * @param catalog the tables
     * @param wall the clock that tells future rows and idle tables
     * @param skew how far ahead of the wall clock a row may be and still move the watermark
     * @param idle after how long without a row a table's watermark moves on with the wall clock
     */
    public Watermarks(Catalog catalog, Clock wall, Duration skew, Duration idle) {
        this.catalog = catalog;
        this.wall = wall;
        this.skew = skew.toMillis() * Ticks.PER_MILLI;
        this.idle = idle.toMillis() * Ticks.PER_MILLI;
        int tables = catalog.tables().size();
        this.newest = new long[tables];
        this.heard = new long[tables];
        this.seenHere = new boolean[tables];
        this.marks = new long[tables];
        this.retention = retentions(catalog);
        Arrays.fill(newest, NOT_YET);
        Arrays.fill(marks, NOT_YET);
        Arrays.fill(heard, now());
        refreshClock();
    }

    /** Goes on with other versions of the tables; tables that are new begin as all do. */
    void become(Catalog fresh) {
        int tables = fresh.tables().size();
        long[] newestThen = new long[tables];
        long[] heardThen = new long[tables];
        long[] marksThen = new long[tables];
        boolean[] seenThen = new boolean[tables];
        for (Table table : fresh.tables()) {
            int t = table.ordinal();
            Table before = catalog.named(table.name());
            newestThen[t] = before == null ? NOT_YET : newest[before.ordinal()];
            heardThen[t] = before == null ? now() : heard[before.ordinal()];
            marksThen[t] = before == null ? NOT_YET : marks[before.ordinal()];
            seenThen[t] = before != null && seenHere[before.ordinal()];
        }
        newest = newestThen;
        heard = heardThen;
        marks = marksThen;
        seenHere = seenThen;
        retention = retentions(fresh);
        catalog = fresh;
    }

    /** How far each table has come that rows were seen of, in ticks by its name. */
    Map<String, Long> byName() {
        Map<String, Long> byName = new HashMap<>();
        for (Table table : catalog.tables()) {
            int t = table.ordinal();
            if (newest[t] != NOT_YET) {
                byName.put(table.name(), marks[t] == NOT_WAITED_FOR ? newest[t] : Math.max(newest[t], marks[t]));
            }
        }
        return byName;
    }

    /** Goes on from there; tables that are no longer known are passed over. */
    void restore(Map<String, Long> byName) {
        byName.forEach((name, ticks) -> {
            Table table = catalog.named(name);
            if (table != null) {
                newest[table.ordinal()] = Math.max(newest[table.ordinal()], ticks);
            }
        });
        move();
    }

    private static long[] retentions(Catalog catalog) {
        return catalog.tables().stream().mapToLong(t -> ticks(t.retention())).toArray();
    }

    /** The grid's last time up to a watermark, in ticks. */
    public static long onGrid(long mark) {
        return Ticks.bin(mark, GRID);
    }

    /** The lowest mark of all tables that are waited for, or {@link #NOT_YET}. */
    public static long lowest(long[] marks) {
        long lowest = Arrays.stream(marks).min().orElse(NOT_YET);
        return lowest == NOT_WAITED_FOR ? NOT_YET : lowest;
    }

    /** The ticks of a duration; one too long to be told in ticks is as good as unlimited. */
    public static long ticks(Duration duration) {
        return duration.compareTo(UNLIMITED) >= 0
                ? Long.MAX_VALUE / 4
                : duration.getSeconds() * Ticks.PER_SECOND + duration.getNano() / 100;
    }

    private long now() {
        return Ticks.ofMillis(wall.millis());
    }

    /** Looks at the wall clock; called once per batch and not per row. */
    void refreshClock() {
        latestTime = now() + skew;
    }

    /**
     * From now on a bounded input is read; no watermark passes {@code nextSource}, where its next source begins, nor
     * what was read of this one.
     */
    void beginSource(long nextSource) {
        bounded = true;
        holdAt = nextSource;
        readUpTo = NOT_YET;
        Arrays.fill(seenHere, false);
    }

    /** Notes that a row is kept. */
    void keep() {
        keptRegardless--;
    }

    /** Keeps everything until so many more rows are kept. */
    void keepFirst(long rows) {
        keptRegardless = rows;
    }

    /** Whether rows whose hours are no longer kept may be forgotten. */
    boolean forgets() {
        return keptRegardless <= 0;
    }

    /**
     * Notes a row.
     *
     * @return whether a mark has moved on
     */
    boolean observe(Table table, long time) {
        if (time > latestTime) {
            return false;
        }
        int t = table.ordinal();
        boolean ahead = time > newest[t] || (bounded && !seenHere[t]);
        seenHere[t] = true;
        newest[t] = Math.max(newest[t], time);
        if (bounded && time > readUpTo) {
            readUpTo = time;
            ahead = true;
        }
        return ahead && move();
    }

    /** Notes that rows of a table came, for idleness. */
    void hear(Table table) {
        heard[table.ordinal()] = latestTime - skew;
    }

    /** Moves the marks; whether any did. */
    boolean move() {
        boolean moved = false;
        for (int t = 0; t < marks.length; t++) {
            long mark = mark(t);
            if (mark > marks[t] || (mark != marks[t] && marks[t] == NOT_WAITED_FOR)) {
                marks[t] = mark;
                moved = true;
            }
        }
        return moved;
    }

    private long mark(int t) {
        long mark = exact(t);
        return mark == NOT_YET || mark == NOT_WAITED_FOR ? mark : onGrid(mark);
    }

    private long exact(int t) {
        if (bounded) {
            long read = seenHere[t] ? Math.min(newest[t], readUpTo) : readUpTo;
            return newest[t] == NOT_YET ? NOT_WAITED_FOR : Math.min(read, holdAt);
        }
        long silent = latestTime - skew - heard[t] - idle;
        if (newest[t] == NOT_YET) {
            return silent >= 0 ? NOT_WAITED_FOR : NOT_YET;
        }
        return silent > 0 ? Math.min(newest[t] + silent, Math.max(newest[t], latestTime - skew)) : newest[t];
    }

    /** The marks; a copy. */
    long[] marks() {
        return marks.clone();
    }

    /** A copy of the marks, in an array that is used again if it has their size. */
    long[] marks(long[] into) {
        if (into.length != marks.length) {
            return marks();
        }
        System.arraycopy(marks, 0, into, 0, marks.length);
        return into;
    }

    /** Whether the UTC hour of that time is still kept, so that a row of it may come in. */
    boolean keeps(Table table, long time) {
        if (!forgets()) {
            return true;
        }
        int t = table.ordinal();
        long exact = exact(t);
        long told = marks[t] == NOT_WAITED_FOR ? NOT_YET : marks[t];
        long mark = exact == NOT_WAITED_FOR ? told : Math.max(exact, told);
        return mark == NOT_YET || Ticks.bin(time, Ticks.PER_HOUR) + Ticks.PER_HOUR + retention[t] > mark;
    }

    /** The largest time seen of a table in ticks, or {@link #NOT_YET}. */
    long newest(Table table) {
        return newest[table.ordinal()];
    }
}
