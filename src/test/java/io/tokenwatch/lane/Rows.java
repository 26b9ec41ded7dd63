package io.tokenwatch.lane;

import io.tokenwatch.event.Catalog;
import io.tokenwatch.event.Column;
import io.tokenwatch.event.ColumnType;
import io.tokenwatch.event.Decoder;
import io.tokenwatch.event.Limits;
import io.tokenwatch.event.RowBatch;
import io.tokenwatch.event.RowFilter;
import io.tokenwatch.event.Source;
import io.tokenwatch.event.Table;
import io.tokenwatch.event.Ticks;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Two tables and their rows, written shortly: {@code "A 10:20 key id"} is a row of table A on the first of May. */
final class Rows {
    static final Table A = table(0, "A");
    static final Table B = table(1, "B");
    static final Catalog CATALOG = new Catalog(List.of(A, B));

    static final int KEY = A.index("Key");
    static final int ID = A.index("Id");

    private Rows() {}

    private static Table table(int ordinal, String name) {
        List<Column> columns = List.of(
                Column.named(Table.TIME_COLUMN, ColumnType.DATETIME),
                Column.named("Key", ColumnType.STRING),
                Column.named("Id", ColumnType.STRING));
        return new Table(ordinal, name, "", columns, List.of("Id"), Duration.ofMinutes(30), Duration.ofHours(32));
    }

    /** The ticks of a time on the first of May 2024, or of {@code "2T19:00"} on the second. */
    static long at(String time) {
        return Ticks.parse("2024-05-0" + (time.contains("T") ? time : "1T" + time));
    }

    static RowBatch batch(String... rows) {
        return batch((table, row) -> 1, rows);
    }

    static RowBatch batch(RowFilter filter, String... rows) {
        StringBuilder lines = new StringBuilder();
        for (String row : rows) {
            String[] parts = row.split(" ");
            lines.append("{\"Type\":\"%s\",\"TimeGenerated\":\"%s\",\"Key\":\"%s\",\"Id\":\"%s\"}\n"
                    .formatted(
                            parts[0],
                            Ticks.toIso(at(parts[1])),
                            parts.length > 2 ? parts[2] : "",
                            parts.length > 3 ? parts[3] : ""));
        }
        List<RowBatch> batches = new ArrayList<>();
        try {
            new Decoder(CATALOG, Limits.DEFAULT)
                    .decode(
                            Source.named("test"),
                            new ByteArrayInputStream(lines.toString().getBytes(StandardCharsets.UTF_8)),
                            filter,
                            batches::add);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        if (batches.size() > 1) {
            throw new IllegalArgumentException(rows.length + " rows are more than one batch");
        }
        return batches.get(0);
    }

    /** One batch of as many rows, all alike; more than a decoder makes one of. */
    static RowBatch many(int count, String row) {
        RowBatch one = batch(row);
        RowBatch many = RowBatch.ofKept(Source.named("test"), CATALOG, count);
        for (int i = 0; i < count; i++) {
            many.addKept(one.table(0), one.row(0), one.wanted(0));
        }
        return many;
    }
}
