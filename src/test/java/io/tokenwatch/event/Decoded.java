package io.tokenwatch.event;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/** What a decoder made of a source, with three tables that are like those of the logs. */
final class Decoded {
    static final Table SIGN_INS = table(
            0,
            "AADNonInteractiveUserSignInLogs",
            "NonInteractiveUserSignInLogs",
            "Id",
            time("time", "CreatedDateTime", "properties.createdDateTime"),
            text("Id"),
            text("ResultType", "resultType", "resulttype", "properties.status.errorCode"),
            text("UserPrincipalName"),
            text("UserAgent"),
            text("IPAddress", "properties.ipAddress", "callerIpAddress", "calleripaddress"),
            text("LocationDetails", "properties.location"),
            Column.named("IsInteractive", ColumnType.BOOL));
    static final Table CALLS = table(
            1,
            "MicrosoftGraphActivityLogs",
            "MicrosoftGraphActivityLogs",
            "RequestId",
            time("time", "properties.timeGenerated"),
            text("RequestId"),
            text("RequestUri"),
            new Column(
                    "ResponseStatusCode",
                    ColumnType.INT,
                    List.of("ResponseStatusCode", "properties.responseStatusCode", "resultSignature")));
    static final Table INTERACTIVE = table(
            2,
            "SigninLogs",
            "SignInLogs",
            "Id",
            time("time", "CreatedDateTime", "properties.createdDateTime"),
            text("Id"),
            text("UserPrincipalName"),
            new Column("LocationDetails", ColumnType.DYNAMIC, List.of("LocationDetails", "properties.location")));
    static final Catalog CATALOG = new Catalog(List.of(SIGN_INS, CALLS, INTERACTIVE));

    private final List<RowBatch> batches = new ArrayList<>();

    private static Table table(int ordinal, String name, String category, String id, Column... columns) {
        return new Table(
                ordinal, name, category, List.of(columns), List.of(id), Duration.ofMinutes(30), Duration.ofHours(32));
    }

    private static Column time(String... paths) {
        List<String> all = new ArrayList<>(List.of(Table.TIME_COLUMN));
        all.addAll(List.of(paths));
        return new Column(Table.TIME_COLUMN, ColumnType.DATETIME, all);
    }

    private static Column text(String name, String... paths) {
        if (paths.length == 0) {
            return Column.named(name, ColumnType.STRING);
        }
        List<String> all = new ArrayList<>(List.of(name));
        all.addAll(List.of(paths));
        return new Column(name, ColumnType.STRING, all);
    }

    static Decoded of(String text) {
        return ofFile("events.ndjson", text);
    }

    static Decoded ofFile(String name, String text) {
        return ofFile(name, text.getBytes(StandardCharsets.UTF_8));
    }

    static Decoded ofFile(String name, byte[] bytes) {
        return of(name, new ByteArrayInputStream(bytes), Limits.DEFAULT, (table, row) -> 1);
    }

    static Decoded withLimits(Limits limits, String text) {
        return of(
                "events.ndjson",
                new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)),
                limits,
                (table, row) -> 1);
    }

    static Decoded of(String name, InputStream in, Limits limits, RowFilter filter) {
        Decoded decoded = new Decoded();
        try {
            new Decoder(CATALOG, limits).decode(Source.named(name), in, filter, decoded.batches::add);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        return decoded;
    }

    static byte[] gzip(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    /** The rows: their columns by name, and under {@code ""} their table. Times are ISO. */
    List<Map<String, Object>> rows() {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (RowBatch batch : batches) {
            for (int i = 0; i < batch.size(); i++) {
                if (batch.row(i) != null) {
                    rows.add(row(batch.table(i), batch.row(i)));
                }
            }
        }
        return rows;
    }

    private static Map<String, Object> row(Table table, Object[] values) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("", table);
        for (int i = 0; i < values.length; i++) {
            Column column = table.columns().get(i);
            boolean time = column.type() == ColumnType.DATETIME;
            row.put(column.name(), time ? Ticks.toIso((Long) values[i]) : values[i]);
        }
        return row;
    }

    /** The row, where there is just one and nothing was wrong. */
    Map<String, Object> row() {
        assertEquals(List.of(), dead());
        assertEquals(1, rows().size());
        return rows().get(0);
    }

    /** The times of all rows, also of those that nobody wants. */
    List<String> times() {
        List<String> times = new ArrayList<>();
        for (RowBatch batch : batches) {
            for (int i = 0; i < batch.size(); i++) {
                times.add(Ticks.toIso(batch.time(i)));
            }
        }
        return times;
    }

    /** A column of all rows. */
    List<Object> column(String name) {
        return rows().stream().map(row -> row.get(name)).toList();
    }

    List<DeadLetter> dead() {
        return batches.stream().flatMap(batch -> batch.dead().stream()).toList();
    }

    /** Each dead letter as {@code reason line:item}. */
    List<String> deadPlaces() {
        return dead().stream()
                .map(letter -> letter.reason().text() + " " + letter.line() + ":" + letter.item())
                .toList();
    }

    /** The dead letter, where there is just one. */
    DeadLetter letter() {
        assertEquals(1, dead().size(), () -> dead().toString());
        return dead().get(0);
    }

    /** A dead letter for the first row. */
    DeadLetter rejected(DeadReason reason, String message) {
        return batches.get(0).deadLetter(0, reason, message);
    }

    long read() {
        return batches.stream().mapToLong(RowBatch::read).sum();
    }

    Counters counters() {
        Counters counters = new Counters();
        batches.forEach(batch -> batch.countInto(counters, CATALOG));
        return counters;
    }
}
