package io.tokenwatch.event;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One table of the logs, as a schema under {@code epl/events} declares it.
 *
 * <p>A row of it is an {@code Object[]} with one value per column, in the order of {@link #columns()}. Immutable and
 * safe to share.
 */
public final class Table {
    /** The column that dates every row. */
    public static final String TIME_COLUMN = "TimeGenerated";

    private final int ordinal;
    private final String name;
    private final String category;
    private final List<Column> columns;
    private final int time;
    private final int[] rowId;
    private final int[] keyed;
    private final Duration lateness;
    private final Duration retention;

    /**
     * @param ordinal the table's place in its {@link Catalog}
     * @param name the Log Analytics name
     * @param category the diagnostic-settings category, or "" if the table has none
     * @param columns its columns; one is {@value #TIME_COLUMN}
     * @param rowId names of the columns that together are the row's own id; empty if its rows have none
     * @param lateness how long after the watermark a row is still on time
     * @param retention how long rows are kept once their hour is over
     * @throws IllegalArgumentException if a column is missing or of the wrong type
     */
    public Table(
            int ordinal,
            String name,
            String category,
            List<Column> columns,
            List<String> rowId,
            Duration lateness,
            Duration retention) {
        this(ordinal, name, category, columns, rowId, List.of(), lateness, retention);
    }

    /**
     * @param keyed names of the columns whose texts are replaced by keyed hashes before a row goes anywhere
     * @throws IllegalArgumentException if a column is missing or of the wrong type
     */
    public Table(
            int ordinal,
            String name,
            String category,
            List<Column> columns,
            List<String> rowId,
            List<String> keyed,
            Duration lateness,
            Duration retention) {
        this.ordinal = ordinal;
        this.name = name;
        this.category = category;
        this.columns = List.copyOf(columns);
        this.time = index(TIME_COLUMN);
        this.rowId = rowId.stream().mapToInt(this::index).toArray();
        this.keyed = keyed.stream().mapToInt(this::index).toArray();
        this.lateness = lateness;
        this.retention = retention;
        if (columns.get(time).type() != ColumnType.DATETIME) {
            throw new IllegalArgumentException("table " + name + ": " + TIME_COLUMN + " must be a datetime");
        }
        for (int column : this.keyed) {
            if (columns.get(column).type() != ColumnType.STRING) {
                throw new IllegalArgumentException("table " + name + ": "
                        + columns.get(column).name() + " must be a string to be replaced by a keyed hash");
            }
        }
    }

    /** The place of the table in its catalog, from 0. */
    public int ordinal() {
        return ordinal;
    }

    public String name() {
        return name;
    }

    public String category() {
        return category;
    }

    public List<Column> columns() {
        return columns;
    }

    /** How far a row may lie behind the watermark and still be on time. */
    public Duration lateness() {
        return lateness;
    }

    /** How long a row is kept after the end of its UTC hour; while it is, later rows of that hour revise the result. */
    public Duration retention() {
        return retention;
    }

    /** Whether the other table is the same in all that is said of it. */
    boolean same(Table other) {
        return name.equals(other.name)
                && category.equals(other.category)
                && columns.equals(other.columns)
                && java.util.Arrays.equals(rowId, other.rowId)
                && java.util.Arrays.equals(keyed, other.keyed)
                && lateness.equals(other.lateness)
                && retention.equals(other.retention);
    }

    /** The same table with another lateness and retention. */
    public Table with(Duration newLateness, Duration newRetention) {
        return new Table(ordinal, name, category, columns, names(rowId), names(keyed), newLateness, newRetention);
    }

    /** The same table with its texts as they are written. */
    public Table unkeyed() {
        return new Table(ordinal, name, category, columns, names(rowId), lateness, retention);
    }

    private List<String> names(int[] some) {
        return java.util.Arrays.stream(some)
                .mapToObj(i -> columns.get(i).name())
                .toList();
    }

    /** How many columns there are whose texts are replaced by keyed hashes before a row goes anywhere. */
    public int keyedCount() {
        return keyed.length;
    }

    /** The place of one of the columns whose texts are replaced by keyed hashes. */
    public int keyed(int number) {
        return keyed[number];
    }

    /**
     * The place of a column in a row.
     *
     * @throws IllegalArgumentException if the table has no such column
     */
    public int index(String column) {
        int index = find(column);
        if (index < 0) {
            throw new IllegalArgumentException("table " + name + " has no column " + column);
        }
        return index;
    }

    /** The place of a column in a row, or -1. */
    public int find(String column) {
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).name().equals(column)) {
                return i;
            }
        }
        return -1;
    }

    /**
     * A row of another version of this table, column by column of the same name; new columns are null.
     *
     * @param row null gives null
     */
    public Object[] converted(Table other, Object[] row) {
        if (row == null || columns.equals(other.columns)) {
            return row;
        }
        Object[] converted = new Object[columns.size()];
        for (int i = 0; i < converted.length; i++) {
            int there = other.find(columns.get(i).name());
            boolean same = there >= 0
                    && other.columns.get(there).type() == columns.get(i).type();
            converted[i] = same ? row[there] : null;
        }
        return converted;
    }

    /** A row's values as a JSON object, which can be read again as a row of this table. */
    String json(Object[] row) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("Type", name);
        for (int i = 0; i < row.length; i++) {
            if (row[i] != null && !row[i].equals("")) {
                boolean dates = columns.get(i).type() == ColumnType.DATETIME;
                json.put(columns.get(i).name(), dates ? Ticks.toIso((Long) row[i]) : row[i]);
            }
        }
        return JsonText.of(json);
    }

    /** When the row happened, in {@link Ticks}. */
    public long time(Object[] row) {
        return (Long) row[time];
    }

    /** Whether a column is part of the rows' own id. */
    public boolean identifies(int column) {
        return java.util.Arrays.stream(rowId).anyMatch(part -> part == column);
    }

    /**
     * The place of the column that alone is the rows' own id, if that may be held as a {@link Guid}; else -1. Where
     * texts are replaced by keyed hashes an id stays a text.
     */
    int guidColumn() {
        return rowId.length == 1 && keyed.length == 0 && columns.get(rowId[0]).type() == ColumnType.STRING
                ? rowId[0]
                : -1;
    }

    /** The row's own id, or null if the table's rows have none or this row's is empty. */
    public Object id(Object[] row) {
        if (rowId.length == 1) {
            Object only = row[rowId[0]];
            return "".equals(only) ? null : only;
        }
        if (rowId.length == 0) {
            return null;
        }
        Object[] parts = new Object[rowId.length];
        for (int i = 0; i < parts.length; i++) {
            parts[i] = row[rowId[i]];
            if (parts[i] == null || "".equals(parts[i])) {
                return null;
            }
        }
        return java.util.Arrays.asList(parts);
    }

    @Override
    public String toString() {
        return name;
    }
}
