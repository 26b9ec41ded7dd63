package io.tokenwatch.app;

import io.tokenwatch.event.JsonText;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What differs between the tellings of alerts that are expected and those that came, in lines to be read. */
final class TellingDifferences {
    private final List<String> lines = new ArrayList<>();

    private TellingDifferences() {}

    /** The differences, by alert; empty if the tellings are the same, in the same order. */
    static List<String> between(List<String> expected, List<String> actual) {
        TellingDifferences differences = new TellingDifferences();
        if (!expected.equals(actual)) {
            differences.compare(byAlert(expected), byAlert(actual));
            if (differences.lines.isEmpty()) {
                differences.order(expected, actual);
            }
        }
        return differences.lines;
    }

    /** The tellings of each alert by its id, in the order of the first of them. */
    private static Map<String, List<Map<String, Object>>> byAlert(List<String> tellings) {
        return tellings.stream()
                .filter(line -> !line.isBlank())
                .map(JsonText::object)
                .collect(Collectors.groupingBy(
                        telling -> String.valueOf(telling.get("id")), LinkedHashMap::new, Collectors.toList()));
    }

    private void compare(
            Map<String, List<Map<String, Object>>> expected, Map<String, List<Map<String, Object>>> actual) {
        expected.forEach((id, tellings) -> {
            if (actual.containsKey(id)) {
                alert(id, tellings, actual.get(id));
            } else {
                lines.add("alert " + id + " is missing: " + about(tellings));
            }
        });
        actual.forEach((id, tellings) -> {
            if (!expected.containsKey(id)) {
                lines.add("alert " + id + " is not expected: " + about(tellings));
            }
        });
    }

    private void alert(String id, List<Map<String, Object>> expected, List<Map<String, Object>> actual) {
        if (!statuses(expected).equals(statuses(actual))) {
            lines.add("alert " + id + ": expected to be told as " + statuses(expected) + " but was told as "
                    + statuses(actual));
        }
        int both = Math.min(expected.size(), actual.size());
        Set<String> said = new HashSet<>();
        for (int i = 0; i < both; i++) {
            String telling = both == 1 ? "" : ", revision " + expected.get(i).get("revision");
            Difference.between(expected.get(i), actual.get(i)).stream()
                    .map(Difference::expectedAndActual)
                    .filter(said::add)
                    .forEach(difference -> lines.add("alert " + id + telling + ": " + difference));
        }
        if (expected.size() != actual.size() && both > 0) {
            lastOnes(id, expected.get(expected.size() - 1), actual.get(actual.size() - 1));
        }
    }

    private void lastOnes(String id, Map<String, Object> expected, Map<String, Object> actual) {
        Difference.between(expected, actual).stream()
                .filter(difference -> !difference.path().equals("revision"))
                .forEach(difference -> lines.add("alert " + id + ", last: " + difference.expectedAndActual()));
    }

    private void order(List<String> expected, List<String> actual) {
        for (int i = 0; i < expected.size(); i++) {
            if (i >= actual.size() || !expected.get(i).equals(actual.get(i))) {
                lines.add("the same alerts, but in another order or spelling: telling " + (i + 1) + " expected "
                        + expected.get(i) + " but was " + (i < actual.size() ? actual.get(i) : "not there"));
                return;
            }
        }
        lines.add("expected " + expected.size() + " tellings but was " + actual.size());
    }

    private static String statuses(List<Map<String, Object>> tellings) {
        return tellings.stream()
                .map(telling -> telling.get("status") + " " + telling.get("revision"))
                .collect(Collectors.joining(", "));
    }

    /** Who and what an alert is about, and how it was told. */
    private static String about(List<Map<String, Object>> tellings) {
        String entities = tellings.get(tellings.size() - 1).get("entities") instanceof List<?> all
                ? all.stream()
                        .map(entity -> entity instanceof Map<?, ?> one
                                ? one.get("type") + " " + one.get("value")
                                : String.valueOf(entity))
                        .collect(Collectors.joining(", "))
                : "";
        return entities + " (" + statuses(tellings) + ")";
    }
}
