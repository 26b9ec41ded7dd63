package io.tokenwatch.cli;

import io.tokenwatch.alert.Alert;
import io.tokenwatch.app.Backtest;
import io.tokenwatch.app.Difference;
import io.tokenwatch.event.JsonText;
import io.tokenwatch.event.Ticks;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code rules backtest}: what an edit makes of the alerts of old logs. */
@Command(
        name = "backtest",
        mixinStandardHelpOptions = true,
        description = {
            "Runs the rules as they are and edited ones over the same logs, and shows which alerts come, go and change.",
            "",
            "The rules as they are lie in tokenwatch.rules.dir. Alerts are compared as they stand at the end."
        },
        footer = {
            "",
            "Examples:",
            "  tokenwatch rules backtest --rules edited/epl samples",
            "  tokenwatch rules backtest --rules edited/epl --since 2025-05-01T00:00:00Z --fail-on-change logs/"
        })
final class RulesBacktestCommand implements Callable<Integer> {
    @Parameters(arity = "1..*", paramLabel = "PATH", description = "Files, and folders that are searched for files.")
    private List<Path> paths;

    @Option(
            names = "--rules",
            required = true,
            paramLabel = "DIR",
            description = "The folder with the edited rules: events/ and detections/.")
    private Path edited;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description =
                    "Leaves out alerts whose last event is before this time, such as 2025-05-01T00:00:00Z. Earlier rows count all the same.")
    private Instant since;

    @Option(
            names = "--format",
            description =
                    "table: to be read. json: a JSON object a line for each detection. Otherwise a table on a terminal, else json.")
    private TableOrJson format;

    @Option(names = "--fail-on-change", description = "Ends with exit code 1 if an alert comes, goes or changes.")
    private boolean failOnChange;

    @Mixin
    private SettingOptions settings;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        List<String> unreadable = new ArrayList<>();
        long from = since == null ? Long.MIN_VALUE : Ticks.ofMillis(since.toEpochMilli());
        List<Backtest.Result> results =
                new Backtest(settings.settings(), edited, Clock.systemUTC(), from).run(paths, unreadable);
        PrintWriter out = spec.commandLine().getOut();
        for (Backtest.Result result : results) {
            if (TableOrJson.orDefault(format) == TableOrJson.JSON) {
                out.println(JsonText.of(result.toMap()));
            } else {
                print(result, out);
            }
        }
        out.flush();
        if (!unreadable.isEmpty()) {
            unreadable.forEach(problem -> spec.commandLine().getErr().println("tokenwatch: " + problem));
            return ExitCode.USAGE;
        }
        return failOnChange && results.stream().anyMatch(Backtest.Result::isChanged) ? ExitCode.FINDINGS : ExitCode.OK;
    }

    private static void print(Backtest.Result result, PrintWriter out) {
        out.println(result.detection() + ": " + Count.of(result.before(), "alert") + " before, " + result.after()
                + " after; " + result.added().size() + " added, "
                + result.gone().size() + " gone, "
                + result.changed().size() + " changed");
        result.added().forEach(alert -> out.println("  + " + line(alert)));
        result.gone().forEach(alert -> out.println("  - " + line(alert)));
        for (Backtest.Changed changed : result.changed()) {
            out.println("  ~ " + line(changed.alert()));
            changed.differences().forEach(difference -> out.println("      " + line(difference)));
        }
    }

    private static String line(Alert alert) {
        return alert.id() + " " + Ticks.toIso(alert.firstEvent()) + " "
                + alert.entities().stream()
                        .map(entity -> entity.type() + " " + entity.value())
                        .collect(Collectors.joining(", "));
    }

    private static String line(Difference difference) {
        return difference.path() + ": " + orNothing(difference.before()) + " -> " + orNothing(difference.after());
    }

    private static String orNothing(String json) {
        return json == null ? "nothing" : json;
    }
}
