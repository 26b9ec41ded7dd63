package io.tokenwatch.engine.function;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Kusto's {@code matches regex} for EPL, on the same RE2 syntax. Takes time in proportion to the text, whatever the
 * pattern, which {@code java.util.regex} does not.
 */
public final class Regexes {
    private static final int LONGEST_PATTERN = 1000;
    private static final int MOST_PATTERNS = 1000;

    private static final int MOST_REPETITIONS = 1000;

    private static final Pattern COUNT = Pattern.compile("\\{(?:\\d+,)?(\\d+)");

    /** Compiled patterns by their text; rules hold few. */
    private static final Map<String, Pattern> PATTERNS = new ConcurrentHashMap<>();

    private Regexes() {}

    /** Whether a pattern is found anywhere in a text; null holds nothing. */
    public static boolean matches(String text, String pattern) {
        return text != null && pattern(pattern).matcher(text).find();
    }

    /** @throws IllegalArgumentException if the pattern is none, with what is wrong in it */
    public static Pattern pattern(String text) {
        Pattern known = PATTERNS.get(text);
        if (known != null) {
            return known;
        }
        if (text.length() > LONGEST_PATTERN) {
            throw new IllegalArgumentException(
                    "the pattern has " + text.length() + " characters; expected at most " + LONGEST_PATTERN);
        }
        if (repetitions(text) > MOST_REPETITIONS) {
            throw new IllegalArgumentException(
                    "the counts in braces multiply to more than " + MOST_REPETITIONS + "; expected less in all");
        }
        try {
            Pattern compiled = Pattern.compile(text);
            if (PATTERNS.size() > MOST_PATTERNS) {
                PATTERNS.clear();
            }
            PATTERNS.put(text, compiled);
            return compiled;
        } catch (PatternSyntaxException wrong) {
            throw new IllegalArgumentException("'" + text + "' is not a pattern of RE2: " + wrong.getDescription()
                    + " '" + wrong.getPattern() + "'");
        }
    }

    /** RE2 writes each repetition out, and those within others again and again. */
    private static double repetitions(String text) {
        double product = 1;
        Matcher count = COUNT.matcher(text);
        while (count.find()) {
            product *= Math.max(1, Double.parseDouble(count.group(1)));
        }
        return product;
    }
}
