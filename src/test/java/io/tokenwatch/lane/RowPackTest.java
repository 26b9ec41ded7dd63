package io.tokenwatch.lane;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tokenwatch.event.Catalog;
import io.tokenwatch.event.Column;
import io.tokenwatch.event.ColumnType;
import io.tokenwatch.event.Table;
import io.tokenwatch.event.Ticks;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;

class RowPackTest {
    private static final long TEN = Ticks.parse("2024-05-01T10:00:00Z");

    private record Packed(Table table, Object[] row, boolean counts) {}

    @Property(tries = 100, shrinking = ShrinkingMode.OFF)
    void givesTheRowsThatWereAddedPackByPack(
            @ForAll long seed, @ForAll @IntRange(max = 300) int rows, @ForAll @IntRange(min = 1, max = 30) int texts) {
        Random random = new Random(seed);
        List<Table> tables = List.of(anyTable(random, 0), anyTable(random, 1), anyTable(random, 2));
        RowPack.Writer writer = new RowPack.Writer();
        for (int pack = 0; pack < 3; pack++) {
            List<Packed> added = new ArrayList<>();
            for (int i = 0; i < rows; i++) {
                Table table = tables.get(random.nextInt(tables.size()));
                added.add(new Packed(table, anyRow(random, table, texts), random.nextBoolean()));
            }
            added.forEach(p -> writer.add(p.table, p.row, p.counts));
            assertEquals(rows, writer.size());
            assertGives(added, writer.finish(), new Catalog(tables));
            assertEquals(0, writer.size());
        }
    }

    private static void assertGives(List<Packed> added, byte[] bytes, Catalog catalog) {
        List<Packed> read = new ArrayList<>();
        int skipped = RowPack.read(bytes, catalog, (table, row, counts) -> read.add(new Packed(table, row, counts)));
        assertEquals(0, skipped);
        assertEquals(added.size(), read.size());
        for (int i = 0; i < added.size(); i++) {
            assertSame(added.get(i).table, read.get(i).table);
            assertArrayEquals(added.get(i).row, read.get(i).row);
            assertEquals(added.get(i).counts, read.get(i).counts);
        }
    }

    @Property(tries = 100, shrinking = ShrinkingMode.OFF)
    void givesEachRowOfABundleOnce(
            @ForAll long seed, @ForAll @IntRange(max = 5) int packs, @ForAll @IntRange(max = 100) int rows) {
        Random random = new Random(seed);
        List<Table> tables = List.of(anyTable(random, 0), anyTable(random, 1));
        RowPack.Writer writer = new RowPack.Writer();
        List<ByteBuffer> packed = new ArrayList<>();
        List<Packed> counting = new ArrayList<>();
        for (int pack = 0; pack < packs; pack++) {
            for (int i = 0; i < rows; i++) {
                Table table = tables.get(random.nextInt(tables.size()));
                Packed row = new Packed(table, anyRow(random, table, 5), random.nextBoolean());
                writer.add(row.table, row.row, row.counts);
                if (row.counts) {
                    counting.add(row);
                }
            }
            int free = random.nextInt(20);
            byte[] bytes = writer.finish(free);
            packed.add(ByteBuffer.wrap(bytes, free, bytes.length - free));
        }

        byte[] bundle = RowPack.bundle(counting.size(), packed);

        assertEquals(counting.size(), RowPack.size(bundle));
        assertGives(counting, bundle, new Catalog(tables));
        bundle[random.nextInt(bundle.length)] ^= (byte) (1 + random.nextInt(255));
        assertRefused(bundle, tables.get(0));
        byte[] cut = Arrays.copyOf(bundle, random.nextInt(bundle.length));
        assertRefused(cut, tables.get(0));
    }

    @Property(tries = 100, shrinking = ShrinkingMode.OFF)
    void refusesBytesOfWhichAnyIsAnother(@ForAll long seed) {
        Random random = new Random(seed);
        Table table = anyTable(random, 0);
        RowPack.Writer writer = new RowPack.Writer();
        for (int i = 0; i < 10; i++) {
            writer.add(table, anyRow(random, table, 5), true);
        }
        byte[] bytes = writer.finish();
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 + random.nextInt(255));

        assertRefused(bytes, table);
    }

    @Example
    void refusesBytesThatEndTooSoonOrAreForeign() {
        Table table = table("A", 1, Column.named("C", ColumnType.STRING));
        RowPack.Writer writer = new RowPack.Writer();
        writer.add(table, new Object[] {TEN, "x"}, true);
        byte[] bytes = writer.finish();
        for (int length = 0; length < bytes.length; length++) {
            assertRefused(Arrays.copyOf(bytes, length), table);
        }
        assertRefused("{\"time\":\"2024-05-01T10:00:00Z\"}".getBytes(java.nio.charset.StandardCharsets.UTF_8), table);
    }

    private static void assertRefused(byte[] bytes, Table table) {
        IllegalArgumentException refused = assertThrows(
                IllegalArgumentException.class,
                () -> RowPack.read(bytes, new Catalog(List.of(table)), (t, row, counts) -> {}));
        assertTrue(refused.getMessage().startsWith("packed rows "), refused.getMessage());
    }

    @Example
    void readsRowsForTheTablesThatAreThereNow() {
        Table before = table("A", 1, Column.named("Old", ColumnType.STRING), Column.named("Same", ColumnType.LONG));
        Table gone = table("Gone", 1, Column.named("C", ColumnType.STRING));
        Table after = table("A", 1, Column.named("Same", ColumnType.LONG), Column.named("New", ColumnType.INT));
        RowPack.Writer writer = new RowPack.Writer();
        writer.add(before, new Object[] {TEN, "x", 7L}, true);
        writer.add(gone, new Object[] {TEN, "x"}, true);
        writer.add(after, new Object[] {TEN, 8L, 9}, false);
        List<Packed> read = new ArrayList<>();

        int skipped = RowPack.read(
                writer.finish(),
                new Catalog(List.of(after)),
                (table, row, counts) -> read.add(new Packed(table, row, counts)));

        assertEquals(1, skipped);
        assertArrayEquals(new Object[] {TEN, 7L, null}, read.get(0).row);
        assertArrayEquals(new Object[] {TEN, 8L, 9}, read.get(1).row);
        assertSame(after, read.get(0).table);
    }

    @Example
    void tellsWhenNothingCanUseItsRowsAnyMore() {
        Table hour = table("A", 1);
        Table day = table("B", 24);
        Table ever =
                new Table(0, "C", "", hour.columns(), List.of(), Duration.ZERO, Duration.ofSeconds(Long.MAX_VALUE));
        RowPack.Writer writer = new RowPack.Writer();

        writer.add(hour, new Object[] {TEN + 20 * Ticks.PER_MINUTE}, true);
        assertEquals(TEN + 2 * Ticks.PER_HOUR, writer.goesAt());
        writer.add(hour, new Object[] {TEN - Ticks.PER_MINUTE}, true);
        assertEquals(TEN + 2 * Ticks.PER_HOUR, writer.goesAt());
        writer.add(day, new Object[] {TEN}, true);
        assertEquals(TEN + 25 * Ticks.PER_HOUR, writer.goesAt());
        writer.finish();
        assertEquals(Long.MIN_VALUE, writer.goesAt());
        writer.add(ever, new Object[] {Long.MAX_VALUE - 1}, true);
        assertEquals(Long.MAX_VALUE, writer.goesAt());
    }

    private static Table table(String name, int retentionHours, Column... columns) {
        List<Column> all = new ArrayList<>();
        all.add(Column.named(Table.TIME_COLUMN, ColumnType.DATETIME));
        all.addAll(List.of(columns));
        return new Table(0, name, "", all, List.of(), Duration.ZERO, Duration.ofHours(retentionHours));
    }

    private static Table anyTable(Random random, int ordinal) {
        Column[] columns = new Column[random.nextInt(8)];
        ColumnType[] types = ColumnType.values();
        Arrays.setAll(columns, i -> Column.named("C" + i, types[random.nextInt(types.length)]));
        return table("T" + ordinal, ordinal, columns);
    }

    private static Object[] anyRow(Random random, Table table, int texts) {
        Object[] row = new Object[table.columns().size()];
        for (int i = 1; i < row.length; i++) {
            row[i] = anyValue(random, table.columns().get(i).type(), texts);
        }
        row[0] = TEN + random.nextInt();
        return row;
    }

    private static Object anyValue(Random random, ColumnType type, int texts) {
        boolean missing = random.nextInt(5) == 0;
        return switch (type) {
            case STRING, DYNAMIC -> missing ? "" : anyText(random, texts);
            case INT -> missing ? null : random.nextInt();
            case LONG, DATETIME -> missing ? null : random.nextLong();
            case REAL -> missing ? null : random.nextDouble();
            case BOOL -> missing ? null : random.nextBoolean();
        };
    }

    private static String anyText(Random random, int texts) {
        int number = random.nextInt(texts);
        return switch (random.nextInt(6)) {
            case 0 -> new UUID(number, -number).toString();
            case 1 -> "çağla" + number;
            case 2 -> "half \ud83d of a pair" + number;
            case 3 -> "x".repeat(number * 10);
            default -> "text " + number;
        };
    }
}
