package io.tokenwatch.engine.function;

import io.tokenwatch.event.JsonText;
import io.tokenwatch.event.Ticks;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Kusto's scalar operators and functions for EPL. Each follows the documented meaning; null goes in where Kusto would
 * have null, and strings are never null.
 */
public final class Kql {
    /** Compiled term lists by the array that a rule holds them in; rules hold few, and each array for good. */
    private static final Map<TermList, Terms> TERMS = new ConcurrentHashMap<>();

    /** The last list that a thread asked for, which mostly is the next one too. */
    private static final ThreadLocal<LastTerms> LAST = ThreadLocal.withInitial(LastTerms::new);

    private static final int MOST_LISTS = 1000;

    private Kql() {}

    private record TermList(java.util.List<String> terms) {}

    private static final class LastTerms {
        private final String[][] lists = new String[4][];
        private final Terms[] terms = new Terms[4];
        private int next;

        Terms of(String[] list) {
            for (int i = 0; i < lists.length; i++) {
                if (lists[i] == list) {
                    return terms[i];
                }
            }
            if (TERMS.size() > MOST_LISTS) {
                TERMS.clear();
            }
            Terms compiled = TERMS.computeIfAbsent(new TermList(java.util.List.of(list)), l -> new Terms(list));
            lists[next] = list;
            terms[next] = compiled;
            next = (next + 1) % lists.length;
            return compiled;
        }
    }

    /**
     * {@code text has_any (list)}: whether a text has one of the terms, in any case.
     *
     * @see Terms
     */
    public static boolean hasAny(String text, String[] terms) {
        return text != null && LAST.get().of(terms).foundIn(text);
    }

    /** {@code a =~ b}: equal in any case; the case of ASCII letters only, as Kusto documents it. */
    public static boolean equalsIgnoreCase(String a, String b) {
        if (a == null || b == null || a.length() != b.length()) {
            return false;
        }
        for (int i = 0; i < a.length(); i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y && !(isLetter(x) && (x | 32) == (y | 32))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isLetter(char c) {
        char small = (char) (c | 32);
        return small >= 'a' && small <= 'z';
    }

    /** {@code text in~ (list)}: equal in any case to one of them. */
    public static boolean inIgnoreCase(String text, String[] list) {
        for (String one : list) {
            if (equalsIgnoreCase(text, one)) {
                return true;
            }
        }
        return false;
    }

    /** {@code bin(time, size)}: rounds down to a multiple of a size, both in ticks; null stays null. */
    public static Long bin(Long ticks, long size) {
        return ticks == null ? null : (Long) Ticks.bin(ticks, size);
    }

    /**
     * A timespan literal in ticks: {@code '7d'}, {@code '1h'}, {@code '30m'}, {@code '10s'}, {@code '5ms'}.
     *
     * @throws IllegalArgumentException if the text is none
     */
    public static long timespan(String text) {
        int digits = 0;
        while (digits < text.length() && Character.isDigit(text.charAt(digits))) {
            digits++;
        }
        long unit =
                switch (text.substring(digits)) {
                    case "d" -> 24 * Ticks.PER_HOUR;
                    case "h" -> Ticks.PER_HOUR;
                    case "m" -> Ticks.PER_MINUTE;
                    case "s" -> Ticks.PER_SECOND;
                    case "ms" -> Ticks.PER_MILLI;
                    default -> 0;
                };
        long count = digits == 0 || digits > 9 || unit == 0 ? -1 : Long.parseLong(text.substring(0, digits));
        if (count < 0 || count > Long.MAX_VALUE / unit) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a timespan; expected a form like '7d', '1h', '30m', '10s' or '5ms'");
        }
        return count * unit;
    }

    /** Milliseconds since 1970 of ticks, for Esper's own time windows; null stays null. */
    public static Long millis(Long ticks) {
        return ticks == null ? null : (Long) Ticks.toMillis(ticks);
    }

    /**
     * {@code tostring(parse_json(text).name)}: a member of a JSON object that a column holds as text; "" if there is
     * none.
     */
    public static String jsonMember(String text, String name) {
        return JsonMembers.of(text, name);
    }

    /** Remembers members: a column such as LocationDetails has few different texts. */
    private static final class JsonMembers {
        private static final Entry[] ENTRIES = new Entry[8192];

        /** Immutable, so that threads may race for its place. */
        private record Entry(String text, String name, String member) {}

        static String of(String text, String name) {
            if (text == null) {
                return "";
            }
            int hash = text.hashCode() * 31 + name.hashCode();
            int at = (hash ^ hash >>> 13) & ENTRIES.length - 1;
            Entry known = ENTRIES[at];
            if (known != null && known.text.equals(text) && known.name.equals(name)) {
                return known.member;
            }
            Entry fresh = new Entry(text, name, JsonText.member(text, name));
            ENTRIES[at] = fresh;
            return fresh.member;
        }
    }
}
