package io.tokenwatch.bench.data;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class TimesTest {
    /** Whatever was written before. */
    @Property
    void writesSevenDigitsOfASecond(
            @ForAll @Size(min = 1, max = 5) List<@LongRange(min = 0, max = 40_000_000_000_000_000L) Long> ticks) {
        Times times = new Times();
        for (long each : ticks) {
            String written = new String(times.iso(each), StandardCharsets.US_ASCII);

            assertEquals(28, written.length());
            assertEquals(each, Times.ticks(Instant.parse(written)));
        }
    }
}
