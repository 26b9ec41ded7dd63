package io.tokenwatch.bench.latency;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import io.tokenwatch.bench.data.Planted;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** When planted alerts were told first. Not safe to share. */
final class AlertTimes {
    private static final ObjectReader JSON = new ObjectMapper().readerFor(Map.class);

    private final Map<String, Set<String>> keys = new HashMap<>();
    private final Map<String, Long> first = new HashMap<>();

    /** @param planted the alerts that are looked for */
    AlertTimes(List<Planted> planted) {
        planted.forEach(alert -> keys.putIfAbsent(alert.detection(), alert.key().keySet()));
    }

    /** Takes a telling of an alert. */
    void take(AlertReceiver.Arrival arrival) throws IOException {
        Map<?, ?> alert = JSON.readValue(arrival.body());
        Map<?, ?> row = (Map<?, ?>) alert.get("row");
        String detection = (String) alert.get("detection");
        Map<String, Object> key = new TreeMap<>();
        keys.getOrDefault(detection, Set.of()).forEach(column -> key.put(column, row.get(column)));
        first.putIfAbsent(detection + key, arrival.nanos());
    }

    /** When an alert was told first, by {@link System#nanoTime}; null if it was not. */
    Long of(Planted alert) {
        return first.get(alert.detection() + new TreeMap<>(alert.key()));
    }
}
