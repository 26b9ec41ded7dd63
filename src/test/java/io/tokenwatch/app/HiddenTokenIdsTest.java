package io.tokenwatch.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.HotSpotDiagnosticMXBean;
import io.tokenwatch.engine.function.TokenIds;
import io.tokenwatch.event.JsonText;
import io.tokenwatch.event.Outcome;
import io.tokenwatch.event.Source;
import io.tokenwatch.testing.LogRows;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** With a key no token id is left anywhere, and the alerts are the same. */
class HiddenTokenIdsTest {
    private static final String KEY = "a secret of many bytes";
    private static final String TOKEN = "N2jT94if-kGJzdwWp8mqAA";
    private static final String SAME_TOKEN = "f7d36837-9f88-41fa-89cd-dc16a7c9aa00";
    private static final Pattern TOKEN_IN_SAMPLE = Pattern.compile(
            "\"(?:uniqueTokenIdentifier|signInActivityId)\" *: *\"([^\"]{16,})\"", Pattern.CASE_INSENSITIVE);

    @TempDir
    private Path folder;

    private Settings settings(String key, Map<String, String> set) throws SettingsException {
        Map<String, String> all = new HashMap<>(set);
        all.put("tokenwatch.data.dir", folder.resolve("data").toString());
        return Settings.gather(null, key == null ? Map.of() : Map.of("TOKENWATCH_TOKEN_KEY", key), all);
    }

    private List<Map<String, Object>> replay(String key, Map<String, String> set, Path path) throws Exception {
        List<String> told = new ArrayList<>();
        new Replay(settings(key, set), Clock.systemUTC())
                .run(List.of(path), alert -> told.add(alert.toJson()), b -> {});
        return told.stream().map(JsonText::object).toList();
    }

    private List<Map<String, Object>> replay(String key, Map<String, String> set, String... rows) throws Exception {
        return replay(key, set, Files.writeString(folder.resolve("events.ndjson"), String.join("\n", rows)));
    }

    private static List<String> rows(List<Map<String, Object>> alerts) {
        return alerts.stream()
                .map(alert -> {
                    Map<String, Object> comparable = new HashMap<>(alert);
                    boolean byToken = alert.get("entities").toString().contains("type=token,");
                    if (byToken) {
                        comparable.keySet().removeAll(List.of("id", "entities"));
                        comparable.computeIfPresent("row", (name, row) -> withoutToken((Map<?, ?>) row));
                    }
                    return JsonText.of(comparable);
                })
                .sorted()
                .toList();
    }

    private static Map<?, ?> withoutToken(Map<?, ?> row) {
        Map<?, ?> rest = new HashMap<>(row);
        rest.keySet().removeAll(List.of("Token", "SignInActivityId"));
        return rest;
    }

    @ParameterizedTest
    @ValueSource(strings = {"default", "kql"})
    void tellsTheSameAlertsOfAllSamples(String profile) throws Exception {
        Map<String, String> set = Map.of("tokenwatch.profile", profile, "tokenwatch.detections.enabled", "*");
        List<Map<String, Object>> plain = replay(null, set, Path.of("samples"));
        List<Map<String, Object>> hidden = replay(KEY, set, Path.of("samples"));

        assertEquals(rows(plain), rows(hidden));
        assertEquals(
                plain.stream().map(alert -> alert.get("id")).distinct().count(),
                hidden.stream().map(alert -> alert.get("id")).distinct().count());
        assertTrue(plain.stream().anyMatch(alert -> !hidden.toString().contains((String) alert.get("id"))));
    }

    @Test
    void tellsNoTokenIdOfASample() throws Exception {
        String told = replay(KEY, Map.of("tokenwatch.detections.enabled", "*"), Path.of("samples"))
                .toString();
        int ids = 0;
        for (Path file : InputFiles.under(List.of(Path.of("samples")))) {
            Matcher token = TOKEN_IN_SAMPLE.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
            while (token.find()) {
                assertFalse(told.contains(token.group(1)), token.group(1));
                assertFalse(told.contains(TokenIds.canonical(token.group(1), "")), token.group(1));
                ids++;
            }
        }
        assertTrue(ids > 100, () -> "the samples hold token ids");
    }

    @ParameterizedTest
    @CsvSource({"default, " + SAME_TOKEN + ", true", "kql, " + SAME_TOKEN + ", false", "kql, " + TOKEN + ", true"})
    void joinsWhatItJoinsWithoutAKey(String profile, String spelling, boolean joins) throws Exception {
        String issued = LogRows.tokenIssued("backup", "2024-05-01T10:30:00Z", "198.51.100.1", TOKEN);
        String used = LogRows.tokenUsed("2024-05-01T10:31:00Z", "203.0.113.99", spelling);
        Map<String, String> set = Map.of("tokenwatch.profile", profile);
        assertEquals(joins, !replay(KEY, set, issued, used).isEmpty());
        assertEquals(joins, !replay(null, set, issued, used).isEmpty());
    }

    @Test
    void tellsAnAlertUnderAnotherIdWithAnotherKey() throws Exception {
        String issued = LogRows.tokenIssued("backup", "2024-05-01T10:30:00Z", "198.51.100.1", TOKEN);
        String used = LogRows.tokenUsed("2024-05-01T10:31:00Z", "203.0.113.99", TOKEN);
        Object id = replay(KEY, Map.of(), issued, used).get(0).get("id");
        assertEquals(id, replay(KEY, Map.of(), used, issued).get(0).get("id"));
        assertNotEquals(id, replay(KEY + "!", Map.of(), issued, used).get(0).get("id"));
    }

    /** The ids of one run begin alike, so that all are found at once. Holds nothing that looks like one. */
    private record Ids(long inverted) {
        String guid(int n) {
            return new java.util.UUID(~inverted, n).toString();
        }

        String guidBeginning() {
            return guid(0).substring(0, 18);
        }

        String token(int n) {
            return TokenIds.canonical(guid(n), "");
        }

        String tokenBeginning() {
            return token(0).substring(0, 10);
        }

        /** As packed rows and the memory of duplicates hold it. */
        byte[] bits() {
            return ByteBuffer.allocate(8).putLong(~inverted).array();
        }
    }

    /** Stolen tokens, tokens in use, a row that comes too late, and many rows that hold no token. */
    private static byte[] service(Ids ids) {
        StringBuilder rows = new StringBuilder();
        for (int n = 0; n < 500; n++) {
            String minute = String.format("2024-05-01T10:%02d", n / 10);
            String issued = LogRows.tokenIssued("backup", minute + ":30Z", "198.51.100.1", ids.token(n));
            rows.append(issued.replaceFirst("\"Id\":\"[^\"]*\"", "\"Id\":\"" + ids.guid(n) + "\""))
                    .append('\n');
            rows.append(LogRows.tokenUsed(minute + ":40Z", "203.0.113." + n % 3, ids.guid(n)))
                    .append('\n');
        }
        rows.append(LogRows.tokenIssued("idle", "2024-05-06T10:00:00Z", "198.51.100.1", ""))
                .append('\n');
        rows.append(LogRows.tokenIssued("late", "2024-05-01T10:00:00Z", "198.51.100.1", ids.token(777)))
                .append('\n');
        for (int n = 0; n < 2000; n++) {
            rows.append(LogRows.tokenUse("a" + n, "2024-05-06T10:00:00Z", "198.51.100.1", "Graph"))
                    .append('\n');
        }
        return rows.toString().getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource({KEY + ", false", ", true"})
    void leavesNoTokenIdInMemoryAlertsOrDeadLetters(String key, boolean found) throws Exception {
        Ids ids = new Ids(System.nanoTime() * 0x9E3779B97F4A7C15L);
        List<String> told = new ArrayList<>();
        Pipeline pipeline = Pipeline.ofService(settings(key, Map.of()), Path.of("epl"), Clock.systemUTC());
        try {
            pipeline.alerts().add(alert -> told.add(alert.toJson()));
            pipeline.load();
            pipeline.open();
            try (InputStream in = new ByteArrayInputStream(service(ids))) {
                pipeline.accept(Source.named("test"), in);
            }
            assertEquals(
                    500,
                    told.stream().filter(alert -> alert.contains("\"open\"")).count());
            assertEquals(1, pipeline.counters().total(Outcome.LATE));
            String letters = Files.readString(pipeline.deadLetterFile());
            assertTrue(letters.contains("late"), letters);
            assertEquals(found, letters.contains(ids.tokenBeginning()), letters);
            assertEquals(found, told.toString().contains(ids.tokenBeginning()));
            assertEquals(found, isInMemory(ids));
        } finally {
            pipeline.close();
        }
    }

    private boolean isInMemory(Ids ids) throws IOException {
        Path dump = folder.resolve("memory.hprof");
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class).dumpHeap(dump.toString(), true);
        byte[] memory = Files.readAllBytes(dump);
        Files.delete(dump);
        return contains(memory, ids.tokenBeginning().getBytes(StandardCharsets.UTF_8))
                || contains(memory, ids.guidBeginning().getBytes(StandardCharsets.UTF_8))
                || contains(memory, ids.bits());
    }

    private static boolean contains(byte[] memory, byte[] wanted) {
        outer:
        for (int at = 0; at <= memory.length - wanted.length; at++) {
            for (int i = 0; i < wanted.length; i++) {
                if (memory[at + i] != wanted[i]) {
                    continue outer;
                }
            }
            return true;
        }
        return false;
    }
}
