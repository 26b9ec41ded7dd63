package io.tokenwatch.cli;

/** What the program's exit status says. */
final class ExitCode {
    /** All went well. */
    static final int OK = 0;

    /** Alerts or failed checks, where the command was asked to fail on them. */
    static final int FINDINGS = 1;

    /** The rules do not compile. */
    static final int RULES = 2;

    /** The arguments or the configuration are wrong. */
    static final int USAGE = 3;

    private ExitCode() {}
}
