package io.tokenwatch.alert;

import io.tokenwatch.engine.function.AddressPools;
import java.util.List;
import java.util.Locale;

/**
 * What an exception's value stands for: a text in any case; a text with {@code *} for anything; an address or a range
 * of addresses in any spelling. Immutable.
 */
final class ValuePattern {
    private final String text;
    private final AddressPools addresses;

    ValuePattern(String value) {
        this.text = small(value);
        this.addresses = AddressPools.wrong(value) == null ? new AddressPools(value) : null;
    }

    /** Whether all values match; none do not. */
    boolean matchesAll(List<Object> values) {
        return !values.isEmpty() && values.stream().allMatch(value -> value != null && matches(String.valueOf(value)));
    }

    boolean matches(String value) {
        return glob(small(value)) || addresses != null && addresses.contains(value);
    }

    private static String small(String text) {
        return text.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    }

    /** Goes back to the last star only, so that no pattern takes long. */
    private boolean glob(String value) {
        int star = -1;
        int from = 0;
        int p = 0;
        int v = 0;
        while (v < value.length()) {
            if (p < text.length() && text.charAt(p) == '*') {
                star = p++;
                from = v;
            } else if (p < text.length() && text.charAt(p) == value.charAt(v)) {
                p++;
                v++;
            } else if (star >= 0) {
                p = star + 1;
                v = ++from;
            } else {
                return false;
            }
        }
        while (p < text.length() && text.charAt(p) == '*') {
            p++;
        }
        return p == text.length();
    }
}
