package io.tokenwatch.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows' own ids that are GUIDs, as numbers beside the row; rows of a table (TimeGenerated, User, Id). */
class RowGuidsTest {
    private static final String GUID = "0f5d01f1-762c-0263-5663-33cde82c5365";

    private static final Table PLAIN = table(List.of("Id"), List.of());

    /** A filter that wants all rows; their ids are read as texts only where that is needed to tell rows apart. */
    private static final RowFilter ID_TELLS_APART = new RowFilter() {
        @Override
        public long wanted(Table table, Object[] row) {
            return 1;
        }

        @Override
        public Columns columns(Table table) {
            return new Columns(new int[] {0}, new int[] {1, 2}, new int[] {1});
        }
    };

    private static Table table(List<String> id, List<String> keyed) {
        List<Column> columns = List.of(
                Column.named(Table.TIME_COLUMN, ColumnType.DATETIME),
                Column.named("User", ColumnType.STRING),
                Column.named("Id", ColumnType.STRING));
        return new Table(0, "T", "", columns, id, keyed, Duration.ofMinutes(30), Duration.ofHours(32));
    }

    private static String row(String id) {
        return "{\"Type\":\"T\",\"TimeGenerated\":\"2024-05-01T10:00:00Z\",\"User\":\"ada\"" + id + "}\n";
    }

    private static RowBatch batch(Table table, RowFilter filter, String rows) {
        List<RowBatch> batches = new ArrayList<>();
        try {
            new Decoder(new Catalog(List.of(table)), Limits.DEFAULT)
                    .decode(
                            Source.named("test"),
                            new ByteArrayInputStream(rows.getBytes(StandardCharsets.UTF_8)),
                            filter,
                            batches::add);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        assertEquals(1, batches.size());
        return batches.get(0);
    }

    private static String guid(RowBatch batch, int i) {
        return new UUID(batch.guidHigh(i), batch.guidLow(i)).toString();
    }

    @Test
    void needNoText() {
        RowBatch batch = batch(PLAIN, ID_TELLS_APART, row(",\"Id\":\"" + GUID + "\""));

        assertTrue(batch.hasGuid(0));
        assertEquals(GUID, guid(batch, 0));
        assertEquals("ada", batch.row(0)[1]);
        assertNull(batch.row(0)[2]);
    }

    @Test
    void areTextsTooWhereTheyAreRead() {
        RowBatch batch = batch(PLAIN, (table, row) -> 1, row(",\"Id\":\"" + GUID + "\""));

        assertTrue(batch.hasGuid(0));
        assertEquals(GUID, batch.row(0)[2]);
    }

    @Test
    void areFoundWhereJacksonReadTheRow() {
        String escaped = "{\"Type\":\"T\",\"\\u0049d\":\"" + GUID + "\",\"TimeGenerated\":\"2024-05-01T10:00:00Z\"}\n";

        assertEquals(GUID, guid(batch(PLAIN, ID_TELLS_APART, escaped), 0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0F5D01F1-762C-0263-5663-33CDE82C5365",
                "00000000-0000-0000-0000-000000000000",
                "0f5d01f1-762c-0263-5663-33cde82c53655",
                "0f5d01f1-762c-0263-5663-33cde82c536é",
                "1",
                ""
            })
    void areNoOtherIds(String id) {
        RowBatch batch = batch(PLAIN, ID_TELLS_APART, row(",\"Id\":\"" + id + "\""));

        assertFalse(batch.hasGuid(0));
        assertEquals(id, batch.row(0)[2]);
    }

    @Test
    void areNoIdsThatAreWrittenWithEscapes() {
        RowBatch batch = batch(PLAIN, ID_TELLS_APART, row(",\"Id\":\"\\u0030" + GUID.substring(1) + "\""));

        assertFalse(batch.hasGuid(0));
        assertEquals(GUID, batch.row(0)[2]);
    }

    @Test
    void areNoneOfTablesWithKeyedColumnsOrIdsOfSeveral() {
        String row = row(",\"Id\":\"" + GUID + "\"");
        for (Table table : List.of(
                table(List.of("Id"), List.of("User")),
                table(List.of("Id", "User"), List.of()),
                table(List.of(), List.of()))) {
            RowBatch batch = batch(table, ID_TELLS_APART, row);

            assertFalse(batch.hasGuid(0));
            assertEquals(GUID, batch.row(0)[2]);
        }
    }

    @Test
    void stayWithTheirRowsWhenThereAreMoreThanExpected() {
        RowBatch batch = new RowBatch(Source.named("test"), 1, 1, Origin.NOWHERE, () -> {});
        for (int i = 0; i < 100; i++) {
            batch.add(PLAIN, 0, new Object[3], 1, 0);
            if (i > 5 && i % 3 == 0) {
                batch.addGuid(i, -i);
            }
        }

        for (int i = 0; i < 100; i++) {
            boolean has = i > 5 && i % 3 == 0;
            assertEquals(has, batch.hasGuid(i));
            assertEquals(has ? i : 0, batch.guidHigh(i));
            assertEquals(has ? -i : 0, batch.guidLow(i));
        }
    }

    @Property(tries = 50, shrinking = ShrinkingMode.OFF)
    void areThoseOfTheirRows(@ForAll long seed) {
        Random random = new Random(seed);
        StringBuilder rows = new StringBuilder();
        List<String> ids = new ArrayList<>();
        int count = 1 + random.nextInt(100);
        for (int i = 0; i < count; i++) {
            String guid = new UUID(random.nextLong(), random.nextLong()).toString();
            String id = random.nextInt(3) == 0 ? guid.toUpperCase(Locale.ROOT) : guid;
            ids.add(id);
            rows.append(random.nextInt(5) == 0 ? "{\"Type\":\"Other\"}\n" : "");
            rows.append(row(",\"Id\":\"" + id + "\""));
        }

        RowBatch batch = batch(PLAIN, ID_TELLS_APART, rows.toString());

        assertEquals(count, batch.size());
        for (int i = 0; i < count; i++) {
            assertEquals(ids.get(i), batch.hasGuid(i) ? guid(batch, i) : batch.row(i)[2]);
        }
    }
}
