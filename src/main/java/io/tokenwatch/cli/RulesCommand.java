package io.tokenwatch.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code rules}: what is done with rules beside running them. */
@Command(
        name = "rules",
        mixinStandardHelpOptions = true,
        description = "Checks, lists, tests and explains the rules, and adds exceptions.",
        subcommands = {
            RulesCheckCommand.class,
            RulesListCommand.class,
            RulesTestCommand.class,
            RulesExplainCommand.class,
            RulesBacktestCommand.class,
            RulesExceptCommand.class
        })
final class RulesCommand implements Runnable {
    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
