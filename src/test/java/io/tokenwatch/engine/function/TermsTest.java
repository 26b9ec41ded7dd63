package io.tokenwatch.engine.function;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code has_any} finds. */
class TermsTest {
    private static boolean found(String text, String... terms) {
        return new Terms(terms).foundIn(text);
    }

    @ParameterizedTest
    @CsvSource({
        "curl/7.1, curl/",
        "x curl/, curl/",
        "CURL/7.1, curl/",
        "curl/7.1, CURL/",
        "python-requests/2.31, python-requests",
        "libcurl, libcurl",
        "_Hello_World_, hello",
        "_Hello_World_, World",
        "North America, North America",
        "Microsoft Graph PowerShell, Microsoft Graph",
        "a/resourcegroups/test.rg000001?api-version=1, /resourcegroups/test.rg000001?",
        "xcurl/curl/, curl/",
        "é-ruby, ruby",
        "éruby, ruby",
    })
    void findsATermWhoseEdgesTouchNoLetterOrDigit(String text, String term) {
        assertTrue(found(text, term));
    }

    @ParameterizedTest
    @CsvSource({
        "xcurl/7, curl/",
        "libcurl/8, curl/",
        "javascript/1, java/",
        "jruby, ruby",
        "ruby2, ruby",
        "2ruby, ruby",
        "MyMicrosoft Graph, Microsoft Graph",
        "Microsoft Graphs, Microsoft Graph",
        "Microsoft  Graph, Microsoft Graph",
        "python requests, python-requests",
        "java, java/",
        "xHellox, hello",
        "curl, curl/7",
        "'', curl",
    })
    void findsNoTermElsewhere(String text, String term) {
        assertFalse(found(text, term));
    }

    @Test
    void findsAnyOfItsTerms() {
        assertTrue(found("libcurl/8", "curl/", "libcurl"));
        assertFalse(found("libcurl/8"));
    }

    @Test
    void findsNothingForAnEmptyTerm() {
        assertFalse(found("text", ""));
        assertFalse(found("", ""));
    }

    @Test
    void findsTermsThatBeginWithOtherThanAsciiAsTheyAre() {
        assertTrue(found("x é y", "é"));
        assertFalse(found("x ö y", "é"));
        assertFalse(found("öa", "éa"));
        assertFalse(found("É", "é"));
        assertFalse(found("\u212A", "k"));
    }

    @Property(tries = 5000)
    void findsWhatAPlainSearchFinds(
            @ForAll @StringLength(max = 12) @Chars({'a', 'B', 'b', 'k', '1', '_', '/', ' ', 'é', 'É', 'ö', '\u212A'})
                    String text,
            @ForAll @Size(max = 3)
                    List<@StringLength(max = 3) @Chars({'a', 'B', 'b', 'k', '1', '_', '/', ' ', 'é', 'É', 'ö'}) String>
                            terms) {
        Terms compiled = new Terms(terms.toArray(String[]::new));

        boolean expected = terms.stream().anyMatch(term -> plainlyFound(text, term));
        assertEquals(expected, compiled.foundIn(text));
        assertEquals(expected, compiled.foundIn(new String(text)), "asked again");
    }

    private static boolean plainlyFound(String text, String term) {
        String small = small(text);
        String wanted = small(term);
        for (int at = 0; !wanted.isEmpty() && (at = small.indexOf(wanted, at)) >= 0; at++) {
            int end = at + wanted.length();
            boolean begins = at == 0 || !(isWord(small.charAt(at)) && isWord(small.charAt(at - 1)));
            boolean ends = end == small.length() || !(isWord(small.charAt(end - 1)) && isWord(small.charAt(end)));
            if (begins && ends) {
                return true;
            }
        }
        return false;
    }

    private static String small(String text) {
        StringBuilder small = new StringBuilder(text);
        for (int i = 0; i < small.length(); i++) {
            if ("ABCDEFGHIJKLMNOPQRSTUVWXYZ".indexOf(small.charAt(i)) >= 0) {
                small.setCharAt(i, Character.toLowerCase(small.charAt(i)));
            }
        }
        return small.toString();
    }

    private static boolean isWord(char c) {
        return "abcdefghijklmnopqrstuvwxyz0123456789".indexOf(c) >= 0;
    }
}
