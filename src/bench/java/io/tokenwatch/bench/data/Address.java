package io.tokenwatch.bench.data;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** An address and where it is, as columns of a row. Addresses are of the ranges that are reserved for benchmarks. */
record Address(Map<String, byte[]> columns) {
    /** An address of a user or a program; one in seven is IPv6. */
    static Address of(Choice country, Seeded random) {
        return new Address(columns(country, random, random.below(7) == 0 ? v6(random) : v4(18, random)));
    }

    /** An address that is not among those of {@link #of}. */
    static Address elsewhere(Choice country, Seeded random) {
        return new Address(columns(country, random, v4(19, random)));
    }

    /** No address, as managed identities' sign-ins have none. */
    static Address none() {
        Map<String, byte[]> columns = new HashMap<>();
        for (String column : new String[] {"IPAddress", "City", "State", "CountryOrRegion"}) {
            columns.put(column, Choice.utf8(""));
        }
        columns.put("Latitude", Choice.utf8("0"));
        columns.put("Longitude", Choice.utf8("0"));
        return new Address(columns);
    }

    private static Map<String, byte[]> columns(Choice country, Seeded random, String address) {
        Map<String, byte[]> columns = new HashMap<>(country.columns());
        columns.put("IPAddress", Choice.utf8(address));
        columns.put("Latitude", Choice.utf8(country.text("latitude") + random.between(1000, 9999)));
        columns.put("Longitude", Choice.utf8(country.text("longitude") + random.between(1000, 9999)));
        return columns;
    }

    private static String v4(int block, Seeded random) {
        return "198." + block + "." + random.below(256) + "." + random.between(1, 254);
    }

    private static String v6(Seeded random) {
        return String.format(
                Locale.ROOT,
                "2001:2:0:%x:%x::%x",
                random.between(1, 65535),
                random.between(1, 65535),
                random.between(1, 65535));
    }

    String text() {
        return new String(columns.get("IPAddress"), StandardCharsets.US_ASCII);
    }
}
