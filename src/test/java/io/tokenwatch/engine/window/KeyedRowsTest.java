package io.tokenwatch.engine.window;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.junit.jupiter.api.Test;

class KeyedRowsTest {
    private static final long MINUTE = 60_000;

    /** A row; no two are equal. */
    private static final class Row {
        private final String key;
        private final long until;

        Row(String key, long until) {
            this.key = key;
            this.until = until;
        }
    }

    private static KeyedRows<Row> rows() {
        return new KeyedRows<>(row -> row.key);
    }

    @Test
    void findsARowUntilItsTime() {
        KeyedRows<Row> rows = rows();
        Row row = new Row("a", 10 * MINUTE + 10_000);
        rows.add(row, row.until, 0);

        assertEquals(Set.of(row), rows.find("a", 10 * MINUTE + 9_999));
        assertEquals(Set.of(), rows.find("a", 10 * MINUTE + 10_000));
        assertEquals(Set.of(), rows.find("b", 0));
    }

    @Test
    void doesNotKeepARowWhoseTimeIsOver() {
        KeyedRows<Row> rows = rows();
        rows.add(new Row("a", 5), 5, 5);

        assertEquals(Set.of(), rows.all(5));
        assertEquals(0, rows.room());
    }

    @Test
    void givesTheRowsOfAKeyInTheOrderInWhichTheyCame() {
        KeyedRows<Row> rows = rows();
        List<Row> came = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Row row = new Row("a", MINUTE - i);
            came.add(row);
            rows.add(row, row.until, 0);
        }
        rows.remove(came.remove(0));
        rows.remove(came.remove(7));
        rows.remove(came.remove(came.size() - 1));

        assertEquals(came, List.copyOf(rows.find("a", 0)));
    }

    @Test
    void findsEachOfManyRows() {
        KeyedRows<Row> rows = rows();
        List<Row> came = new ArrayList<>();
        for (int i = 0; i < 50_000; i++) {
            Row row = new Row("key " + i, MINUTE + i);
            came.add(row);
            rows.add(row, row.until, 0);
        }
        for (int i = 0; i < came.size(); i += 3) {
            rows.remove(came.get(i));
        }

        for (int i = 0; i < came.size(); i++) {
            Set<Row> expected = i % 3 == 0 || i <= 10_000 ? Set.of() : Set.of(came.get(i));
            assertEquals(expected, rows.find("key " + i, MINUTE + 10_000));
        }
    }

    @Test
    void givesTheRoomOfRowsThatHaveGoneToOthers() {
        KeyedRows<Row> rows = rows();
        for (int minute = 0; minute < 100; minute++) {
            for (int i = 0; i < 1000; i++) {
                rows.add(new Row(minute + " " + i, (minute + 2) * MINUTE), (minute + 2) * MINUTE, minute * MINUTE);
            }
        }

        assertTrue(rows.room() <= 4000, "there is room for " + rows.room());
        assertEquals(2000, rows.all(99 * MINUTE).size());
    }

    @Test
    void clearsLittleAtOnce() {
        KeyedRows<Row> rows = rows();
        for (int i = 0; i < 1000; i++) {
            rows.add(new Row("old " + i, MINUTE), MINUTE, 0);
        }
        for (int i = 0; i < 10; i++) {
            rows.add(new Row("new " + i, 10 * MINUTE), 10 * MINUTE, 5 * MINUTE);
        }
        assertEquals(1000, rows.room());

        for (int i = 0; i < 990; i++) {
            rows.add(new Row("new too " + i, 10 * MINUTE), 10 * MINUTE, 5 * MINUTE);
        }
        assertEquals(1000, rows.room());
        assertEquals(1000, rows.all(5 * MINUTE).size());
    }

    /** What is done, by its first number: a row comes, one goes, time moves on, rows are asked for. */
    private record Step(int what, int key, int time) {}

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Integer> what =
                Arbitraries.frequency(Tuple.of(12, 0), Tuple.of(2, 1), Tuple.of(2, 2), Tuple.of(6, 3));
        Arbitrary<Integer> key = Arbitraries.frequencyOf(
                Tuple.of(1, Arbitraries.integers().between(0, 9)),
                Tuple.of(1, Arbitraries.integers().between(0, 5000)));
        return Combinators.combine(what, key, Arbitraries.integers().between(-5, 40))
                .as(Step::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(3000);
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void findsWhatAListWouldFind(@ForAll("steps") List<Step> steps) {
        KeyedRows<Row> rows = rows();
        List<Row> expected = new ArrayList<>();
        long now = 0;
        for (Step step : steps) {
            String key = key(step.key());
            if (step.what() == 0) {
                Row row = new Row(key, now + step.time() * 7_000L);
                rows.add(row, row.until, now);
                expected.add(row);
            } else if (step.what() == 1 && !expected.isEmpty()) {
                rows.remove(expected.remove(step.key() % expected.size()));
            } else if (step.what() == 2) {
                now += Math.max(0, step.time()) * 3_000L;
            } else {
                assertEquals(found(expected, key, now), List.copyOf(rows.find(key, now)));
            }
        }
        long end = now;
        assertEquals(expected.stream().filter(row -> row.until > end).collect(Collectors.toSet()), rows.all(end));
        for (Row row : expected) {
            assertEquals(found(expected, row.key, end), List.copyOf(rows.find(row.key, end)));
        }
    }

    private static List<Row> found(List<Row> rows, String key, long now) {
        return rows.stream()
                .filter(row -> Objects.equals(row.key, key) && row.until > now)
                .toList();
    }

    /** Texts of which some have the hash of others. */
    private static String key(int number) {
        StringBuilder key = new StringBuilder(String.valueOf(number / 4));
        for (int bit = 0; bit < 2; bit++) {
            key.append((number >> bit & 1) == 0 ? "Aa" : "BB");
        }
        return number == 7 ? null : key.toString();
    }
}
