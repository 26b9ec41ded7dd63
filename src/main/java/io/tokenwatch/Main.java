package io.tokenwatch;

import io.tokenwatch.cli.CommandLineInterface;

/** The program. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        System.exit(CommandLineInterface.execute(arguments));
    }
}
