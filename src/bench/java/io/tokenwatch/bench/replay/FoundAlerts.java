package io.tokenwatch.bench.replay;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import io.tokenwatch.bench.data.Planted;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Compares alerts, as they stand at the end, with those that were planted. */
final class FoundAlerts {
    private static final ObjectReader JSON = new ObjectMapper().readerFor(Map.class);

    private final Collection<Map<String, Object>> alerts;

    private FoundAlerts(Collection<Map<String, Object>> alerts) {
        this.alerts = alerts;
    }

    /** Reads tellings of alerts, one a line, of which the last of each id counts. */
    static FoundAlerts in(Path file) throws IOException {
        try (Stream<String> lines = Files.lines(file)) {
            return in(lines);
        }
    }

    static FoundAlerts in(Stream<String> lines) throws IOException {
        Map<Object, Map<String, Object>> last = new LinkedHashMap<>();
        for (String line : (Iterable<String>) lines::iterator) {
            Map<String, Object> alert = JSON.readValue(line);
            last.put(alert.get("id"), alert);
        }
        last.values().removeIf(alert -> "closed".equals(alert.get("status")));
        return new FoundAlerts(last.values());
    }

    int count() {
        return alerts.size();
    }

    /** What is missing, as {@code - …}, and what is too much, as {@code + …}; nothing if all is as planted. */
    List<String> differences(List<Planted> planted) {
        Map<String, Set<String>> columns = new HashMap<>();
        Map<String, Integer> balance = new TreeMap<>();
        for (Planted alert : planted) {
            Map<String, Object> values = new TreeMap<>(alert.key());
            values.putAll(alert.outcome());
            columns.put(alert.detection(), values.keySet());
            balance.merge(alert.detection() + " " + values, -1, Integer::sum);
        }
        for (Map<String, Object> alert : alerts) {
            String detection = (String) alert.get("detection");
            Map<String, Object> values = values(alert, columns.getOrDefault(detection, Set.of()));
            balance.merge(detection + " " + values, 1, Integer::sum);
        }
        return balance.entrySet().stream()
                .filter(entry -> entry.getValue() != 0)
                .map(entry -> (entry.getValue() < 0 ? "- " : "+ ") + entry.getKey())
                .toList();
    }

    /** What an alert, or its row, says in some columns. */
    private static Map<String, Object> values(Map<String, Object> alert, Collection<String> columns) {
        Map<?, ?> row = (Map<?, ?>) alert.get("row");
        Map<String, Object> values = new TreeMap<>();
        columns.forEach(column -> values.put(column, row.containsKey(column) ? row.get(column) : alert.get(column)));
        return values;
    }
}
