package io.tokenwatch.bench;

import java.io.PrintWriter;
import picocli.CommandLine;

/** The benchmark's program. */
public final class Main {
    private static final int FAILED = 1;
    private static final int USAGE = 3;

    private Main() {}

    public static void main(String[] arguments) {
        System.exit(execute(arguments));
    }

    /** Runs a command line; returns the exit code. */
    static int execute(String... arguments) {
        CommandLine line = new CommandLine(new BenchCommand());
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setUsageHelpWidth(120);
        line.setParameterExceptionHandler((wrong, args) -> {
            PrintWriter err = wrong.getCommandLine().getErr();
            err.println("tokenwatch bench: " + wrong.getMessage());
            CommandLine.UnmatchedArgumentException.printSuggestions(wrong, err);
            err.println("Try 'tokenwatch bench --help'.");
            return USAGE;
        });
        line.setExecutionExceptionHandler((failure, command, result) -> {
            command.getErr().println("tokenwatch bench: " + failure);
            return FAILED;
        });
        return line.execute(arguments);
    }
}
