package io.tokenwatch.cli;

import io.tokenwatch.app.RuleCheck;
import io.tokenwatch.app.Setting;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code rules check}: compiles without running. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description = {
            "Compiles and checks all rules without running them, and lists every problem as FILE:LINE:COLUMN: MESSAGE.",
            "",
            "Ends with 0 if all is fine, else with 2."
        },
        footer = {"", "Examples:", "  tokenwatch rules check", "  tokenwatch rules check ../my-rules/epl"})
final class RulesCheckCommand implements Callable<Integer> {
    @Parameters(
            arity = "0..1",
            paramLabel = "PATH",
            description = "The folder with events/ and detections/; else tokenwatch.rules.dir.")
    private Path rules;

    @Mixin
    private SettingOptions settings;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        RuleCheck.Result result =
                RuleCheck.of(settings.settings(rules == null ? Map.of() : Map.of(Setting.RULES_DIR, rules.toString())));
        if (!result.problems().isEmpty()) {
            result.problems().forEach(spec.commandLine().getErr()::println);
            return ExitCode.RULES;
        }
        spec.commandLine()
                .getOut()
                .println(Count.of(result.rules(), "rule") + " and " + Count.of(result.tables(), "table")
                        + (result.rules() + result.tables() == 1 ? " is fine" : " are fine"));
        return ExitCode.OK;
    }
}
