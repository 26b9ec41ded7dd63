package io.tokenwatch.bench.replay;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Compares rows of the KQL queries, in any order, without their sets: which values a capped set keeps is not defined.
 */
final class KqlRows {
    private static final ObjectReader JSON = new ObjectMapper().readerFor(TreeMap.class);

    private KqlRows() {}

    /** What only the first files have, as {@code - …}, and what only the second have, as {@code + …}. */
    static List<String> differences(List<Path> first, List<Path> second) throws IOException {
        Map<String, Integer> balance = new TreeMap<>();
        add(first, -1, balance);
        add(second, 1, balance);
        return balance.entrySet().stream()
                .filter(entry -> entry.getValue() != 0)
                .map(entry -> (entry.getValue() < 0 ? "- " : "+ ") + entry.getKey())
                .toList();
    }

    private static void add(List<Path> files, int weight, Map<String, Integer> balance) throws IOException {
        for (Path file : files) {
            try (Stream<String> lines = Files.lines(file)) {
                for (String line : (Iterable<String>) lines::iterator) {
                    balance.merge(scalars(line), weight, Integer::sum);
                }
            }
        }
    }

    private static String scalars(String line) throws IOException {
        Map<String, Object> row = JSON.readValue(line);
        row.remove("Detection");
        row.values().removeIf(List.class::isInstance);
        return row.toString();
    }
}
