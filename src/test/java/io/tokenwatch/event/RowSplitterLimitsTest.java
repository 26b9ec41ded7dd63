package io.tokenwatch.event;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is longer than a row may be is one dead letter, and the next row comes out as ever. */
class RowSplitterLimitsTest {
    private static final int LONGEST = 20;
    private static final String FITS = "{\"a\":\"" + "x".repeat(12) + "\"}";
    private static final String LONG = "{\"a\":\"" + "x".repeat(13) + "\"}";
    private static final String CUT = LONG.substring(0, LONGEST);

    private static void assertPlaces(int chunkBytes, String stream, String... places) {
        assertEquals(
                List.of(places).stream().map(String::strip).toList(),
                Slices.of(stream, chunkBytes, LONGEST).stream()
                        .map(Slices::place)
                        .toList());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 30, 1000})
    void leavesOutALineThatIsTooLong(int chunkBytes) {
        assertPlaces(
                chunkBytes,
                FITS + "\n" + LONG + "\r\n" + FITS + "\n",
                "1:0 " + FITS,
                "TOO_LONG 2:0 " + CUT,
                "3:0 " + FITS);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 30, 1000})
    void leavesOutALineThatIsMuchTooLong(int chunkBytes) {
        assertPlaces(chunkBytes, LONG.repeat(50) + "\n" + FITS + "\n", "TOO_LONG 1:0 " + CUT, "2:0 " + FITS);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 30, 1000})
    void leavesOutALastLineThatIsTooLong(int chunkBytes) {
        assertPlaces(chunkBytes, FITS + "\n" + LONG, "1:0 " + FITS, "TOO_LONG 2:0 " + CUT);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 30, 1000})
    void leavesOutAnElementThatIsTooLong(int chunkBytes) {
        assertPlaces(
                chunkBytes,
                "[" + FITS + "," + LONG + "," + FITS + "]\n" + FITS,
                "1:1 " + FITS,
                "TOO_LONG 1:2 " + CUT,
                "1:3 " + FITS,
                "2:0 " + FITS);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 30, 1000})
    void leavesOutAnElementThatIsMuchTooLong(int chunkBytes) {
        String deep = "{\"a\":[\"]}\",{\"b\":\"\\\"" + "x".repeat(500) + "\"}]}";

        assertPlaces(
                chunkBytes,
                "{\"records\":[" + deep + "," + FITS + "]}\n" + FITS,
                "TOO_LONG 1:1 " + deep.substring(0, LONGEST),
                "1:2 " + FITS,
                "2:0 " + FITS);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 30, 1000})
    void leavesOutAnElementOverSeveralLinesThatIsTooLong(int chunkBytes) {
        String pretty = "{\n\"a\": \"" + "x".repeat(50) + "\"\n}";

        assertPlaces(
                chunkBytes,
                "[\n" + pretty + ",\n" + FITS + "\n]\n",
                "TOO_LONG 2:1 " + pretty.substring(0, LONGEST),
                "5:2 " + FITS);
        assertPlaces(
                chunkBytes,
                "[ " + pretty + ", " + FITS + " ]\n",
                "TOO_LONG 1:1 " + pretty.substring(0, LONGEST),
                "3:2 " + FITS);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 30, 1000})
    void leavesOutAnObjectOverSeveralLinesThatIsTooLong(int chunkBytes) {
        String pretty = "{\n\"a\": \"" + "x".repeat(50) + "\"\n}";

        assertPlaces(
                chunkBytes, pretty + "\n" + FITS + "\n", "TOO_LONG 1:0 " + pretty.substring(0, LONGEST), "4:0 " + FITS);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 30, 1000})
    void leavesOutATextInAnArrayThatIsTooLong(int chunkBytes) {
        String text = "\"" + "x".repeat(50) + "\"";

        assertPlaces(
                chunkBytes,
                "{\"records\":[" + text + "," + FITS + "]}\n",
                "TOO_LONG 1:1 " + text.substring(0, LONGEST),
                "1:2 " + FITS);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 30, 1000})
    void goesOnWithTheNextLineWhereATooLongElementIsCutOff(int chunkBytes) {
        assertPlaces(
                chunkBytes,
                "[" + FITS + ",{\"a\":\"" + "x".repeat(50) + "\n[" + FITS + "]",
                "1:1 " + FITS,
                "TOO_LONG 1:2 {\"a\":\"" + "x".repeat(14),
                "2:1 " + FITS);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 30, 1000})
    void doesNotWaitForTheEndOfBlanks(int chunkBytes) {
        assertPlaces(
                chunkBytes,
                "{" + " ".repeat(500) + "\n" + FITS,
                "TOO_LONG 1:0 {" + " ".repeat(LONGEST - 1),
                "2:0 " + FITS);
        assertPlaces(chunkBytes, "[" + " ".repeat(500) + "\n" + FITS + "]", "2:1 " + FITS);
    }
}
