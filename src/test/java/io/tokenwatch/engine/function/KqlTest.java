package io.tokenwatch.engine.function;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tokenwatch.event.Ticks;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KqlTest {
    @Test
    void hasAnyTermOfAList() {
        String[] terms = {"curl/", "ruby"};

        assertTrue(Kql.hasAny("curl/8", terms));
        assertTrue(Kql.hasAny("Ruby", terms.clone()));
        assertFalse(Kql.hasAny("jruby", terms));
        assertFalse(Kql.hasAny("", terms));
        assertFalse(Kql.hasAny(null, terms));
    }

    @Test
    void keepsListsApartHoweverManyThereAre() {
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 1200; i++) {
                assertTrue(Kql.hasAny("term" + i, new String[] {"term" + i}));
                assertFalse(Kql.hasAny("term" + i, new String[] {"term" + (i + 1)}));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "abc, ABC, true",
        "aBc1-é, AbC1-é, true",
        "'', '', true",
        "abc, abd, false",
        "abc, abcd, false",
        "é, É, false",
        "\u212A, k, false",
        "[, {, false",
        "@, `, false",
        "' a', a, false"
    })
    void comparesTheCaseOfAsciiLettersOnly(String a, String b, boolean equal) {
        assertEquals(equal, Kql.equalsIgnoreCase(a, b));
        assertEquals(equal, Kql.equalsIgnoreCase(b, a));
    }

    @Test
    void takesNullForEqualToNothing() {
        assertFalse(Kql.equalsIgnoreCase(null, ""));
        assertFalse(Kql.equalsIgnoreCase("", null));
        assertFalse(Kql.equalsIgnoreCase(null, null));
        assertFalse(Kql.inIgnoreCase(null, new String[] {""}));
    }

    @Property
    void comparesAsciiTextsAsJavaDoes(
            @ForAll @AlphaChars @Chars({'1', '@', '`', '[', '{'}) @StringLength(max = 3) String a,
            @ForAll @AlphaChars @Chars({'1', '@', '`', '[', '{'}) @StringLength(max = 3) String b) {
        assertEquals(a.equalsIgnoreCase(b), Kql.equalsIgnoreCase(a, b));
        assertTrue(Kql.equalsIgnoreCase(a, a.toUpperCase(java.util.Locale.ROOT)));
    }

    @Test
    void findsATextInAListInAnyCase() {
        String[] list = {"notApplied", "disabled"};

        assertTrue(Kql.inIgnoreCase("NOTAPPLIED", list));
        assertFalse(Kql.inIgnoreCase("applied", list));
        assertFalse(Kql.inIgnoreCase("notApplied", new String[0]));
    }

    @ParameterizedTest
    @CsvSource({
        "2024-05-01T10:59:59.9999999Z, 1h, 2024-05-01T10:00:00.0000000Z",
        "2024-05-01T10:00:00.0000000Z, 1h, 2024-05-01T10:00:00.0000000Z",
        "2024-05-01T10:59:59.9999999Z, 1d, 2024-05-01T00:00:00.0000000Z",
        "2024-05-01T10:59:59.9999999Z, 5m, 2024-05-01T10:55:00.0000000Z",
        "1969-12-31T23:30:00.0000000Z, 1h, 1969-12-31T23:00:00.0000000Z",
    })
    void binsTimes(String time, String size, String bin) {
        assertEquals(bin, Ticks.toIso(Kql.bin(Ticks.parse(time), Kql.timespan(size))));
    }

    @Test
    void passesNullOn() {
        assertNull(Kql.bin(null, 1));
        assertNull(Kql.millis(null));
        assertEquals("", Kql.jsonMember(null, "a"));
    }

    @ParameterizedTest
    @CsvSource({
        "7d, 6048000000000",
        "1h, 36000000000",
        "30m, 18000000000",
        "10s, 100000000",
        "5ms, 50000",
        "0s, 0",
        "007m, 4200000000",
        "106751d, 92232864000000000"
    })
    void readsTimespans(String text, long ticks) {
        assertEquals(ticks, Kql.timespan(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "h", "1", "1 h", "1.5h", "-1h", "1H", "1h30m", "1us", "9999999999s", "999999999d"})
    void refusesOtherTimespans(String text) {
        IllegalArgumentException wrong = assertThrows(IllegalArgumentException.class, () -> Kql.timespan(text));

        assertEquals(
                "'" + text + "' is not a timespan; expected a form like '7d', '1h', '30m', '10s' or '5ms'",
                wrong.getMessage());
    }

    @Test
    void roundsMillisecondsDown() {
        assertEquals(1, Kql.millis(19_999L));
        assertEquals(-1, Kql.millis(-1L));
    }

    @Test
    void givesTheSameMemberWhenAskedAgain() {
        for (int i = 0; i < 3; i++) {
            assertEquals("IL", Kql.jsonMember("{\"countryOrRegion\":\"IL\",\"city\":\"Haifa\"}", "countryOrRegion"));
            assertEquals("Haifa", Kql.jsonMember("{\"countryOrRegion\":\"IL\",\"city\":\"Haifa\"}", "city"));
            assertEquals("", Kql.jsonMember("{\"countryOrRegion\":\"IL\",\"city\":\"Haifa\"}", "City"));
            assertEquals("", Kql.jsonMember("IL", "city"));
        }
    }

    @Property
    void givesTheMemberOfTheTextAtHand(@ForAll short value) {
        assertEquals(String.valueOf(value), Kql.jsonMember("{\"a\":" + value + "}", "a"));
    }
}
