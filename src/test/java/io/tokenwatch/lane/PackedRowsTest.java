package io.tokenwatch.lane;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tokenwatch.event.Column;
import io.tokenwatch.event.ColumnType;
import io.tokenwatch.event.Table;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;

class PackedRowsTest {
    private static final int COLUMNS = 6;
    private static final Table TABLE = new Table(
            0,
            "T",
            "",
            IntStream.range(0, COLUMNS)
                    .mapToObj(i -> i == 0
                            ? Column.named(Table.TIME_COLUMN, ColumnType.DATETIME)
                            : Column.named("C" + i, ColumnType.STRING))
                    .toList(),
            List.of(),
            Duration.ofMinutes(30),
            Duration.ofHours(32));

    @Property(tries = 30, shrinking = ShrinkingMode.OFF)
    void giveTheRowsThatWereAdded(@ForAll long seed, @ForAll @IntRange(min = 1, max = 50) int texts) {
        Random random = new Random(seed);
        RepeatedTexts repeated = new RepeatedTexts(COLUMNS);
        PackedRows packed = new PackedRows(TABLE, 0, true, 1000);
        PackedRows others = new PackedRows(TABLE, 0, true, 1001);
        List<Object[]> rows = new ArrayList<>();
        List<Long> numbers = new ArrayList<>();
        for (int i = 0; !packed.isFull(1000 + 2 * i); i++) {
            numbers.add(1000L + 2 * i);
            rows.add(anyRow(random, texts));
            packed.add(1000 + 2 * i, rows.get(i), repeated);
            if (!others.isFull(1001 + 2 * i)) {
                others.add(1001 + 2 * i, anyRow(random, texts), repeated);
            }
        }
        assertEquals(PackedRows.MOST, rows.size());
        assertSame(rows, numbers, packed.slice(0, Long.MAX_VALUE));
        assertSame(rows.subList(100, 900), numbers.subList(100, 900), packed.slice(1199, 2799));
        assertNull(packed.slice(0, 1000));
        assertNull(packed.slice(1001, 1002));
        assertNull(packed.slice(1L << 40, 1L << 41));
    }

    private static void assertSame(List<Object[]> rows, List<Long> numbers, PackedRows.Slice slice) {
        List<History.Kept> unpacked = new ArrayList<>();
        slice.unpackInto(unpacked);
        assertEquals(numbers, unpacked.stream().map(History.Kept::number).toList());
        for (int i = 0; i < rows.size(); i++) {
            assertArrayEquals(rows.get(i), unpacked.get(i).row());
        }
    }

    private static Object[] anyRow(Random random, int texts) {
        Object[] row = new Object[COLUMNS];
        row[0] = random.nextLong();
        for (int i = 1; i < COLUMNS; i++) {
            row[i] = anyValue(random, i, texts);
        }
        return row;
    }

    private static Object anyValue(Random random, int column, int texts) {
        int number = random.nextInt(column == 1 ? 1_000_000 : texts);
        return switch (random.nextInt(14)) {
            case 0 -> null;
            case 1 -> "";
            case 2 -> random.nextInt();
            case 3 -> random.nextDouble();
            case 4 -> random.nextBoolean();
            case 5 -> new UUID(number, -number).toString();
            case 6 -> new UUID(-number, number).toString().toUpperCase();
            case 7 -> "çağla" + number;
            case 8 -> "half \ud83d of a pair" + number;
            case 9 -> "\ud83d\ude00 ÿ" + number;
            case 10 -> "x".repeat(number % 1000);
            default -> "text " + number;
        };
    }

    @Example
    void giveTheRowsOfThatTimeWhileOthersAreAdded() {
        RepeatedTexts repeated = new RepeatedTexts(COLUMNS);
        PackedRows packed = new PackedRows(TABLE, 0, true, 0);
        Random random = new Random(1);
        List<Object[]> rows = new ArrayList<>();
        List<PackedRows.Slice> slices = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            rows.add(anyRow(random, 20));
            packed.add(i, rows.get(i), repeated);
            slices.add(packed.slice(0, Long.MAX_VALUE));
        }
        for (int i = 0; i < 1000; i++) {
            assertSame(
                    rows.subList(0, i + 1),
                    IntStream.rangeClosed(0, i).mapToObj(n -> (long) n).toList(),
                    slices.get(i));
        }
    }

    @Example
    void tellTextsOfOneHashApart() {
        assertEquals("Aa".hashCode(), "BB".hashCode());
        List<Object[]> rows = List.of(
                new Object[] {1L, "Aa", "BB", "Aa", "AaBB", "BBAa"}, new Object[] {2L, "BB", "Aa", "BB", "BBAa", "Aa"});
        PackedRows packed = new PackedRows(TABLE, 0, true, 0);
        RepeatedTexts repeated = new RepeatedTexts(COLUMNS);

        packed.add(0, rows.get(0), repeated);
        packed.add(1, rows.get(1), repeated);

        assertSame(rows, List.of(0L, 1L), packed.slice(0, Long.MAX_VALUE));
    }

    @Example
    void refuseWhatTheyCouldNotGiveBack() {
        Object[] row = {1L, 'c', "", "", "", ""};

        assertThrows(IllegalArgumentException.class, () -> new PackedRows(TABLE, 0, true, 0)
                .add(0, row, new RepeatedTexts(COLUMNS)));
    }
}
