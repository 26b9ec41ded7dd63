package io.tokenwatch.alert;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class ValuePatternTest {
    @Test
    void matchesATextInAnyCase() {
        assertTrue(new ValuePattern("Backup").matches("backUP"));
        assertTrue(new ValuePattern("İstanbul-Müller").matches("İSTANBUL-MÜLLER"));
        assertFalse(new ValuePattern("Backup").matches("Backup2"));
        assertFalse(new ValuePattern("Back.p").matches("Backup"));
    }

    @Test
    void matchesAnAddressInAnySpelling() {
        for (String value : List.of("203.0.113.7", "::ffff:203.0.113.7", "203.0.113.0/24", "203.0.113.*")) {
            assertTrue(new ValuePattern(value).matches("203.0.113.7"), value);
            assertFalse(new ValuePattern(value).matches("203.0.114.7"), value);
        }
        assertTrue(new ValuePattern("203.0.113.7").matches("::FFFF:203.0.113.7"));
        assertTrue(new ValuePattern("2001:DB8::/48").matches("2001:db8:0:7::1"));
        assertTrue(new ValuePattern("2001:db8::1").matches("2001:0DB8:0:0::1"));
        assertFalse(new ValuePattern("2001:db8::1").matches("2001:db8::2"));
    }

    @Property
    void matchesLikeARegularExpression(
            @ForAll @Chars({'a', 'B', '*', '.'}) @StringLength(max = 6) String pattern,
            @ForAll @Chars({'a', 'b', '.'}) @StringLength(max = 8) String text) {
        String regex =
                Arrays.stream(pattern.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));

        assertEquals(
                Pattern.compile(regex, Pattern.CASE_INSENSITIVE).matcher(text).matches(),
                new ValuePattern(pattern).matches(text));
        assertEquals(
                new ValuePattern(pattern).matches(text),
                new ValuePattern(pattern.toLowerCase(Locale.ROOT)).matches(text.toUpperCase(Locale.ROOT)));
    }

    @Test
    void matchesASetOnlyAsAWhole() {
        ValuePattern office = new ValuePattern("198.51.100.0/24");

        assertTrue(office.matchesAll(List.of("198.51.100.1", "198.51.100.2")));
        assertFalse(office.matchesAll(List.of("198.51.100.1", "203.0.113.9")));
        assertFalse(office.matchesAll(Arrays.asList("198.51.100.1", null)));
        assertFalse(new ValuePattern("*").matchesAll(List.of()));
        assertTrue(new ValuePattern("11").matchesAll(List.of(11L)));
    }
}
