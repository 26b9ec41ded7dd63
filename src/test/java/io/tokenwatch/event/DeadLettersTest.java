package io.tokenwatch.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows that cannot be read: why, where, and that the rows around them are read. */
class DeadLettersTest {
    private static final String GOOD = "{\"category\":\"SignInLogs\",\"time\":\"2024-05-01\",\"Id\":\"1\"}";

    private static final Map<DeadReason, String> BAD_ROWS = new TreeMap<>(Map.of(
            DeadReason.CUT_OFF, "{\"Id\":\"1\",\"time\":\"2024",
            DeadReason.NOT_JSON, "{\"Id\":nul}",
            DeadReason.WRONG_ROOT, "\"text\"",
            DeadReason.DUPLICATE_KEY, "{\"Id\":1,\"Id\":2}",
            DeadReason.TOO_DEEP, "{\"Id\":" + "[".repeat(64) + "]".repeat(64) + "}",
            DeadReason.TOO_LONG, "{\"Id\":\"" + "x".repeat(1 << 20) + "\"}",
            DeadReason.BAD_TIME, "{\"Id\":1,\"category\":\"SignInLogs\",\"time\":\"yesterday\"}",
            DeadReason.NO_TIME, "{\"Id\":1,\"category\":\"SignInLogs\"}",
            DeadReason.NO_TABLE, "{\"Id\":1,\"time\":\"2024-05-01\"}"));

    private static void assertReason(DeadReason reason, String message, String row) {
        DeadLetter letter = Decoded.of(row).letter();

        assertEquals(reason, letter.reason());
        assertEquals(message, letter.message());
        assertEquals(row, letter.row());
    }

    @Test
    void standOnTheirLine() {
        BAD_ROWS.forEach((reason, row) -> {
            Decoded decoded = Decoded.of(GOOD + "\r\n\n" + row + "\n" + GOOD);

            assertEquals(List.of(reason.text() + " 3:0"), decoded.deadPlaces());
            assertEquals(List.of("1", "1"), decoded.column("Id"));
        });
    }

    @Test
    void standAtTheirPlaceOfAnArray() {
        BAD_ROWS.forEach((reason, row) -> {
            if (reason != DeadReason.CUT_OFF) {
                Decoded decoded = Decoded.of("\n[" + GOOD + ",\n" + row + ",\n" + GOOD + "]");

                assertEquals(List.of(reason.text() + " 3:2"), decoded.deadPlaces());
                assertEquals(List.of("1", "1"), decoded.column("Id"), reason.text());
            }
        });
    }

    @Test
    void standAtTheirPlaceOfAnEnvelope() {
        BAD_ROWS.forEach((reason, row) -> {
            if (reason != DeadReason.CUT_OFF) {
                Decoded decoded = Decoded.of(GOOD + "\n{\"records\":[" + GOOD + "," + row + "," + GOOD + "]}");

                assertEquals(List.of(reason.text() + " 2:2"), decoded.deadPlaces());
                assertEquals(List.of("1", "1", "1"), decoded.column("Id"), reason.text());
            }
        });
    }

    @Test
    void tellOfRowsThatEndInTheMiddle() {
        for (String row : List.of("{\"Id\":\"1", "{\"Id\":", "{\"Id\"", "{", "{\"Id\":[1,{\"a\":2}")) {
            DeadLetter letter = Decoded.of(row).letter();

            assertEquals(DeadReason.CUT_OFF, letter.reason(), row);
            assertTrue(letter.message().startsWith("the row ends in the middle: "), letter::message);
        }
    }

    @Test
    void tellOfArraysAndEnvelopesThatAreNotClosed() {
        for (String stream :
                List.of("[" + GOOD, "[" + GOOD + ",", "{\"records\":[" + GOOD, "{\"records\":[" + GOOD + "]")) {
            DeadLetter letter = Decoded.of(stream).letter();

            assertEquals(DeadReason.CUT_OFF, letter.reason());
            assertEquals("the array of rows is not closed; expected ']'", letter.message());
        }
    }

    @Test
    void tellTheColumnOfWhatIsNotJson() {
        DeadLetter letter = Decoded.of("{\"Id\":\"1\",\"x\":nul}").letter();

        assertEquals(DeadReason.NOT_JSON, letter.reason());
        assertTrue(letter.message().startsWith("column 15: Unrecognized token 'nul'"), letter::message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"\"text\" | a text", "17 | a number", "[1] | an array", "true | true", "null | null"})
    void tellWhatARowIsInsteadOfAnObject(String row, String found) {
        assertReason(DeadReason.WRONG_ROOT, "the row is " + found + "; expected an object", row);
    }

    @Test
    void tellOfASecondValue() {
        assertReason(
                DeadReason.SECOND_VALUE,
                "a second value begins at column 9; expected one object",
                "{\"a\":1} {\"b\":2}");
    }

    @Test
    void tellOfAKeyThatStandsTwice() {
        String message = "the key \"time\" stands twice in one object";

        assertReason(DeadReason.DUPLICATE_KEY, message, "{\"time\":1,\"b\":2,\"time\":1}");
        assertReason(
                DeadReason.DUPLICATE_KEY,
                "the key \"id\" stands twice in one object",
                "{\"properties\":{\"id\":1,\"id\":2}}");
        assertReason(
                DeadReason.DUPLICATE_KEY,
                "the key \"id\" stands twice in one object",
                "{\"properties\":\"{\\\"id\\\":1,\\\"id\\\":2}\"}");
    }

    @Test
    void leaveAloneAKeyThatStandsInTwoObjects() {
        Decoded decoded = Decoded.of(
                "{\"category\":\"SignInLogs\",\"time\":\"2024-05-01\",\"properties\":{\"time\":1,\"category\":2}}\n"
                        .repeat(2));

        assertEquals(2, decoded.rows().size());
    }

    @Test
    void tellOfRowsDeeperThanTheLimit() {
        String deep = "{\"a\":" + "[".repeat(63) + "]".repeat(63) + "}";

        assertEquals(
                List.of("no-table 1:0", "too-deep 2:0"),
                Decoded.of(deep + "\n{\"b\":" + deep + "}").deadPlaces());
    }

    @Test
    void tellOfRowsLongerThanTheLimit() {
        Limits limits = new Limits(100, 64);
        Decoded decoded = Decoded.withLimits(limits, GOOD + "\n{\"a\":\"" + "x".repeat(200) + "\"}\n" + GOOD);

        assertEquals(List.of("1", "1"), decoded.column("Id"));
        assertEquals(DeadReason.TOO_LONG, decoded.letter().reason());
        assertEquals("the row is longer than 100 bytes", decoded.letter().message());
        assertEquals(100, decoded.letter().row().length());
    }

    @Test
    void tellTheTimeThatCannotBeRead() {
        assertReason(
                DeadReason.BAD_TIME,
                "the time is \"31.12.2024\"; expected a form like 2024-05-01T10:20:30.1234567Z",
                "{\"category\":\"SignInLogs\",\"time\":\"31.12.2024\"}");
        assertReason(
                DeadReason.BAD_TIME,
                "the time is \"\"; expected a form like 2024-05-01T10:20:30.1234567Z",
                "{\"category\":\"SignInLogs\",\"time\":\"\"}");
        assertEquals(
                "the time is \"" + "x".repeat(100) + "…\"; expected a form like 2024-05-01T10:20:30.1234567Z",
                Decoded.of("{\"category\":\"SignInLogs\",\"time\":\"" + "x".repeat(101) + "\"}")
                        .letter()
                        .message());
    }

    @Test
    void tellWhereATimeWasLookedFor() {
        assertReason(
                DeadReason.NO_TIME,
                "the row has no time; expected one of [TimeGenerated, time, CreatedDateTime, properties.createdDateTime]",
                "{\"category\":\"SignInLogs\",\"time\":null}");
    }

    @Test
    void tellThatTheTableIsNotSaid() {
        assertReason(
                DeadReason.NO_TABLE,
                "the row does not say its table; expected \"Type\" or \"category\", or a file named after the table",
                "{\"time\":\"2024-05-01\"}");
    }

    @Test
    void nameTheirSourceAndTable() {
        DeadLetter letter = Decoded.ofFile("in/signinlogs.json", "{}").letter();

        assertEquals(Source.named("in/signinlogs.json"), letter.source());
        assertEquals("SigninLogs", letter.table());
    }

    @Test
    void keepNoMoreOfARowThan64KiB() {
        assertEquals(64 * 1024, Decoded.of("x".repeat(100_000)).letter().row().length());
    }

    @Test
    void canBeMadeOfARowThatWasRead() {
        assertEquals(
                new DeadLetter(DeadReason.LATE, "too late", Source.named("events.ndjson"), 2, 1, "SigninLogs", GOOD),
                Decoded.of("\n[" + GOOD + "]").rejected(DeadReason.LATE, "too late"));
    }
}
