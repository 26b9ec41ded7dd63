package io.tokenwatch.event;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** Every row that is found in a source is wanted, filtered, dead or of an unknown table. */
class DecoderCountersTest {
    private static final List<String> LINES = List.of(
            "{\"category\":\"SignInLogs\",\"time\":\"2024-05-01\",\"Id\":\"wanted\"}",
            "{\"category\":\"SignInLogs\",\"time\":\"2024-05-01\",\"Id\":\"other\"}",
            "{\"category\":\"MicrosoftGraphActivityLogs\",\"time\":\"2024-05-01\",\"RequestId\":\"wanted\"}",
            "{\"category\":\"AuditLogs\"}",
            "{\"category\":\"SignInLogs\",\"time\":\"?\"}",
            "{\"category\":\"SignInLogs\"",
            "[{\"category\":\"SignInLogs\",\"time\":\"2024-05-01\",\"Id\":\"wanted\"},{\"a\":1}",
            "{\"records\":[{\"category\":\"SignInLogs\",\"time\":\"2024-05-01\"},{\"Type\":\"X\"}]}",
            "",
            "hello");

    @Provide
    Arbitrary<List<String>> lines() {
        return Arbitraries.of(LINES).list().ofMaxSize(20);
    }

    private static Decoded decoded(String text) {
        return Decoded.of(
                "file",
                new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)),
                Limits.DEFAULT,
                (table, row) -> row[1].equals("wanted") ? 5 : 0);
    }

    @Property
    void addUp(@ForAll("lines") List<String> lines) {
        Decoded decoded = decoded(String.join("\n", lines));
        Counters counters = decoded.counters();

        assertEquals(decoded.read(), counters.total(Outcome.READ));
        assertEquals(decoded.dead().size(), counters.total(Outcome.DEAD));
        assertEquals(
                counters.total(Outcome.READ),
                decoded.rows().size()
                        + counters.total(Outcome.FILTERED)
                        + counters.total(Outcome.DEAD)
                        + counters.total(Outcome.UNKNOWN));
    }

    @Test
    void areKeptByTable() {
        Counters counters = decoded(LINES.stream().limit(6).collect(Collectors.joining("\n")))
                .counters();

        assertEquals(List.of("(none)", "AuditLogs", "MicrosoftGraphActivityLogs", "SigninLogs"), counters.tables());
        assertEquals(3, counters.get("SigninLogs", Outcome.READ));
        assertEquals(1, counters.get("SigninLogs", Outcome.FILTERED));
        assertEquals(1, counters.get("SigninLogs", Outcome.DEAD));
        assertEquals(1, counters.get("MicrosoftGraphActivityLogs", Outcome.READ));
        assertEquals(1, counters.get("AuditLogs", Outcome.UNKNOWN));
        assertEquals(1, counters.get(Counters.NO_TABLE, Outcome.DEAD));
        assertEquals(0, counters.get("Nothing", Outcome.READ));
    }

    @Test
    void areKeptOfOnlySoManyUnknownTables() {
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < 1000; i++) {
            rows.append("{\"category\":\"Table").append(i).append("\"}\n");
        }

        Counters counters = decoded(rows.toString()).counters();

        assertEquals(1000, counters.total(Outcome.UNKNOWN));
        assertEquals(201, counters.tables().size());
    }

    @Test
    void passOnTheTimesOfRowsThatNoRuleWants() {
        Decoded decoded = decoded(LINES.get(0) + "\n" + LINES.get(1));
        assertEquals(1, decoded.rows().size());
        assertEquals(2, decoded.times().size());
    }

    @Test
    void passOnWhichRulesWantARow() {
        assertEquals(
                List.of("wanted"), decoded(LINES.get(0) + "\n" + LINES.get(1)).column("Id"));
    }
}
