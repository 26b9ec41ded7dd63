package io.tokenwatch.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The ids that rules have taken, as a simple map would know them; hours are 1, 2 and so on. */
class TakenIdsTest {
    @Property(tries = 30, shrinking = ShrinkingMode.OFF)
    void areThoseOfASimpleMap(@ForAll long seed, @ForAll @IntRange(min = 1, max = 40) int largeSegment) {
        Random random = new Random(seed);
        TakenIds ids = new TakenIds(largeSegment);
        Map<Object, Long> takenBy = new HashMap<>();
        Map<Object, Integer> hours = new HashMap<>();
        int hour = 1;
        for (int i = 0; i < 60_000; i++) {
            Object id = random.nextInt(3) == 0 ? any(random) : fresh(random);
            long wantedBy = 1 + random.nextInt(7);
            long before = takenBy.getOrDefault(id, 0L);
            int of = hour + random.nextInt(3);

            assertEquals(wantedBy & ~before, ids.take(id, of, wantedBy));

            takenBy.put(id, before | wantedBy);
            hours.putIfAbsent(id, of);
            if (random.nextInt(15_000) == 0) {
                int forgotten = hour++;
                ids.forgetUpTo(forgotten);
                hours.values().removeIf(first -> first <= forgotten);
                takenBy.keySet().retainAll(hours.keySet());
            }
        }
    }

    private static Object any(Random random) {
        int number = random.nextInt(5000);
        return number % 3 == 0
                ? "id" + number
                : number % 3 == 1 ? List.of("a", number) : new UUID(number, 7).toString();
    }

    private static Object fresh(Random random) {
        long number = random.nextLong();
        return number % 4 == 0 ? "id" + number : new UUID(number, random.nextLong()).toString();
    }

    @ParameterizedTest
    @ValueSource(ints = {1_000, 30_000, 100_000, 300_000, 420_000, 600_000})
    void takeAboutTwoPlacesEach(int count) {
        TakenIds ids = new TakenIds();
        Random random = new Random(1);
        for (int i = 0; i < count; i++) {
            ids.take(random.nextLong(), random.nextLong(), 1, 1);
        }

        assertTrue(ids.places() <= 2.1 * count + 4096, () -> "places: " + ids.places());
    }

    @Test
    void giveTheirPlacesBackWhenTheyAreForgotten() {
        TakenIds ids = new TakenIds();
        Random random = new Random(1);
        for (int i = 0; i < 600_000; i++) {
            ids.take(random.nextLong(), random.nextLong(), i % 10 == 0 ? 2 : 1, 1);
        }
        ids.forgetUpTo(1);
        for (int i = 0; i < 20_000; i++) {
            ids.take(1, 1, 2, 1);
        }

        assertTrue(ids.places() <= 130_000, () -> "places: " + ids.places());
    }

    @Test
    void takeNoMoreTheLongerTheyCome() {
        TakenIds ids = new TakenIds(16);
        Random random = new Random(1);
        for (int hour = 1; hour <= 100; hour++) {
            for (int i = 0; i < 4_000; i++) {
                ids.take(random.nextLong(), random.nextLong(), hour, 1);
            }
            ids.forgetUpTo(hour - 3);
            int now = hour;
            assertTrue(ids.places() <= 60_000, () -> "places after " + now + " hours: " + ids.places());
        }
    }
}
