package io.tokenwatch.engine.function;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class DistinctValuesTest {
    @Test
    void holdsNothingAtFirst() {
        DistinctValues values = new DistinctValues();

        assertEquals(0, values.size());
        assertArrayEquals(new Object[0], values.first(5));
    }

    @Test
    void givesTheFirstValuesThatCame() {
        DistinctValues values = new DistinctValues();
        for (String value : List.of("c", "a", "c", "b", "", "a")) {
            values.add(value);
        }

        assertEquals(4, values.size());
        assertArrayEquals(new Object[] {"c", "a", "b"}, values.first(3));
        assertArrayEquals(new Object[] {"c", "a", "b", ""}, values.first(10));
    }

    @Test
    void dropsAValueWhenItsLastOccurrenceLeaves() {
        DistinctValues values = new DistinctValues();
        values.add("a");
        values.add("a");
        values.add("b");
        values.remove("a");
        assertEquals(2, values.size());

        values.remove("a");

        assertArrayEquals(new Object[] {"b"}, values.first(3));
    }

    /** A change: a value comes, or leaves (negative). */
    @Provide
    Arbitrary<List<Integer>> changes() {
        return Arbitraries.frequencyOf(
                        Tuple.of(6, Arbitraries.integers().between(1, 40)),
                        Tuple.of(3, Arbitraries.integers().between(-40, -1)))
                .list()
                .ofMaxSize(200);
    }

    @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
    void countsLikeAMap(@ForAll("changes") List<Integer> changes, @ForAll @IntRange(min = 1, max = 45) int most) {
        DistinctValues values = new DistinctValues();
        Map<Key, Integer> expected = new LinkedHashMap<>();
        for (int change : changes) {
            Key key = new Key(Math.abs(change));
            if (change > 0) {
                values.add(key);
                expected.merge(key, 1, Integer::sum);
            } else {
                values.remove(key);
                expected.computeIfPresent(key, (k, n) -> n == 1 ? null : n - 1);
            }
            assertEquals(expected.size(), values.size());
        }
        assertArrayEquals(expected.keySet().stream().limit(most).toArray(), values.first(most));

        values.clear();
        assertEquals(0, values.size());
        values.add("again");
        assertArrayEquals(new Object[] {"again"}, values.first(most));
    }

    /** A value whose hash is that of many others. */
    private record Key(int number) {
        @Override
        public int hashCode() {
            return number % 3;
        }
    }
}
