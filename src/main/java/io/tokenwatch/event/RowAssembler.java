package io.tokenwatch.event;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Makes the row of a table from the values that a record's paths had: finds the table, takes for each column the first
 * path that is present, and stores it by the column's type. Not safe to share.
 */
final class RowAssembler {
    private final Catalog catalog;
    private final int[][][] slots;
    private final String[] values;
    private final int[] tableNames;
    private final Map<String, Table> named = new HashMap<>();

    RowAssembler(Catalog catalog, FieldTree fields) {
        this.catalog = catalog;
        this.slots = catalog.tables().stream()
                .map(table -> table.columns().stream()
                        .map(column ->
                                column.paths().stream().mapToInt(fields::slot).toArray())
                        .toArray(int[][]::new))
                .toArray(int[][][]::new);
        this.tableNames = new int[] {fields.slot("Type"), fields.slot("category"), fields.slot("Category")};
        this.values = new String[fields.slotCount()];
    }

    int tableCount() {
        return slots.length;
    }

    /** Forgets the last record. */
    void begin() {
        Arrays.fill(values, null);
    }

    /** Notes the value at a path; null is like a missing one. */
    void put(int slot, String text) {
        values[slot] = text;
    }

    /** Ends the record: adds its row to the batch, or counts what became of it. */
    void finish(Table hinted, RowFilter filter, RowBatch batch, long line, int item, int from, int to) {
        String name = tableName();
        Table table = name == null ? hinted : named(name);
        if (table == null) {
            if (name == null) {
                batch.kill(
                        DeadReason.NO_TABLE,
                        "the row does not say its table; expected \"Type\" or \"category\", or a file named after the table",
                        line,
                        item,
                        "",
                        from,
                        to);
            } else {
                batch.count(name, Outcome.UNKNOWN);
            }
            return;
        }
        Object[] row = row(table);
        int time = table.index(Table.TIME_COLUMN);
        if (row[time] == null) {
            String text = first(slots[table.ordinal()][time]);
            batch.kill(
                    text == null ? DeadReason.NO_TIME : DeadReason.BAD_TIME,
                    text == null
                            ? "the row has no time; expected one of "
                                    + table.columns().get(time).paths()
                            : "the time is \"" + shortened(text)
                                    + "\"; expected a form like 2024-05-01T10:20:30.1234567Z",
                    line,
                    item,
                    table.name(),
                    from,
                    to);
            return;
        }
        long wanted = filter.wanted(table, row);
        if (wanted == 0) {
            batch.addFiltered(table, table.time(row), filter.keepsFiltered() ? row : null, line, item, from, to);
        } else {
            batch.countRead(table);
            batch.add(table, row, wanted, line, item, from, to);
        }
    }

    private String tableName() {
        for (int slot : tableNames) {
            if (values[slot] != null && !values[slot].isEmpty()) {
                return values[slot];
            }
        }
        return null;
    }

    private Table named(String name) {
        Table known = named.get(name);
        if (known == null) {
            known = catalog.named(name);
            if (known != null) {
                named.put(name, known);
            }
        }
        return known;
    }

    private Object[] row(Table table) {
        int[][] columnSlots = slots[table.ordinal()];
        Object[] row = new Object[columnSlots.length];
        for (int i = 0; i < row.length; i++) {
            row[i] = table.columns().get(i).type().store(first(columnSlots[i]));
        }
        return row;
    }

    private String first(int[] columnSlots) {
        for (int slot : columnSlots) {
            if (values[slot] != null) {
                return values[slot];
            }
        }
        return null;
    }

    private static String shortened(String text) {
        return text.length() <= 100 ? text : text.substring(0, 100) + "…";
    }
}
