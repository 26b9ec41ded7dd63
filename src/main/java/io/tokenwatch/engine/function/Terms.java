package io.tokenwatch.engine.function;

import java.util.ArrayList;
import java.util.List;

/**
 * A list of terms that texts are searched for, as Kusto's {@code has_any} does. Immutable and safe to share.
 *
 * <p>A term is found where its letters occur in any case and where an edge that is a letter or digit does not touch
 * another letter or digit; an edge that is anything else needs no such boundary. Letters and digits are those of ASCII,
 * so {@code _} is a boundary. "curl/" is in "curl/7.1" and in "x curl/", not in "xcurl/7"; "Microsoft Graph" is in
 * "Microsoft Graph PowerShell", not in "MyMicrosoft Graph".
 */
final class Terms {
    /**
     * The terms in small letters by their first character; one more list for those that begin with no ASCII character.
     */
    private final char[][][] byFirst = new char[129][][];

    private final Remembered[] remembered = new Remembered[4096];

    /**
     * A text and whether it has a term. Immutable, so that threads may race for its place in the array: they find this
     * answer, another's, or none.
     */
    private record Remembered(String text, boolean found) {}

    Terms(String[] terms) {
        List<List<char[]>> lists = new ArrayList<>();
        for (int i = 0; i < byFirst.length; i++) {
            lists.add(new ArrayList<>());
        }
        for (String term : terms) {
            if (!term.isEmpty()) {
                char[] small = new char[term.length()];
                for (int i = 0; i < small.length; i++) {
                    small[i] = small(term.charAt(i));
                }
                lists.get(Math.min(small[0], 128)).add(small);
            }
        }
        for (int i = 0; i < byFirst.length; i++) {
            byFirst[i] = lists.get(i).isEmpty() ? null : lists.get(i).toArray(char[][]::new);
        }
    }

    boolean foundIn(String text) {
        if (text.isEmpty()) {
            return false;
        }
        int hash = text.hashCode();
        int at = (hash ^ hash >>> 12) & remembered.length - 1;
        Remembered known = remembered[at];
        if (known != null && known.text.equals(text)) {
            return known.found;
        }
        boolean found = search(text);
        remembered[at] = new Remembered(text, found);
        return found;
    }

    private boolean search(String text) {
        boolean inWord = false;
        for (int i = 0; i < text.length(); i++) {
            char c = small(text.charAt(i));
            char[][] candidates = byFirst[Math.min(c, 128)];
            if (candidates != null) {
                for (char[] term : candidates) {
                    if (!(inWord && isWord(c)) && matches(text, i, term)) {
                        return true;
                    }
                }
            }
            inWord = isWord(c);
        }
        return false;
    }

    private static boolean matches(String text, int from, char[] term) {
        int end = from + term.length;
        if (end > text.length()) {
            return false;
        }
        for (int i = 0; i < term.length; i++) {
            if (small(text.charAt(from + i)) != term[i]) {
                return false;
            }
        }
        return end == text.length() || !isWord(term[term.length - 1]) || !isWord(small(text.charAt(end)));
    }

    private static char small(char c) {
        return c >= 'A' && c <= 'Z' ? (char) (c + 32) : c;
    }

    private static boolean isWord(char small) {
        return (small >= 'a' && small <= 'z') || (small >= '0' && small <= '9');
    }
}
