package io.tokenwatch.bench.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tokenwatch.bench.data.Planted;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FoundAlertsTest {
    private static final Planted USE = new Planted("D1", Map.of("User", "ann"), Map.of("Uses", 3), 0);
    private static final Planted THEFT = new Planted("D2", Map.of("Name", "bot"), Map.of("count", 2), 0);

    private static final String USED = "{\"id\":\"1\",\"detection\":\"D1\",\"status\":\"final\","
            + "\"row\":{\"User\":\"ann\",\"Uses\":3,\"More\":1}}";
    private static final String STOLEN =
            "{\"id\":\"2\",\"detection\":\"D2\",\"status\":\"open\",\"count\":2,\"row\":{\"Name\":\"bot\"}}";

    @Test
    void areThosePlantedIfTheirColumnsSayTheSame() throws IOException {
        assertEquals(List.of(), differences(List.of(USE, THEFT), STOLEN, USED));
    }

    @Test
    void countAsTheyWereToldLast() throws IOException {
        String before = USED.replace("\"Uses\":3", "\"Uses\":2").replace("final", "open");

        assertEquals(List.of(), differences(List.of(USE), before, USED));
        assertEquals(2, differences(List.of(USE), USED, before).size());
    }

    @Test
    void doNotCountOnceTheyAreClosed() throws IOException {
        assertEquals(List.of("- D1 {User=ann, Uses=3}"), differences(List.of(USE), USED.replace("final", "closed")));
    }

    @Test
    void differIfOneIsMissingOrTooMuch() throws IOException {
        assertEquals(List.of("- D2 {Name=bot, count=2}"), differences(List.of(USE, THEFT), USED));
        assertEquals(
                List.of("+ D1 {User=ann, Uses=3}"), differences(List.of(USE), USED, USED.replace("\"1\"", "\"3\"")));
        assertEquals(List.of("+ D2 {}"), differences(List.of(USE), USED, STOLEN));
    }

    private static List<String> differences(List<Planted> planted, String... told) throws IOException {
        return FoundAlerts.in(Stream.of(told)).differences(planted);
    }
}
