package io.tokenwatch.event;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** How many rows of each table had which {@link Outcome}. Safe to share. */
public final class Counters {
    /** The table name under which rows are counted whose table is not known. */
    public static final String NO_TABLE = "(none)";

    /**
     * More different unknown tables than this are counted under one name: a sender must not fill the memory with names.
     */
    private static final int MOST_TABLES = 200;

    private static final String OTHER_TABLES = "(other)";

    private final Map<String, LongAdder[]> tables = new ConcurrentHashMap<>();

    /** Counts {@code rows} rows of a table. */
    public void add(String table, Outcome outcome, long rows) {
        if (rows != 0) {
            of(table.isEmpty() ? NO_TABLE : table)[outcome.ordinal()].add(rows);
        }
    }

    private LongAdder[] of(String table) {
        LongAdder[] known = tables.get(table);
        if (known != null) {
            return known;
        }
        String name = tables.size() < MOST_TABLES ? table : OTHER_TABLES;
        return tables.computeIfAbsent(name, n -> {
            LongAdder[] adders = new LongAdder[Outcome.values().length];
            java.util.Arrays.setAll(adders, i -> new LongAdder());
            return adders;
        });
    }

    /** The rows of one table with one outcome. */
    public long get(String table, Outcome outcome) {
        LongAdder[] adders = tables.get(table);
        return adders == null ? 0 : adders[outcome.ordinal()].sum();
    }

    /** The rows of all tables with one outcome. */
    public long total(Outcome outcome) {
        return tables.values().stream()
                .mapToLong(a -> a[outcome.ordinal()].sum())
                .sum();
    }

    /** The names of all tables of which rows were counted, sorted. */
    public java.util.List<String> tables() {
        return new java.util.ArrayList<>(new TreeMap<>(tables).keySet());
    }
}
