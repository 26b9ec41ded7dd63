package io.tokenwatch.event;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Makes the row of a table from the values that a record's paths had: finds the table, takes for each column the first
 * path that is present, and stores it by the column's type. A row that nobody wants is not made. Not safe to share.
 */
final class RowAssembler {
    private final Catalog catalog;
    private final Values values;
    private final TableSlots[] tables;
    private final int[] tableNames;
    private final Map<String, Table> named = new HashMap<>();
    private final Guid id = new Guid();
    private RowFilter filter;

    RowAssembler(Catalog catalog, FieldTree fields, Values values) {
        this.catalog = catalog;
        this.values = values;
        this.tables = catalog.tables().stream()
                .map(table -> new TableSlots(table, fields, values))
                .toArray(TableSlots[]::new);
        this.tableNames = tableNames(fields);
    }

    /** The slots of what may say a record's table, the first that says something wins. */
    private static int[] tableNames(FieldTree fields) {
        return new int[] {fields.slot("Type"), fields.slot("category"), fields.slot("Category")};
    }

    /** All slots that {@link Values} must have for this. */
    static int slots(FieldTree fields) {
        tableNames(fields);
        return fields.slotCount();
    }

    /** Where a table's columns are read from, and what is read of them. */
    private static final class TableSlots {
        private final int[][] slots;
        private final ColumnType[] types;
        private final int time;
        private final int guid;
        private final Object[] judged;
        private final int[] keyed;
        private Columns columns;

        TableSlots(Table table, FieldTree fields, Values values) {
            slots = table.columns().stream()
                    .map(column ->
                            column.paths().stream().mapToInt(fields::slot).toArray())
                    .toArray(int[][]::new);
            types = table.columns().stream().map(Column::type).toArray(ColumnType[]::new);
            time = table.index(Table.TIME_COLUMN);
            guid = table.guidColumn();
            judged = new Object[slots.length];
            keyed = IntStream.range(0, table.keyedCount()).map(table::keyed).toArray();
            for (int column : keyed) {
                Arrays.stream(slots[column]).forEach(values::forget);
            }
        }

        private Object value(Values values, int column, long ticks) {
            if (column == time) {
                return ticks;
            }
            int slot = values.first(slots[column]);
            return types[column].store(slot < 0 ? null : values.text(slot));
        }

        /** Makes the columns that a row is judged by, in a row that is used again and again. */
        Object[] judged(Values values, long ticks) {
            for (int column : columns.judged()) {
                judged[column] = value(values, column, ticks);
            }
            return judged;
        }

        /** Whether the row's own id is a GUID, which is read. All zeros are not taken for one. */
        boolean read(Values values, Guid id) {
            int slot = guid < 0 ? -1 : values.first(slots[guid]);
            return slot >= 0 && values.read(slot, id) && (id.high() != 0 || id.low() != 0);
        }

        Object[] row(Values values, long ticks, int[] kept) {
            Object[] row = judged.clone();
            for (int column : kept) {
                row[column] = value(values, column, ticks);
            }
            row[time] = row[time] == null ? (Object) ticks : row[time];
            return row;
        }

        /** Lets go of what must not stay, once the row is made. */
        void forget() {
            for (int column : keyed) {
                judged[column] = null;
            }
        }
    }

    int tableCount() {
        return tables.length;
    }

    /** From now on rows are made for this filter. */
    void use(RowFilter wanting) {
        if (filter != wanting) {
            filter = wanting;
            for (Table table : catalog.tables()) {
                TableSlots slots = tables[table.ordinal()];
                slots.columns = wanting.columns(table);
                Arrays.fill(slots.judged, null);
            }
        }
    }

    /** Ends the record: adds its row to the batch, or counts what became of it. */
    void finish(Table hinted, RowBatch batch, int record) {
        int said = nameSlot();
        Table table = said < 0 ? hinted : named(values.text(said));
        if (table == null) {
            if (said < 0) {
                batch.kill(
                        DeadReason.NO_TABLE,
                        "the row does not say its table; expected \"Type\" or \"category\", or a file named after the table",
                        "",
                        record);
            } else {
                batch.count(values.text(said), Outcome.UNKNOWN);
            }
            return;
        }
        TableSlots slots = tables[table.ordinal()];
        int timeSlot = values.first(slots.slots[slots.time]);
        long time = timeSlot < 0 ? Ticks.NONE : values.ticks(timeSlot);
        if (time == Ticks.NONE) {
            batch.kill(
                    timeSlot < 0 ? DeadReason.NO_TIME : DeadReason.BAD_TIME,
                    timeSlot < 0
                            ? "the row has no time; expected one of "
                                    + table.columns().get(slots.time).paths()
                            : "the time is \"" + shortened(values.text(timeSlot))
                                    + "\"; expected a form like 2024-05-01T10:20:30.1234567Z",
                    table.name(),
                    record);
            return;
        }
        long wanted = filter.wanted(table, slots.judged(values, time));
        if (wanted == 0) {
            Object[] row = filter.keepsFiltered() ? slots.row(values, time, slots.columns.kept()) : null;
            batch.addFiltered(table, time, row, record);
        } else {
            batch.countRead(table);
            if (slots.read(values, id)) {
                batch.add(table, time, slots.row(values, time, slots.columns.keptBesideGuid()), wanted, record);
                batch.addGuid(id.high(), id.low());
            } else {
                batch.add(table, time, slots.row(values, time, slots.columns.kept()), wanted, record);
            }
        }
        slots.forget();
    }

    /** The slot that says the table, or -1. */
    private int nameSlot() {
        for (int slot : tableNames) {
            if (values.has(slot) && !values.isEmpty(slot)) {
                return slot;
            }
        }
        return -1;
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

    private static String shortened(String text) {
        return text.length() <= 100 ? text : text.substring(0, 100) + "…";
    }
}
