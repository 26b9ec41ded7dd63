package io.tokenwatch.lane;

import static io.tokenwatch.lane.Rows.A;
import static io.tokenwatch.lane.Rows.B;
import static io.tokenwatch.lane.Rows.at;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tokenwatch.event.Guid;
import io.tokenwatch.event.Table;
import io.tokenwatch.event.Ticks;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.Test;

class DuplicatesTest {
    private final Duplicates duplicates = new Duplicates();

    private void watermarkOfA(String time) {
        duplicates.forget(new long[] {at(time), Watermarks.NOT_YET});
    }

    /** Whether the only rule has taken a row with that id before. */
    private boolean seen(Table table, Object id, long time) {
        return duplicates.notSeen(table, id, time, 1) == 0;
    }

    @Test
    void areToldForEachRuleThatWantsTheRow() {
        assertEquals(0b001, duplicates.notSeen(A, "1", at("10:00"), 0b001));
        assertEquals(0b110, duplicates.notSeen(A, "1", at("10:00"), 0b111));
        assertEquals(0, duplicates.notSeen(A, "1", at("10:00"), 0b101));
    }

    @Test
    void areRowsOfOneTableWithOneId() {
        assertFalse(seen(A, "1", at("10:00")));
        assertTrue(seen(A, "1", at("10:00")));
        assertTrue(seen(A, "1", at("23:00")));
        assertFalse(seen(A, "2", at("10:00")));
        assertFalse(seen(B, "1", at("10:00")));
    }

    @Test
    void areKnownAsLongAsTheirHourIsKept() {
        seen(A, "1", at("10:20"));
        seen(B, "1", at("10:20"));
        watermarkOfA("2T18:59:50");
        assertTrue(seen(A, "1", at("10:20")));

        watermarkOfA("2T19:00");
        seen(A, "other", at("2T19:00"));

        assertFalse(seen(A, "1", at("10:20")));
        assertTrue(seen(B, "1", at("10:20")));
    }

    @Test
    void areKnownWhileThereIsNoWatermark() {
        seen(A, "1", at("10:20"));
        duplicates.forget(new long[] {Watermarks.NOT_YET, Watermarks.NOT_YET});
        duplicates.forget(new long[] {Watermarks.NOT_WAITED_FOR, Watermarks.NOT_WAITED_FOR});
        seen(A, "other", at("10:20"));

        assertTrue(seen(A, "1", at("10:20")));
    }

    @Test
    void areForgottenAllAtOnce() {
        for (int i = 0; i < 1000; i++) {
            seen(A, "id" + i, at("10:20"));
        }
        watermarkOfA("2T19:00");

        for (int i = 0; i < 1000; i++) {
            assertFalse(seen(A, "id" + i, at("2T19:00")));
        }
    }

    @Test
    void areToldApartByTheirText() {
        String guid = "0f5d01f1-762c-0263-5663-33cde82c5365";
        List<Object> ids = List.of(
                guid,
                guid.toUpperCase(Locale.ROOT),
                "0F5d01f1-762c-0263-5663-33cde82c5365",
                "{" + guid + "}",
                guid.replace("-", ""),
                guid + " ",
                "0f5d01f1-762c-0263-5663-33cde82c536é",
                "0f5d01f1+762c-0263-5663-33cde82c5365",
                "00000000-0000-0000-0000-000000000000",
                "",
                7,
                7L,
                "7",
                List.of(guid, "7"),
                List.of("7", guid));
        for (Object id : ids) {
            assertFalse(seen(A, id, at("10:20")), id::toString);
        }
        for (Object id : ids) {
            assertTrue(seen(A, id, at("10:20")), id::toString);
        }
    }

    @Property(tries = 20, shrinking = ShrinkingMode.OFF)
    void areThoseOfASimpleMap(@ForAll long seed) {
        Random random = new Random(seed);
        Duplicates fresh = new Duplicates();
        Guid guid = new Guid();
        Map<Object, Long> takenBy = new HashMap<>();
        Map<Object, Long> hours = new HashMap<>();
        long hour = 0;
        for (int i = 0; i < 40_000; i++) {
            Table table = random.nextBoolean() ? A : B;
            Object id = anyId(random);
            long time = at("10:00") + (hour + random.nextInt(4)) * Ticks.PER_HOUR + random.nextInt(100);
            long wantedBy = 1 + random.nextInt(7);
            Object key = List.of(table, id);
            long before = takenBy.getOrDefault(key, 0L);

            long notSeen = guid.read(String.valueOf(id)) && random.nextBoolean()
                    ? fresh.notSeen(table, guid.high(), guid.low(), time, wantedBy)
                    : fresh.notSeen(table, id, time, wantedBy);
            assertEquals(wantedBy & ~before, notSeen);

            takenBy.put(key, before | wantedBy);
            hours.putIfAbsent(key, Ticks.bin(time, Ticks.PER_HOUR));
            if (random.nextInt(4000) == 0) {
                hour += random.nextInt(5);
                long kept = at("10:00") + hour * Ticks.PER_HOUR;
                long mark = kept + Ticks.PER_HOUR + Watermarks.ticks(A.retention());
                fresh.forget(new long[] {mark, mark});
                hours.values().removeIf(of -> of <= kept);
                takenBy.keySet().retainAll(hours.keySet());
            }
        }
    }

    private static Object anyId(Random random) {
        int number = random.nextInt(20_000);
        String guid = (random.nextBoolean() ? new UUID(number, 7) : new UUID(7, number)).toString();
        return switch (number % 8) {
            case 0 -> guid.toUpperCase(Locale.ROOT);
            case 1 -> number;
            case 2 -> "id" + number;
            case 3 -> List.of(guid, number % 3);
            default -> guid;
        };
    }

    @Test
    void takeNoMoreThanTwoPlacesForAnIdAndGiveThemBack() {
        TakenIds ids = new TakenIds();
        Random random = new Random(1);
        for (int i = 0; i < 100_000; i++) {
            ids.take(new UUID(random.nextLong(), random.nextLong()).toString(), 1, 1);
        }
        assertTrue(ids.places() <= 200_000, () -> "places: " + ids.places());

        ids.forgetUpTo(1);
        for (int i = 0; i < 20_000; i++) {
            ids.take("0f5d01f1-762c-0263-5663-33cde82c5365", 2, 1);
        }
        assertTrue(ids.places() < 4000, () -> "places: " + ids.places());
    }
}
