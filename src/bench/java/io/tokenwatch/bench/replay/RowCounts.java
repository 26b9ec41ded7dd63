package io.tokenwatch.bench.replay;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What became of the rows, out of the table that a replay prints at its end. */
final class RowCounts {
    private RowCounts() {}

    /**
     * The counts of all tables together, by the heads of their columns.
     *
     * @throws IllegalArgumentException if there is no such table
     */
    static Map<String, Integer> printed(String text) {
        List<List<String>> lines = text.lines()
                .map(line -> List.of(line.strip().split("\\s+")))
                .filter(line -> line.get(0).equals("rows") || line.get(0).equals("all"))
                .toList();
        if (lines.size() != 2 || lines.get(0).size() != lines.get(1).size()) {
            throw new IllegalArgumentException("expected a table of row counts in: " + text);
        }
        Map<String, Integer> counts = new HashMap<>();
        for (int i = 1; i < lines.get(0).size(); i++) {
            counts.put(lines.get(0).get(i), Integer.parseInt(lines.get(1).get(i)));
        }
        return counts;
    }
}
