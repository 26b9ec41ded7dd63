package io.tokenwatch.cli;

/**
 * Whether somebody is watching. The launcher knows and says so in the environment: Java 17 cannot tell standard output
 * from standard error.
 */
final class Terminal {
    private static final String STREAMS = System.getenv().getOrDefault("TOKENWATCH_TERMINALS", "");

    private Terminal() {}

    static boolean isOut() {
        return STREAMS.contains("out");
    }

    static boolean isErr() {
        return STREAMS.contains("err");
    }
}
