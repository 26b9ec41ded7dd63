package io.tokenwatch.engine.safety;

import java.util.List;
import java.util.Locale;

/** Looks at a file before it is parsed: what is too large or nested too deeply would take the parser down. */
public final class TextCheck {
    private TextCheck() {}

    /**
     * What is wrong with a text; lines count from the beginning of the text.
     *
     * @param code the text with comments and the insides of string literals blanked out
     */
    public static List<Offence> check(String code, Guards guards) {
        if (code.length() > guards.longestText()) {
            return List.of(new Offence(
                    0,
                    1,
                    1,
                    "the file has " + code.length() + " characters; expected at most " + guards.longestText()
                            + ": make it several files, or keep long lists in epl/lists"));
        }
        long statements = code.chars().filter(c -> c == ';').count();
        if (statements > guards.mostStatements()) {
            return List.of(new Offence(
                    0,
                    1,
                    1,
                    "the file has " + statements + " statements; expected at most " + guards.mostStatements()
                            + ": make it several files"));
        }
        List<Offence> length = length(code, guards.longestStatement());
        return length.isEmpty() ? depth(code, guards.deepest()) : length;
    }

    private static List<Offence> length(String code, int longest) {
        int length = 0;
        int line = 1;
        int began = 1;
        for (int i = 0; i < code.length(); i++) {
            char c = code.charAt(i);
            if (c == ';') {
                length = 0;
            } else if (c == '\n') {
                line++;
            } else if (c > ' ') {
                began = length++ == 0 ? line : began;
            }
            if (length > longest) {
                return List.of(new Offence(
                        0,
                        began,
                        0,
                        "the statement has more than " + longest
                                + " characters beside its texts; make it several, or keep long lists in epl/lists"));
            }
        }
        return List.of();
    }

    private static List<Offence> depth(String code, int deepest) {
        int depth = 0;
        int line = 1;
        int lineStart = 0;
        for (int i = 0; i < code.length(); i++) {
            char c = code.charAt(i);
            if (c == '\n') {
                line++;
                lineStart = i + 1;
            } else if (c == ';') {
                depth = 0;
            } else if (c == '(' || c == '[' || c == '{' || word(code, i, "case")) {
                depth++;
            } else if (c == ')' || c == ']' || c == '}' || word(code, i, "end")) {
                depth = Math.max(0, depth - 1);
            }
            if (depth > deepest) {
                return List.of(new Offence(
                        0,
                        line,
                        i - lineStart + 1,
                        "brackets and case are nested more than " + deepest
                                + " deep; give inner parts a name with create expression"));
            }
        }
        return List.of();
    }

    private static boolean word(String code, int at, String word) {
        int end = at + word.length();
        return end <= code.length()
                && code.substring(at, end).toLowerCase(Locale.ROOT).equals(word)
                && (at == 0 || !Character.isJavaIdentifierPart(code.charAt(at - 1)))
                && (end == code.length() || !Character.isJavaIdentifierPart(code.charAt(end)));
    }
}
