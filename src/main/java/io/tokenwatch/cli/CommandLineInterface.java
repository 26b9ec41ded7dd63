package io.tokenwatch.cli;

import io.tokenwatch.app.SettingsException;
import io.tokenwatch.camel.RoutesException;
import io.tokenwatch.engine.RulesException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.NoSuchFileException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The program's commands. */
@Command(
        name = "tokenwatch",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {"Finds stolen cloud access tokens in sign-in and Microsoft Graph activity logs.", ""},
        subcommands = {
            ReplayCommand.class,
            RunCommand.class,
            RulesCommand.class,
            StatusCommand.class,
            CommandLine.HelpCommand.class
        },
        footer = {
            "",
            "Exit codes: 0 fine; 1 alerts or failed checks when asked to fail on them; 2 rules that do not compile; 3 wrong arguments or configuration."
        })
public final class CommandLineInterface implements Runnable {
    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    private CommandLineInterface() {}

    /** Runs a command line; returns the exit code. */
    public static int execute(String... arguments) {
        CommandLine commandLine = new CommandLine(new CommandLineInterface());
        commandLine.setCaseInsensitiveEnumValuesAllowed(true);
        commandLine.setUsageHelpWidth(120);
        commandLine.setParameterExceptionHandler((wrong, args) -> {
            PrintWriter err = wrong.getCommandLine().getErr();
            err.println("tokenwatch: " + wrong.getMessage());
            CommandLine.UnmatchedArgumentException.printSuggestions(wrong, err);
            err.println("Try '" + wrong.getCommandLine().getCommandSpec().qualifiedName() + " --help'.");
            return ExitCode.USAGE;
        });
        commandLine.setExecutionExceptionHandler((failure, line, result) -> {
            line.getErr().println("tokenwatch: " + message(failure));
            return exitCode(failure, line);
        });
        return commandLine.execute(arguments);
    }

    private static String message(Exception failure) {
        if (failure instanceof NoSuchFileException missing) {
            return missing.getFile() + ": there is no such file or folder";
        }
        return failure instanceof RulesException
                        || failure instanceof SettingsException
                        || failure instanceof RoutesException
                ? failure.getMessage()
                : failure.toString();
    }

    private static int exitCode(Exception failure, CommandLine line) {
        if (failure instanceof RulesException) {
            return ExitCode.RULES;
        }
        if (failure instanceof SettingsException
                || failure instanceof RoutesException
                || failure instanceof IOException) {
            return ExitCode.USAGE;
        }
        failure.printStackTrace(line.getErr());
        return CommandLine.ExitCode.SOFTWARE;
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
