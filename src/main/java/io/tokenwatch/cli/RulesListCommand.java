package io.tokenwatch.cli;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.HorizontalAlign;
import com.github.freva.asciitable.OverflowBehaviour;
import io.tokenwatch.app.RuleListing;
import io.tokenwatch.app.RuleTests;
import io.tokenwatch.app.Settings;
import io.tokenwatch.engine.DetectionInfo;
import io.tokenwatch.event.JsonText;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code rules list}: the rules and what they say about themselves. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description =
                "Lists the rules: what they are called, which tables they read, by which keys, and how many samples they have.",
        footer = {"", "Examples:", "  tokenwatch rules list", "  tokenwatch rules list --format json"})
final class RulesListCommand implements Callable<Integer> {
    private static final int WIDEST = 60;

    @Option(
            names = "--format",
            description = "table: to be read. json: a JSON object a line. Otherwise a table on a terminal, else json.")
    private TableOrJson format;

    @Option(
            names = "--samples",
            paramLabel = "DIR",
            description = "The folder of samples; else the one beside the rules'.")
    private Path samples;

    @Mixin
    private SettingOptions settings;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        Settings all = settings.settings();
        List<RuleListing> rules = RuleListing.of(all, samples != null ? samples : RuleTests.samplesOf(all));
        PrintWriter out = spec.commandLine().getOut();
        if (TableOrJson.orDefault(format) == TableOrJson.JSON) {
            rules.forEach(rule -> out.println(JsonText.of(rule.toMap())));
        } else {
            out.println(table(rules));
        }
        out.flush();
        return ExitCode.OK;
    }

    private static String table(List<RuleListing> rules) {
        return AsciiTable.getTable(
                AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS,
                rules,
                List.of(
                        column("Id").with(rule -> rule.detection().id()),
                        column("Title").with(rule -> rule.detection().title()),
                        column("Severity").with(rule -> rule.detection().severity()),
                        column("Confidence").with(rule -> rule.detection().confidence()),
                        column("Techniques").with(RulesListCommand::techniques),
                        column("Tables and their keys").with(RulesListCommand::keys),
                        column("File").with(RuleListing::file),
                        column("Samples").with(rule -> String.valueOf(rule.samples()))));
    }

    private static Column column(String header) {
        return new Column()
                .header(header)
                .headerAlign(HorizontalAlign.LEFT)
                .dataAlign(HorizontalAlign.LEFT)
                .maxWidth(WIDEST, OverflowBehaviour.NEWLINE);
    }

    private static String techniques(RuleListing rule) {
        return rule.detection().techniques().stream()
                .map(DetectionInfo.Named::id)
                .collect(Collectors.joining(", "));
    }

    private static String keys(RuleListing rule) {
        return rule.keys().entrySet().stream()
                .map(key -> key.getKey() + " by " + key.getValue())
                .collect(Collectors.joining("\n"));
    }
}
