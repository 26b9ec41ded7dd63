import io.tokenwatch.event.JsonText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Compares the alerts of a replay, one telling a line, with the answer of GET /api/v1/alerts, and says what differs. Looks at what does not depend on the order
 * of the rows: which alerts there are, from when to when, of whom, and how many rows count.
 */
final class Compare {
    public static void main(String[] arguments) throws IOException {
        Map<String, String> expected = new TreeMap<>();
        for (String line : Files.readAllLines(Path.of(arguments[0]))) {
            put(expected, JsonText.object(line));
        }
        Map<String, String> told = new TreeMap<>();
        for (Object alert : (List<?>) JsonText.object(Files.readString(Path.of(arguments[1]))).get("alerts")) {
            put(told, (Map<?, ?>) alert);
        }
        TreeSet<String> ids = new TreeSet<>(expected.keySet());
        ids.addAll(told.keySet());
        ids.removeIf(id -> expected.getOrDefault(id, "").equals(told.get(id)));
        ids.forEach(id -> System.out.println("  " + id + "\n    replay:  " + expected.get(id) + "\n    cluster: " + told.get(id)));
        System.out.println(expected.size() - ids.size() + " of " + expected.size() + " alerts are as in the replay");
        System.exit(ids.isEmpty() && !expected.isEmpty() ? 0 : 1);
    }

    private static void put(Map<String, String> alerts, Map<?, ?> alert) {
        TreeSet<String> entities = new TreeSet<>();
        ((List<?>) alert.get("entities")).forEach(entity -> entities.add(String.valueOf(entity)));
        String closed = "closed".equals(alert.get("status")) ? "closed, " : "";
        alerts.put(
                (String) alert.get("id"),
                "%s%s rows, %s to %s, %s".formatted(closed, alert.get("count"), alert.get("firstEvent"), alert.get("lastEvent"), entities));
    }
}
