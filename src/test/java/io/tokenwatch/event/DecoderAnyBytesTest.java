package io.tokenwatch.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** No bytes make a decoder fail, and none hide the rows on other lines. */
class DecoderAnyBytesTest {
    private static final String GOOD = "{\"category\":\"SignInLogs\",\"time\":\"2024-05-01\",\"Id\":\"good\"}";

    private static Decoded decoded(byte[] bytes) {
        return Decoded.of("file", new ByteArrayInputStream(bytes), Limits.DEFAULT, (table, row) -> 1);
    }

    @Property(tries = 2000)
    void areAllRead(@ForAll byte[] bytes) {
        decoded(bytes);
    }

    @Provide
    Arbitrary<String> oneLine() {
        return Arbitraries.of(
                        "{",
                        "}",
                        "\"",
                        ":",
                        ",",
                        "\\",
                        "\"Id\"",
                        "1",
                        "true",
                        "\"category\"",
                        "\"SignInLogs\"",
                        "\"time\"",
                        "\"2024-05-01\"",
                        "\"properties\"",
                        "\"status\"",
                        "\u0000",
                        "\u00ff",
                        "\ufeff",
                        "\\u00",
                        "{\"Id\":",
                        "\"{\\\"id\\\":1}\"")
                .list()
                .ofMaxSize(12)
                .map(pieces -> String.join("", pieces));
    }

    @Property(tries = 3000, edgeCases = EdgeCasesMode.NONE)
    void hideNoOtherLine(@ForAll("oneLine") String line) {
        Decoded decoded = Decoded.of(GOOD + "\n" + line + "\n" + GOOD + "\n" + GOOD);

        assertTrue(decoded.column("Id").stream().filter("good"::equals).count() >= 3, () -> decoded.dead()
                .toString());
    }

    @Property(tries = 2000)
    void hideNoOtherLineWithOneByteWrong(@ForAll @IntRange(max = 56) int at, @ForAll byte wrong) {
        byte[] line = GOOD.getBytes(StandardCharsets.UTF_8);
        line[at] = wrong;
        String twoLines = new String(line, StandardCharsets.ISO_8859_1) + "\n" + GOOD;
        Decoded decoded = decoded(twoLines.getBytes(StandardCharsets.ISO_8859_1));

        assertEquals("good", decoded.column("Id").get(decoded.rows().size() - 1));
        assertEquals(
                decoded.read(),
                decoded.rows().size()
                        + decoded.dead().size()
                        + decoded.counters().total(Outcome.UNKNOWN));
    }

    @Test
    void areReadAsUtf8WhateverTheyLookLike() {
        for (String zeros : List.of("\0\0\0{\u00ff\u00ff", "{\0\0\0\u00ff\u00ff", "\0{", "{\0")) {
            assertEquals(
                    List.of("not-json 1:0"), Decoded.of(zeros + "\n" + GOOD).deadPlaces());
        }
    }
}
