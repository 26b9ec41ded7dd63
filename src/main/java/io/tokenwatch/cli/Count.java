package io.tokenwatch.cli;

/** Numbers of things, as sentences have them. */
final class Count {
    private Count() {}

    /** {@code 1 rule}, {@code 2 rules}. */
    static String of(long count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }
}
