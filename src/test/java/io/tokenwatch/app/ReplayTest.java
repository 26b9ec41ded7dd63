package io.tokenwatch.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tokenwatch.alert.Alert;
import io.tokenwatch.alert.Status;
import io.tokenwatch.event.JsonText;
import io.tokenwatch.event.Outcome;
import io.tokenwatch.testing.LogRows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayTest {
    @TempDir
    private Path folder;

    private final List<Alert> told = new ArrayList<>();

    private Replay.Result replay(Map<String, String> set, Path... paths) throws Exception {
        Map<String, String> all = new HashMap<>(set);
        all.put("tokenwatch.data.dir", folder.resolve("data").toString());
        told.clear();
        return new Replay(Settings.gather(null, Map.of(), all), Clock.systemUTC())
                .run(List.of(paths), told::add, bytes -> {});
    }

    private Path file(String name, List<String> rows) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, String.join("\n", rows) + "\n");
    }

    private List<String> finals() {
        return told.stream()
                .filter(alert -> alert.status() == Status.FINAL)
                .collect(Collectors.toMap(Alert::id, Alert::toJson, (a, b) -> b))
                .values()
                .stream()
                .map(json -> String.valueOf(JsonText.object(json).get("row")))
                .sorted()
                .toList();
    }

    @Test
    void tellsAnAlertWhenItOpensAndWhenItIsFinal() throws Exception {
        replay(Map.of(), file("events.ndjson", LogRows.twoAlerts()));
        assertEquals(
                List.of("T1550.001 open 1", "T1528 open 1", "T1528 final 2", "T1550.001 final 2"),
                told.stream()
                        .map(a -> a.detection().id() + " " + a.status().text() + " " + a.revision())
                        .toList());
    }

    @Test
    void goesOnAfterEveryKindOfBadRow() throws Exception {
        List<String> rows = new ArrayList<>(LogRows.twoAlerts());
        rows.add(0, "{\"TimeGenerated\":\"2024-05-01T10:0");
        rows.add(2, "[1,2,3]");
        rows.add(4, rows.get(1).replace("2024-05-01T10", "2024-13-01T10"));
        rows.add(6, "{\"a\":".repeat(100) + "1" + "}".repeat(100));
        rows.add(8, "{\"UserAgent\":\"" + "x".repeat(2_000_000) + "\"}");
        rows.add(9, rows.get(1).replaceFirst("\\{", "{\"Type\":\"AADNonInteractiveUserSignInLogs\","));
        rows.add(10, rows.get(1) + rows.get(1));
        rows.add(11, "no JSON at all");
        rows.add(12, "{\"TimeGenerated\":\"2024-05-01T10:00:00Z\"}");
        Replay.Result result = replay(Map.of(), file("events.ndjson", rows));
        assertEquals(2, finals().size());
        List<String> dead = Files.readAllLines(result.deadLetters()).stream()
                .map(JsonText::object)
                .map(letter -> letter.get("line") + " " + letter.get("reason"))
                .toList();
        assertEquals(
                List.of(
                        "1 cut-off",
                        "3 wrong-root",
                        "5 bad-time",
                        "7 too-deep",
                        "9 too-long",
                        "10 duplicate-key",
                        "11 second-value",
                        "12 not-json",
                        "13 no-table"),
                dead);
        assertEquals(9, result.counters().total(Outcome.DEAD));
        assertAddsUp(result);
    }

    private static void assertAddsUp(Replay.Result result) {
        for (String table : result.counters().tables()) {
            long sum = 0;
            for (Outcome outcome : Outcome.values()) {
                sum += outcome == Outcome.READ ? 0 : result.counters().get(table, outcome);
            }
            assertEquals(result.counters().get(table, Outcome.READ), sum, table);
        }
    }

    @Test
    void countsARowOnceHoweverItsIdIsWritten() throws Exception {
        String guid = "0f5d01f1-762c-0263-5663-33cde82c5365";
        String row = LogRows.tokenUse("eve@example.com", "2024-05-01T10:00:00Z", "203.0.113.7", "Microsoft Graph")
                .replaceFirst("\"Id\":\"[^\"]*\"", "\"Id\":\"" + guid + "\"");
        List<String> rows = List.of(
                row,
                row.replace(guid, "\\u0030" + guid.substring(1)),
                row.replace(guid, guid.toUpperCase(Locale.ROOT)),
                row);

        Replay.Result result = replay(Map.of(), file("events.ndjson", rows));

        assertEquals(2, result.counters().total(Outcome.KEPT));
        assertEquals(2, result.counters().total(Outcome.DUPLICATE));
    }

    @Test
    void closesNothingForARowFromTheFarFuture() throws Exception {
        List<String> rows = new ArrayList<>(LogRows.twoAlerts());
        rows.add(5, LogRows.tokenUse("eve@example.com", "2099-01-01T00:00:00Z", "203.0.113.7", "Microsoft Graph"));
        Replay.Result result = replay(
                Map.of("tokenwatch.retention.AADNonInteractiveUserSignInLogs", "1h"), file("events.ndjson", rows));
        assertEquals(0, result.counters().total(Outcome.LATE));
        assertEquals(12L, result.counters().get("AADNonInteractiveUserSignInLogs", Outcome.KEPT));
        assertTrue(finals().stream().anyMatch(row -> row.contains("TokenUseCount=11")), finals().toString());
    }

    @Test
    void revisesAFinalHourForALateRow() throws Exception {
        List<String> rows = new ArrayList<>(LogRows.twoAlerts().subList(0, 11));
        rows.add(LogRows.tokenUse("ben@example.com", "2024-05-01T11:30:00Z", "203.0.113.8", "Microsoft Graph"));
        rows.add(
                LogRows.tokenUse("anna@example.com", "2024-05-01T10:59:59.9999999Z", "203.0.113.7", "Microsoft Graph"));
        replay(Map.of(), file("events.ndjson", rows));
        assertEquals(
                List.of("open 11", "final 11", "final 12"),
                told.stream()
                        .map(a -> a.status().text() + " " + a.row().get("TokenUseCount"))
                        .toList());
    }

    @Test
    void countsARowAsLateWhenItsHourIsNoLongerKept() throws Exception {
        List<String> rows = new ArrayList<>(LogRows.twoAlerts().subList(0, 11));
        rows.add(LogRows.tokenUse("ben@example.com", "2024-05-01T16:00:00Z", "203.0.113.8", "Microsoft Graph"));
        rows.add(LogRows.tokenUse("anna@example.com", "2024-05-01T10:59:59Z", "203.0.113.7", "Microsoft Graph"));
        rows.add(LogRows.tokenUse("anna@example.com", "2024-05-01T11:00:00Z", "203.0.113.7", "Microsoft Graph"));
        Replay.Result result = replay(
                Map.of("tokenwatch.retention.AADNonInteractiveUserSignInLogs", "5h"), file("events.ndjson", rows));
        assertEquals(1, result.counters().total(Outcome.LATE));
        Map<String, Object> letter =
                JsonText.object(Files.readString(result.deadLetters()).strip());
        assertEquals("late", letter.get("reason"));
        assertEquals(13, letter.get("line"));
        assertAddsUp(result);
    }

    @Test
    void runsADetectionThatMustBeEnabledOnlyWhereItIs() throws Exception {
        Path events = Path.of("samples/T1562.008/no-sign-in/events.ndjson");
        replay(Map.of(), events);
        assertEquals(List.of(), told);

        replay(Map.of("tokenwatch.detections.enabled", "T0000, T1562.008"), events);
        assertEquals(
                List.of("open", "final"),
                told.stream().map(alert -> alert.status().text()).toList());
        told.clear();
        replay(Map.of("tokenwatch.detections.enabled", "*"), events);
        assertEquals(2, told.size());
    }

    @Test
    void movesEventTimeByRowsThatNoRuleWants() throws Exception {
        List<String> rows = new ArrayList<>(LogRows.twoAlerts().subList(0, 11));
        rows.add(LogRows.tokenUse("ben@example.com", "2024-05-01T12:00:00Z", "203.0.113.8", "Microsoft Graph")
                .replace("singleFactor", "multiFactor"));
        rows.add(LogRows.tokenUse("anna@example.com", "2024-05-01T10:30:00Z", "203.0.113.7", "Microsoft Graph"));
        replay(Map.of(), file("events.ndjson", rows));
        assertEquals(
                List.of("open 11", "final 11", "final 12"),
                told.stream()
                        .map(a -> a.status().text() + " " + a.row().get("TokenUseCount"))
                        .toList());
    }

    @Test
    void forgetsTokensAndCallsOfOldLogsWhenARetentionIsSet() throws Exception {
        Map<String, String> strict = Map.of("tokenwatch.retention.AADServicePrincipalSignInLogs", "32h");
        List<String> rows = new ArrayList<>();
        rows.add(LogRows.tokenIssued("backup", "2024-03-03T10:00:00Z", "198.51.100.1", "AAAAAAAAAAAAAAAAAAAAAA"));
        rows.add(LogRows.tokenIssued("deploy", "2024-03-09T10:00:00Z", "198.51.100.1", "BBBBBBBBBBBBBBBBBBBBBA"));
        rows.add(LogRows.tokenUsed("2024-03-09T10:01:00Z", "198.51.100.1", "BBBBBBBBBBBBBBBBBBBBBA"));
        rows.add(LogRows.tokenUsed("2024-03-09T10:05:00Z", "203.0.113.99", "AAAAAAAAAAAAAAAAAAAAAA"));
        replay(strict, file("events.ndjson", rows));
        assertTrue(told.stream().noneMatch(a -> a.detection().id().equals("T1528")), told::toString);
        replay(Map.of(), file("events.ndjson", rows));
        assertEquals(1, finals().size());
    }

    @Test
    void takesTheFirstRowOfATableHoweverFarOtherTablesAre() throws Exception {
        Map<String, String> strict = Map.of("tokenwatch.retention.MicrosoftGraphActivityLogs", "2h");
        List<String> rows = new ArrayList<>();
        rows.add(LogRows.tokenIssued("backup", "2024-05-01T10:00:00Z", "198.51.100.1", "AAAAAAAAAAAAAAAAAAAAAA"));
        rows.add(LogRows.tokenIssued("deploy", "2024-05-01T13:30:00Z", "198.51.100.1", "BBBBBBBBBBBBBBBBBBBBBA"));
        rows.add(LogRows.tokenUsed("2024-05-01T10:05:00Z", "203.0.113.99", "AAAAAAAAAAAAAAAAAAAAAA"));
        Replay.Result result = replay(strict, file("events.ndjson", rows));
        assertEquals(1, finals().size());
        assertEquals(0, result.counters().total(Outcome.LATE));
    }

    @Test
    void keepsRowsInAnyOrderUnlessARetentionIsSet() throws Exception {
        List<String> rows = new ArrayList<>(LogRows.twoAlerts());
        rows.add(LogRows.tokenIssued("deploy", "2024-07-01T00:00:00Z", "198.51.100.2", "BBBBBBBBBBBBBBBBBBBBBA"));
        rows.add(LogRows.tokenUsed("2024-07-01T00:01:00Z", "198.51.100.3", "BBBBBBBBBBBBBBBBBBBBBA"));
        replay(Map.of(), file("events.ndjson", rows));
        List<String> inOrder = finals();
        for (int seed = 0; seed < 3; seed++) {
            Collections.shuffle(rows, new Random(seed));
            Replay.Result result = replay(Map.of(), file("events.ndjson", rows));
            assertEquals(inOrder, finals());
            assertEquals(0, result.counters().total(Outcome.LATE));
        }
    }

    @Test
    void readsFilesOfTheSameHoursOneAfterTheOther() throws Exception {
        List<String> rows = LogRows.twoAlerts();
        List<String> odd = new ArrayList<>();
        List<String> even = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            (i % 2 == 0 ? even : odd).add(rows.get(i));
        }
        even.add(LogRows.tokenUse("ben@example.com", "2024-05-03T10:00:00Z", "203.0.113.8", "Microsoft Graph"));
        file("logs/a.ndjson", even);
        file("logs/deep/b.ndjson", odd);
        file("logs/.hidden/c.ndjson", List.of("no JSON"));
        file("logs/alerts.ndjson", List.of("no JSON"));
        file("logs/README.md", List.of("no JSON"));
        Map<String, String> strict = Map.of("tokenwatch.retention.AADNonInteractiveUserSignInLogs", "1h");
        Replay.Result result = replay(strict, folder.resolve("logs"));
        assertEquals(2, finals().size());
        assertEquals(
                0, result.counters().total(Outcome.LATE) + result.counters().total(Outcome.DEAD));
    }

    @Test
    void tellsTheSameInTheSameOrderWhateverTheNumberOfLanes() throws Exception {
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            String time = String.format("2024-05-01T%02d:%02d:00Z", 8 + i / 60, i % 60);
            rows.add(LogRows.tokenUse("user" + i % 7 + "@example.com", time, "203.0.113." + i % 3, "Microsoft Graph"));
            rows.add(LogRows.tokenIssued("sp" + i, time, "198.51.100.1", String.format("A%020dA", i)));
            rows.add(LogRows.tokenUsed(time, "203.0.113." + i % 5, String.format("A%020dA", i)));
        }
        Path file = file("events.ndjson", rows);
        List<List<String>> outputs = new ArrayList<>();
        for (String lanes : List.of("1", "2", "5")) {
            replay(Map.of("tokenwatch.lanes", lanes), file);
            outputs.add(told.stream().map(Alert::toJson).toList());
        }
        assertTrue(outputs.get(0).size() > 1000);
        assertEquals(outputs.get(0), outputs.get(1));
        assertEquals(outputs.get(0), outputs.get(2));
    }

    @Test
    void leavesNoThreadBehind() throws Exception {
        replay(Map.of(), file("events.ndjson", LogRows.twoAlerts()));
        assertFalse(Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().startsWith("lane-")));
    }

    @Test
    void failsOnAPathThatIsNotThere() {
        assertThrows(NoSuchFileException.class, () -> replay(Map.of(), folder.resolve("nothing")));
    }
}
