package io.tokenwatch.engine.function;

import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressString;
import inet.ipaddr.IPAddressStringParameters;

/**
 * Makes IP addresses comparable as text. Logs spell one address in several ways: IPv6 with and without zeros, IPv4
 * mapped into IPv6, with a port behind.
 *
 * <p>{@code 2001:DB8:0:0::1}, {@code [2001:db8::1]:443} and {@code 2001:db8::1} are one address, as are
 * {@code 20.1.2.3}, {@code 20.1.2.3:443} and {@code ::ffff:20.1.2.3}.
 */
public final class Addresses {
    static final IPAddressStringParameters PLAIN = new IPAddressStringParameters.Builder()
            .allowAll(false)
            .allowEmpty(false)
            .allowSingleSegment(false)
            .allowPrefix(false)
            .allowMask(false)
            .allowWildcardedSeparator(false)
            .setRangeOptions(inet.ipaddr.AddressStringParameters.RangeParameters.NO_RANGE)
            .getIPv4AddressParametersBuilder()
            .allow_inet_aton(false)
            .allowLeadingZeros(false)
            .getParentBuilder()
            .toParams();

    private static final Entry[] ENTRIES = new Entry[8192];

    /** Immutable, so that threads may race for its place. */
    private record Entry(String text, String canonical) {}

    private Addresses() {}

    /** The text as it is written. */
    public static String asWritten(String text) {
        return text;
    }

    /** The text as it is written, or null if it is empty: no address is not another address. */
    public static String asWrittenOrNull(String text) {
        return text == null || text.isBlank() ? null : text;
    }

    /**
     * The address in canonical form (RFC 5952) without port, or null if there is none; text that is no address stays as
     * it is.
     */
    public static String canonicalOrNull(String text) {
        String canonical = canonical(text);
        return canonical == null || canonical.isBlank() ? null : canonical;
    }

    /** The address in canonical form (RFC 5952) without port; text that is no address stays as it is. */
    public static String canonical(String text) {
        if (text == null || plainV4(text) >= 0) {
            return text;
        }
        int hash = text.hashCode();
        int at = (hash ^ hash >>> 13) & ENTRIES.length - 1;
        Entry known = ENTRIES[at];
        if (known != null && known.text.equals(text)) {
            return known.canonical;
        }
        Entry fresh = new Entry(text, parsed(text));
        ENTRIES[at] = fresh;
        return fresh.canonical;
    }

    private static String parsed(String text) {
        IPAddress address = new IPAddressString(withoutPort(text.strip()), PLAIN).getAddress();
        if (address == null) {
            return text;
        }
        if (address.isIPv6() && address.toIPv6().isIPv4Mapped()) {
            return address.toIPv6().getEmbeddedIPv4Address().toCanonicalString();
        }
        return address.toCanonicalString();
    }

    private static String withoutPort(String text) {
        if (text.startsWith("[")) {
            int close = text.indexOf(']');
            boolean port = close > 0 && (close == text.length() - 1 || isPort(text, close + 1));
            return port ? text.substring(1, close) : text;
        }
        int colon = text.indexOf(':');
        return colon > 0 && text.indexOf(':', colon + 1) < 0 && isPort(text, colon) ? text.substring(0, colon) : text;
    }

    private static boolean isPort(String text, int colon) {
        return text.charAt(colon) == ':'
                && colon + 1 < text.length()
                && text.length() - colon <= 6
                && text.chars().skip(colon + 1).allMatch(c -> c >= '0' && c <= '9');
    }

    /**
     * The bits of four numbers without leading zeros, the form that nearly all addresses have already; -1 if the text
     * is of another.
     */
    static long plainV4(String text) {
        long bits = 0;
        int dots = 0;
        int digits = 0;
        int value = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= '0' && c <= '9' && digits < 3 && (digits == 0 || value > 0)) {
                value = value * 10 + c - '0';
                digits++;
            } else if (c == '.' && digits > 0 && value < 256 && dots < 3) {
                bits = bits << 8 | value;
                dots++;
                digits = 0;
                value = 0;
            } else {
                return -1;
            }
        }
        return dots == 3 && digits > 0 && value < 256 ? bits << 8 | value : -1;
    }
}
