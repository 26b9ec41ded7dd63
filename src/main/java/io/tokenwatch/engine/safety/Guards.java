package io.tokenwatch.engine.safety;

import java.time.Duration;

/**
 * How much a rule may ask for.
 *
 * @param longestWindow how long a window may keep rows
 * @param mostRows how many rows a window of so many rows may keep
 * @param shortestTimer how often a timer may fire
 * @param mostStatements how many statements a file may have
 * @param longestText how many characters a file may have
 * @param longestStatement how many characters a statement may have, blanks, comments and the insides of texts apart
 * @param deepest how deep brackets and {@code case} may be nested
 * @param largestExpansion how many words a rule's declared expressions may come to when each is put in for its name
 */
public record Guards(
        Duration longestWindow,
        int mostRows,
        Duration shortestTimer,
        int mostStatements,
        int longestText,
        int longestStatement,
        int deepest,
        int largestExpansion) {
    public static final Guards DEFAULT =
            new Guards(Duration.ofDays(31), 100_000, Duration.ofSeconds(1), 200, 1 << 20, 20_000, 24, 20_000);

    public Guards withLongestWindow(Duration longest) {
        return new Guards(
                longest,
                mostRows,
                shortestTimer,
                mostStatements,
                longestText,
                longestStatement,
                deepest,
                largestExpansion);
    }
}
