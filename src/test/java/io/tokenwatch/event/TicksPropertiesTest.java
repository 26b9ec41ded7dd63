package io.tokenwatch.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.StringLength;

class TicksPropertiesTest {
    private static final long FIRST = ticks(LocalDateTime.of(1, 1, 1, 0, 0));
    private static final long LAST = ticks(LocalDateTime.of(9999, 12, 31, 23, 59, 59, 999_999_900));

    private static long ticks(LocalDateTime time) {
        return time.toEpochSecond(ZoneOffset.UTC) * Ticks.PER_SECOND + time.getNano() / 100;
    }

    private static LocalDateTime time(long ticks) {
        return LocalDateTime.ofEpochSecond(
                Math.floorDiv(ticks, Ticks.PER_SECOND),
                (int) Math.floorMod(ticks, Ticks.PER_SECOND) * 100,
                ZoneOffset.UTC);
    }

    @Provide
    Arbitrary<Long> anyTime() {
        return Arbitraries.longs().between(FIRST, LAST);
    }

    @Provide
    Arbitrary<Long> thisCentury() {
        return Arbitraries.longs()
                .between(ticks(LocalDateTime.of(2000, 1, 1, 0, 0)), ticks(LocalDateTime.of(2100, 1, 1, 0, 0)));
    }

    @Property
    void readsWhatItWrites(@ForAll("anyTime") long ticks) {
        assertEquals(ticks, Ticks.parse(Ticks.toIso(ticks)));
    }

    @Property
    void writesWhatJavaTimeWrites(@ForAll("anyTime") long ticks) {
        assertEquals(
                time(ticks).format(DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSS'Z'", Locale.ROOT)),
                Ticks.toIso(ticks));
    }

    @Property
    void readsWhatJavaTimeWritesWithAnyOffset(
            @ForAll("thisCentury") long ticks, @ForAll @IntRange(min = -14 * 60, max = 14 * 60) int minutes) {
        OffsetDateTime there =
                time(ticks).atOffset(ZoneOffset.UTC).withOffsetSameInstant(ZoneOffset.ofTotalSeconds(minutes * 60));

        assertEquals(ticks, Ticks.parse(there.format(DateTimeFormatter.ISO_OFFSET_DATE_TIME)));
    }

    @Property
    void readsWhatJavaTimeWritesForTheUnitedStates(@ForAll("thisCentury") long ticks) {
        DateTimeFormatter portal = DateTimeFormatter.ofPattern("M/d/uuuu, h:mm:ss.SSSSSSS a", Locale.US);

        assertEquals(ticks, Ticks.parse(time(ticks).format(portal)));
    }

    @Property
    void cutsDigitsBehindTheSeventh(
            @ForAll("anyTime") long ticks, @ForAll @Chars({'0', '5', '9'}) @StringLength(max = 20) String more) {
        String iso = Ticks.toIso(ticks);

        assertEquals(ticks, Ticks.parse(iso.substring(0, iso.length() - 1) + more + "Z"));
    }

    @Property
    void bindsAtMostOneSizeBelow(
            @ForAll("anyTime") long ticks, @ForAll @LongRange(min = 1, max = 10 * Ticks.PER_HOUR) long size) {
        long bin = Ticks.bin(ticks, size);

        assertTrue(bin <= ticks && ticks - bin < size && bin % size == 0);
    }

    @Property
    void takesAnyTextForATimeOfItsYearsOrForNone(
            @ForAll
                    @Chars({'0', '1', '2', '9', '-', '/', ':', '.', ',', ' ', 'T', 'Z', '+', 'A', 'P', 'M'})
                    @StringLength(max = 40)
                    String text) {
        long ticks = Ticks.parse(text);

        assertTrue(ticks == Ticks.NONE || (ticks >= FIRST && ticks <= LAST), () -> Ticks.toIso(ticks));
    }
}
