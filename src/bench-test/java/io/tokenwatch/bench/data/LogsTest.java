package io.tokenwatch.bench.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class LogsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int ROWS = 20_000;

    @Test
    void givesTheSameBytesForTheSameSeed() throws IOException {
        assertArrayEquals(bytes(Plan.day(7, ROWS)), bytes(Plan.day(7, ROWS)));
    }

    @Test
    void givesOtherBytesForAnotherSeed() throws IOException {
        assertFalse(Arrays.equals(bytes(Plan.day(7, ROWS)), bytes(Plan.day(8, ROWS))));
    }

    /** What this machine gives is what all others gave. Changes with each change of the generator. */
    @Test
    void givesTheBytesThatItGaveEverywhere() throws IOException {
        Logs.Written written = Logs.write(Plan.day(1, ROWS), new ByteArrayOutputStream());

        assertEquals("a86a2bba", Long.toHexString(written.checksum()));
    }

    @Test
    void tellsWhatItWrote() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        Logs.Written written = Logs.write(Plan.day(1, ROWS), out);

        assertEquals(out.size(), written.bytes());
        assertEquals(ROWS, written.rows());
        assertEquals(ROWS, rows(out.toByteArray()).size());
    }

    @Test
    void mixesTheTablesAsATenantDoes() throws IOException {
        Map<String, Integer> counts = new HashMap<>();
        byte[] log = bytes(Plan.day(1, ROWS));
        rows(log).forEach(row -> counts.merge(row.get("Type").asText(), 1, Integer::sum));

        assertEquals(0.45, counts.get("AADNonInteractiveUserSignInLogs") / (double) ROWS, 0.02);
        assertEquals(0.42, counts.get("MicrosoftGraphActivityLogs") / (double) ROWS, 0.02);
        assertEquals(0.10, counts.get("AADServicePrincipalSignInLogs") / (double) ROWS, 0.01);
        assertEquals(0.03, counts.get("AADManagedIdentitySignInLogs") / (double) ROWS, 0.01);
        assertEquals(2200, log.length / ROWS, 100);
    }

    @Test
    void putsRowsInTheOrderOfTheirTimesWithinTheSpan() throws IOException {
        Instant start = Instant.parse("2024-02-28T22:30:00Z");
        List<String> times = rows(bytes(Plan.day(1, ROWS).during(start, Duration.ofHours(3)))).stream()
                .map(row -> row.get("TimeGenerated").asText())
                .toList();

        assertEquals(times.stream().sorted().toList(), times);
        assertTrue(times.get(0).startsWith("2024-02-28T22:30:00"), times.get(0));
        assertTrue(times.get(ROWS - 1).startsWith("2024-02-29T01:29:5"), times.get(ROWS - 1));
    }

    @Test
    void hasMoreRowsByDayThanByNight() throws IOException {
        int[] byHour = new int[24];
        rows(bytes(Plan.day(1, ROWS)))
                .forEach(row -> byHour[
                        Integer.parseInt(row.get("TimeGenerated").asText().substring(11, 13))]++);

        assertTrue(byHour[12] > 3 * byHour[2], Arrays.toString(byHour));
        assertTrue(byHour[2] > ROWS / 100, Arrays.toString(byHour));
    }

    @Test
    void keepsNestedColumnsAsText() throws IOException {
        JsonNode row = firstOf("AADNonInteractiveUserSignInLogs");

        assertTrue(row.get("LocationDetails").isTextual());
        JsonNode location = JSON.readTree(row.get("LocationDetails").asText());
        assertEquals(row.get("Location"), location.get("countryOrRegion"));
        assertTrue(location.at("/geoCoordinates/latitude").isNumber(), location::toString);
        assertTrue(
                JSON.readTree(row.get("DeviceDetail").asText()).get("isManaged").isBoolean());
        assertTrue(JSON.readTree(row.get("ConditionalAccessPolicies").asText()).isArray());
        assertTrue(JSON.readTree(row.get("AuthenticationProcessingDetails").asText())
                .isArray());
    }

    @Test
    void issuesTokensWhoseIdsAreThoseOfTheSignIns() throws IOException {
        for (JsonNode row : rows(bytes(Plan.day(1, 2000)))) {
            if (row.has("UniqueTokenIdentifier")) {
                String digits = row.get("Id").asText().replace("-", "");
                Guid id = new Guid(
                        Long.parseUnsignedLong(digits.substring(0, 16), 16),
                        Long.parseUnsignedLong(digits.substring(16), 16));
                assertEquals(
                        new String(id.token(), StandardCharsets.US_ASCII),
                        row.get("UniqueTokenIdentifier").asText());
            }
        }
    }

    @Test
    void usesTokensSeveralTimes() throws IOException {
        List<String> used = rows(bytes(Plan.day(1, ROWS))).stream()
                .filter(row -> row.has("SignInActivityId"))
                .map(row -> row.get("SignInActivityId").asText())
                .toList();

        double uses = used.size() / (double) new HashSet<>(used).size();
        assertTrue(uses > 1.5 && uses < 6, "a token is used " + uses + " times");
    }

    @Test
    void givesNoRowTwice() throws IOException {
        Set<String> ids = new HashSet<>();
        List<JsonNode> rows = rows(bytes(Plan.day(1, ROWS)));
        rows.forEach(row -> ids.add((row.has("Id") ? row.get("Id") : row.get("RequestId")).asText()));

        assertEquals(rows.size(), ids.size());
    }

    @Test
    void letsEachUserSignInOnceWhereThatIsAskedFor() throws IOException {
        Plan plan = Plan.usersOnce(1, 3000, Instant.parse("2024-05-01T10:00:00Z"), Duration.ofMinutes(10));
        Set<String> users = new TreeSet<>();
        rows(bytes(plan)).forEach(row -> users.add(row.get("UserPrincipalName").asText()));

        assertEquals(3000, users.size());
    }

    @Test
    void letsEachServicePrincipalSignInOnceWhereThatIsAskedFor() throws IOException {
        Plan plan = Plan.principalsOnce(1, 3000, Instant.parse("2024-05-01T10:00:00Z"), Duration.ofMinutes(10));
        Set<String> principals = new TreeSet<>();
        rows(bytes(plan))
                .forEach(row -> principals.add(row.get("ServicePrincipalName").asText()));

        assertEquals(3000, principals.size());
    }

    private static JsonNode firstOf(String table) throws IOException {
        return rows(bytes(Plan.day(1, 200))).stream()
                .filter(row -> row.get("Type").asText().equals(table))
                .findFirst()
                .orElseThrow();
    }

    private static byte[] bytes(Plan plan) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Logs.write(plan, out);
        return out.toByteArray();
    }

    private static List<JsonNode> rows(byte[] log) throws IOException {
        List<JsonNode> rows = new ArrayList<>();
        for (String line : new String(log, StandardCharsets.UTF_8).split("\n")) {
            rows.add(JSON.readTree(line));
        }
        return rows;
    }
}
