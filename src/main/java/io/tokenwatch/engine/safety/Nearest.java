package io.tokenwatch.engine.safety;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds what somebody may have meant. */
public final class Nearest {
    private Nearest() {}

    /** The known name that takes the fewest edits, if they are few. */
    public static Optional<String> to(String name, Collection<String> known) {
        return known.stream()
                .filter(one -> distance(name, one) <= Math.max(1, Math.min(name.length(), one.length()) / 3))
                .min(Comparator.<String>comparingInt(one -> distance(name, one)).thenComparing(one -> one));
    }

    /** The number of letters to put in, take out or exchange, in any case. */
    static int distance(String one, String other) {
        String a = one.toLowerCase(Locale.ROOT);
        String b = other.toLowerCase(Locale.ROOT);
        int[] row = new int[b.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int exchanged = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(exchanged, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
