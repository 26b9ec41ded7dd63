package io.tokenwatch.lane;

import java.util.Arrays;

/**
 * Where texts of a table's rows stand already: users, agents, applications and addresses come again and again. Knows
 * the latest of them; of a column whose texts hardly repeat, such as an id, it looks at a few from time to time. Not
 * safe to share.
 */
final class RepeatedTexts {
    private static final int SIZE = 1024;
    private static final int TRIAL = 4096;
    private static final int TRIAL_EVERY = 16 * TRIAL;
    private static final long NOWHERE = -1;

    private final String[] texts = new String[SIZE];

    /**
     * For each text two numbers: its hash with its place, and the values that it stands in. They lie side by side, and
     * tell without a look at the text, because each of these is a line of the processor's cache.
     */
    private final long[] entries = new long[2 * SIZE];

    private final int[] looked;
    private final int[] found;

    /** @param columns how many columns the rows have */
    RepeatedTexts(int columns) {
        this.looked = new int[columns];
        this.found = new int[columns];
        Arrays.fill(entries, NOWHERE);
    }

    /**
     * The place of a text among values; -1 if it must be added at their end.
     *
     * @param column which column of its row it is
     */
    int place(String text, int column, PackedValues values) {
        if (!looksAt(column)) {
            return -1;
        }
        int hash = text.hashCode();
        int at = (hash ^ hash >>> 12 ^ hash >>> 24) & SIZE - 1;
        long entry = entries[2 * at];
        if ((int) (entry >>> 32) == hash && text.equals(texts[at])) {
            found[column]++;
            if (entries[2 * at + 1] == values.number()) {
                return (int) entry;
            }
        } else {
            texts[at] = text;
        }
        entries[2 * at] = (long) hash << 32 | values.size();
        entries[2 * at + 1] = values.number();
        return -1;
    }

    private boolean looksAt(int column) {
        int n = looked[column]++;
        if (n == TRIAL_EVERY) {
            looked[column] = 1;
            found[column] = 0;
            return true;
        }
        return n < TRIAL || found[column] >= TRIAL / 4;
    }
}
