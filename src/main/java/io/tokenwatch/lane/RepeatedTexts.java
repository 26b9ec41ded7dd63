package io.tokenwatch.lane;

import java.util.Arrays;

/**
 * Where texts of a table's rows stand already: users, agents, applications and addresses come again and again. Knows
 * the latest of them; of a column whose texts hardly repeat, such as an id, it looks at a few from time to time. Not
 * safe to share.
 */
final class RepeatedTexts {
    private static final int SIZE = 4096;
    private static final int TRIAL = 4096;
    private static final int TRIAL_EVERY = 16 * TRIAL;
    private static final long NOWHERE = -1;

    private final String[] texts = new String[SIZE];
    private final long[] where = new long[SIZE];
    private final int[] places = new int[SIZE];
    private final int[] looked;
    private final int[] found;

    /** @param columns how many columns the rows have */
    RepeatedTexts(int columns) {
        this.looked = new int[columns];
        this.found = new int[columns];
        Arrays.fill(where, NOWHERE);
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
        if (text.equals(texts[at])) {
            found[column]++;
            if (where[at] == values.number()) {
                return places[at];
            }
        }
        texts[at] = text;
        where[at] = values.number();
        places[at] = values.size();
        return -1;
    }

    private boolean looksAt(int column) {
        int n = looked[column]++;
        if (n == TRIAL_EVERY) {
            looked[column] = 1;
            found[column] = 0;
            return true;
        }
        return n < TRIAL || found[column] >= TRIAL / 8;
    }
}
