package io.tokenwatch.event;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Rows of one source that were decoded together, in their order. Filled by a decoder, then read by one thread; not safe
 * to share.
 *
 * <p>Of rows that no rule wants only the time is there, unless {@link RowFilter#keepsFiltered}; rows of unknown tables
 * are only counted; rows that could not be read are among {@link #dead()}.
 */
public final class RowBatch {
    private final Source source;
    private final List<DeadLetter> dead = new ArrayList<>();
    private final Map<String, long[]> counts = new HashMap<>();
    private final int[] read;
    private final int[] filtered;
    private final Origin origin;
    private final Runnable whenReleased;
    private final AtomicInteger holders = new AtomicInteger(1);
    private final long readAt;

    /** Null when they are released, so that nobody takes another batch's rows for these. */
    private RowArrays rows;

    /** @param rowCount how many rows it will have, about */
    RowBatch(Source source, int tableCount, int rowCount, Origin origin, Runnable whenReleased) {
        this(source, tableCount, rowCount, new RowArrays(), origin, whenReleased, System.nanoTime());
    }

    /** A batch whose rows' arrays were those of other batches before; they are empty. */
    RowBatch(Source source, int tableCount, int rowCount, RowArrays rows, Origin origin, Runnable whenReleased) {
        this(source, tableCount, rowCount, rows, origin, whenReleased, System.nanoTime());
    }

    private RowBatch(
            Source source,
            int tableCount,
            int rowCount,
            RowArrays rows,
            Origin origin,
            Runnable whenReleased,
            long readAt) {
        this.source = source;
        this.origin = origin;
        this.whenReleased = whenReleased;
        this.readAt = readAt;
        this.read = new int[tableCount];
        this.filtered = new int[tableCount];
        this.rows = rows;
        rows.reserve(rowCount);
    }

    /** When it was begun to be decoded, by {@link System#nanoTime}. */
    public long readAt() {
        return readAt;
    }

    /** One more is at work with the batch, and will {@link #release} it. */
    public void hold() {
        holders.incrementAndGet();
    }

    /**
     * Tells that one of those who are at work with the batch will not look at it any more; its decoder's caller is the
     * first of them. After the last one there are no rows any more: its bytes and arrays are used for others. Whoever
     * never tells it only makes garbage.
     */
    public void release() {
        if (holders.decrementAndGet() == 0) {
            rows = null;
            whenReleased.run();
        }
    }

    /**
     * An empty one for rows that were kept and are read again: they come from nowhere, and are not counted.
     *
     * @param rowCount how many rows it will have, about
     */
    public static RowBatch ofKept(Source source, Catalog catalog, int rowCount) {
        return new RowBatch(source, catalog.tables().size(), rowCount, Origin.NOWHERE, () -> {});
    }

    /** Adds a row that was kept. */
    public void addKept(Table table, Object[] row, long wantedBy) {
        add(table, table.time(row), row, wantedBy, 0);
    }

    void add(Table table, long time, Object[] row, long wantedBy, int record) {
        rows.add(table, time, row, wantedBy, record);
    }

    /** Says what GUID is the id of the row that was added last. */
    void addGuid(long high, long low) {
        rows.addGuid(high, low);
    }

    void kill(DeadReason reason, String message, String table, int record) {
        dead.add(letter(reason, message, table, record));
        count(table, Outcome.DEAD);
    }

    private DeadLetter letter(DeadReason reason, String message, String table, int record) {
        return new DeadLetter(
                reason, message, source, origin.line(record), origin.item(record), table, origin.text(record));
    }

    /** Counts a row that goes no further. */
    void count(String table, Outcome outcome) {
        long[] n = counts.computeIfAbsent(table, t -> new long[Outcome.values().length]);
        n[Outcome.READ.ordinal()]++;
        n[outcome.ordinal()]++;
    }

    void countRead(Table table) {
        read[table.ordinal()]++;
    }

    /** A row that no rule wants; the row may be null. */
    void addFiltered(Table table, long time, Object[] row, int record) {
        add(table, time, row, 0, record);
        read[table.ordinal()]++;
        filtered[table.ordinal()]++;
    }

    public Source source() {
        return source;
    }

    /** How many rows there are. */
    public int size() {
        return rows.size;
    }

    public Table table(int i) {
        return rows.tables[i];
    }

    /** Row {@code i}: the values of its table's columns; may be null if no rule wants it. */
    public Object[] row(int i) {
        return rows.rows[i];
    }

    /** When row {@code i} happened, in ticks; also of rows that no rule wants. */
    public long time(int i) {
        return rows.times[i];
    }

    /**
     * Whether the id of row {@code i} is known as a GUID. Its text need not be in the row then; if it is not known, it
     * is there.
     */
    public boolean hasGuid(int i) {
        return guidHigh(i) != 0 || guidLow(i) != 0;
    }

    /** The first half of the GUID that is the id of row {@code i}. */
    public long guidHigh(int i) {
        return rows.guids[2 * i];
    }

    /** The second half of the GUID that is the id of row {@code i}. */
    public long guidLow(int i) {
        return rows.guids[2 * i + 1];
    }

    /**
     * The same rows for other tables and rules: for those that were edited while this batch was decoded. Rows of tables
     * that are no longer there become unknown ones. This batch is released with the other.
     */
    public RowBatch under(Catalog catalog, RowFilter filter) {
        int size = size();
        RowBatch other =
                new RowBatch(source, catalog.tables().size(), size, new RowArrays(), origin, this::release, readAt);
        other.dead.addAll(dead);
        counts.forEach((table, n) -> other.counts.put(table, n.clone()));
        for (int i = 0; i < size; i++) {
            Table before = table(i);
            Table table = catalog.named(before.name());
            if (table == null) {
                other.count(before.name(), Outcome.UNKNOWN);
                continue;
            }
            Object[] row = table.converted(before, row(i));
            long bits = row == null ? 0 : filter.wanted(table, row);
            if (bits != 0) {
                other.countRead(table);
                other.add(table, time(i), row, bits, rows.records[i]);
            } else {
                other.addFiltered(table, time(i), row, rows.records[i]);
            }
        }
        return other;
    }

    /** The rules that may want row {@code i}, as {@link RowFilter} said. */
    public long wanted(int i) {
        return rows.wanted[i];
    }

    /** The rows that could not be read. */
    public List<DeadLetter> dead() {
        return dead;
    }

    /**
     * A dead letter for row {@code i}, which could be read but is not taken. Where its table has keyed columns, it
     * holds the row's values in place of the row as it arrived, which tells what they hide.
     */
    public DeadLetter deadLetter(int i, DeadReason reason, String message) {
        DeadLetter letter = letter(reason, message, table(i).name(), rows.records[i]);
        return table(i).keyedCount() == 0 ? letter : letter.with(table(i).json(row(i)));
    }

    /** Adds to the counters what is known after decoding: rows read, filtered, dead and of unknown tables. */
    public void countInto(Counters counters, Catalog catalog) {
        counts.forEach((table, n) -> {
            for (Outcome outcome : Outcome.values()) {
                counters.add(table, outcome, n[outcome.ordinal()]);
            }
        });
        for (Table table : catalog.tables()) {
            counters.add(table.name(), Outcome.READ, read[table.ordinal()]);
            counters.add(table.name(), Outcome.FILTERED, filtered[table.ordinal()]);
        }
    }

    /** Rows found, whatever became of them. */
    public long read() {
        return counts.values().stream()
                        .mapToLong(n -> n[Outcome.READ.ordinal()])
                        .sum()
                + Arrays.stream(read).sum();
    }
}
