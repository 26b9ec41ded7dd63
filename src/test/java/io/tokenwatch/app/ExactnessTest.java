package io.tokenwatch.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tokenwatch.alert.Alert;
import io.tokenwatch.alert.AlertSink;
import io.tokenwatch.alert.Status;
import io.tokenwatch.engine.DetectionInfo;
import io.tokenwatch.event.JsonText;
import io.tokenwatch.testing.KqlReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/**
 * The rows of a replay with the kql profile equal those of the queries worked by brute force, in any order and with
 * rows arriving twice.
 */
class ExactnessTest {
    private static final Map<String, Integer> CAPS =
            Map.of("Resources", 10, "Apps", 5, "SourceIPs", 5, "UserAgents", 3);

    private static Path folder;

    @BeforeContainer
    static void makeFolder() throws IOException {
        folder = Files.createTempDirectory("exactness");
    }

    @AfterContainer
    static void deleteFolder() throws IOException {
        try (var paths = Files.walk(folder)) {
            paths.sorted(Collections.reverseOrder()).map(Path::toFile).forEach(java.io.File::delete);
        }
    }

    @Property(tries = 25, shrinking = ShrinkingMode.OFF)
    void givesTheRowsOfTheQueriesInAnyOrder(@ForAll long seed, @ForAll @IntRange(min = 1, max = 4) int lanes)
            throws Exception {
        Random random = new Random(seed);
        List<Map<String, Object>> rows = new ArrayList<>();
        int count = 20 + random.nextInt(400);
        for (int i = 0; i < count; i++) {
            Map<String, Object> row =
                    random.nextBoolean() ? signIn(random) : random.nextInt(3) == 0 ? principal(random) : call(random);
            rows.add(row);
            if (random.nextInt(20) == 0) {
                rows.add(row);
            }
        }
        Collections.shuffle(rows, random);
        Found found = replay(rows, lanes);
        assertEquals(sorted(KqlReference.tokenReplay(rows)), sorted(found.tokenReplay));
        assertEquals(sorted(KqlReference.callsWithoutSignIn(rows)), sorted(found.callsWithoutSignIn));
        assertSame(KqlReference.tokenUse(rows), found.tokenUse);
    }

    private static void assertSame(List<Map<String, Object>> expected, List<Map<String, Object>> actual) {
        Map<String, Map<String, Object>> byKey = new TreeMap<>();
        actual.forEach(row -> byKey.put(row.get("TimeGenerated") + "|" + row.get("UserPrincipalName"), row));
        assertEquals(expected.size(), actual.size());
        for (Map<String, Object> row : expected) {
            Map<String, Object> other = byKey.get(row.get("TimeGenerated") + "|" + row.get("UserPrincipalName"));
            for (Map.Entry<String, Object> column : row.entrySet()) {
                Object value = other.get(column.getKey());
                if (column.getValue() instanceof Collection<?> whole) {
                    Collection<?> some = (Collection<?>) value;
                    assertEquals(Math.min(whole.size(), CAPS.get(column.getKey())), some.size());
                    assertEquals(some.size(), new HashSet<>(some).size());
                    assertTrue(whole.containsAll(some));
                } else {
                    assertEquals(column.getValue(), value, column.getKey() + " of " + row);
                }
            }
        }
    }

    private static List<String> sorted(List<String> rows) {
        return rows.stream().sorted().toList();
    }

    /** The rows that a replay finds. */
    private static final class Found implements AlertSink {
        private final List<Map<String, Object>> tokenUse = new ArrayList<>();
        private final List<String> tokenReplay = new ArrayList<>();
        private final List<String> callsWithoutSignIn = new ArrayList<>();

        @Override
        public synchronized void alert(Alert alert) {
            if (alert.status() == Status.FINAL && !alert.detection().everyRow()) {
                tokenUse.add(alert.row());
            }
        }

        @Override
        public synchronized void row(DetectionInfo detection, Map<String, Object> row) {
            (detection.id().equals("T1528") ? tokenReplay : callsWithoutSignIn)
                    .add(row.values().stream().map(String::valueOf).collect(Collectors.joining("|")));
        }
    }

    private static Found replay(List<Map<String, Object>> rows, int lanes) throws Exception {
        Path file = folder.resolve("events.ndjson");
        Files.writeString(file, rows.stream().map(JsonText::of).collect(Collectors.joining("\n")));
        Settings settings = Settings.gather(
                null,
                Map.of(),
                Map.of(
                        "tokenwatch.profile",
                        "kql",
                        "tokenwatch.detections.enabled",
                        "T1562.008",
                        "tokenwatch.lanes",
                        String.valueOf(lanes),
                        "tokenwatch.data.dir",
                        folder.toString()));
        Found found = new Found();
        new Replay(settings, Clock.systemUTC()).run(List.of(file), found, bytes -> {});
        return found;
    }

    private static Map<String, Object> signIn(Random random) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("TimeGenerated", time(random));
        row.put(
                "UserPrincipalName",
                pick(random, "anna@example.com", "Anna@example.com", "ben@example.com", "", "çağla@example.com"));
        row.put("ResultType", pick(random, "0", "0", "0", "0", "50126"));
        row.put(
                "AuthenticationRequirement",
                pick(random, "singleFactorAuthentication", "SingleFactorAuthentication", "multiFactorAuthentication"));
        row.put("ConditionalAccessStatus", pick(random, "notApplied", "NOTAPPLIED", "disabled", "success"));
        row.put(
                "UserAgent",
                pick(random, "curl/7.1", "xcurl/7", "Mozilla/5.0", "libcurl", "Ruby", "jruby", "x_ruby_y", ""));
        row.put(
                "ResourceDisplayName",
                pick(
                        random,
                        "Microsoft Graph",
                        "microsoft graph x",
                        "MyMicrosoft Graph",
                        "Workday",
                        "OneDrive",
                        "Azure Key Vault",
                        ""));
        row.put("AppDisplayName", pick(random, "Office", "Teams", "Edge", "CLI", "Code", "Portal", ""));
        row.put(
                "IPAddress",
                pick(random, "203.0.113.1", "203.0.113.2", "203.0.113.3", "2001:db8::1", "2001:DB8::1", ""));
        row.put("UniqueTokenIdentifier", random.nextInt(50) == 0 ? "t6" : "n" + random.nextInt(9));
        row.put("Type", "AADNonInteractiveUserSignInLogs");
        return row;
    }

    private static Map<String, Object> principal(Random random) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("TimeGenerated", time(random));
        row.put("UniqueTokenIdentifier", pick(random, "t1", "T1", "t2", "t3", random.nextInt(50) == 0 ? "t5" : ""));
        row.put("IPAddress", pick(random, "203.0.113.1", "203.0.113.2", ""));
        row.put("ServicePrincipalName", pick(random, "backup", "deploy"));
        row.put("ServicePrincipalCredentialKeyId", pick(random, "k1", ""));
        row.put("Type", pick(random, "AADServicePrincipalSignInLogs", "AADManagedIdentitySignInLogs", "SigninLogs"));
        return row;
    }

    private static Map<String, Object> call(Random random) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("TimeGenerated", time(random));
        row.put("SignInActivityId", pick(random, "t1", "t2", "t4", "t5", "t6", ""));
        row.put("AppId", pick(random, "a1", "", KqlReference.TEAMS_SERVICES));
        row.put("UserId", pick(random, "u1", ""));
        row.put("UserAgent", "curl/8");
        row.put("IPAddress", pick(random, "203.0.113.1", "203.0.113.2", ""));
        row.put("ServicePrincipalId", pick(random, "s1", ""));
        row.put("RequestUri", "https://graph.microsoft.com/" + random.nextInt(10));
        row.put("RequestMethod", pick(random, "GET", "POST"));
        row.put("ResponseStatusCode", List.of(99, 100, 200, 204, 300, 401, 404).get(random.nextInt(7)));
        row.put("Type", "MicrosoftGraphActivityLogs");
        return row;
    }

    /** Times in three days, often at the edges of hours. */
    private static String time(Random random) {
        String rest = pick(
                random,
                "00:00.0000000",
                "59:59.9999999",
                "30:00.1234567",
                String.format("%02d:%02d.%07d", random.nextInt(60), random.nextInt(60), random.nextInt(10_000_000)));
        return String.format("2024-05-0%dT%02d:%sZ", 1 + random.nextInt(3), 9 + random.nextInt(3), rest);
    }

    private static String pick(Random random, String... values) {
        return values[random.nextInt(values.length)];
    }
}
