package io.tokenwatch.bench.latency;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.tokenwatch.bench.data.Planted;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AlertTimesTest {
    private static final Planted ANN = planted("ann");
    private static final Planted BEN = planted("ben");

    @Test
    void areThoseOfTheFirstTelling() throws IOException {
        AlertTimes times = new AlertTimes(List.of(ANN, BEN));
        times.take(telling("ann", 10, 5));
        times.take(telling("ann", 20, 6));

        assertEquals(10, times.of(ANN));
        assertNull(times.of(BEN));
    }

    private static Planted planted(String user) {
        return new Planted("D1", Map.of("Hour", "10:00", "User", user), Map.of("Uses", 6), 0);
    }

    private static AlertReceiver.Arrival telling(String user, long nanos, int uses) {
        String body =
                "{\"detection\":\"D1\",\"row\":{\"User\":\"" + user + "\",\"Uses\":" + uses + ",\"Hour\":\"10:00\"}}";
        return new AlertReceiver.Arrival(nanos, body.getBytes(StandardCharsets.UTF_8));
    }
}
