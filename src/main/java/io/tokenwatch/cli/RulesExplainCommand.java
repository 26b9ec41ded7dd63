package io.tokenwatch.cli;

import io.tokenwatch.app.RuleExplanations;
import io.tokenwatch.engine.Explanation;
import io.tokenwatch.event.DeadLetter;
import io.tokenwatch.event.JsonText;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code rules explain}: why a row makes an alert, or does not. */
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        description = {
            "Shows for each row of a file what each rule that reads its table makes of it: which conditions of the filter hold, by which key it is gathered,"
                    + " how long it counts, how far its group is from each threshold, and which rows it meets.",
            "",
            "Rows of FILE and of the PATHs count together; those of FILE are explained."
        },
        footer = {
            "",
            "Examples:",
            "  tokenwatch rules explain --event event.ndjson",
            "  tokenwatch rules explain --event event.ndjson logs/",
            "  tokenwatch rules explain --event logs/PT1H.json --key anna@example.com"
        })
final class RulesExplainCommand implements Callable<Integer> {
    @Option(
            names = "--event",
            required = true,
            paramLabel = "FILE",
            description = "The file with the rows to be explained.")
    private Path event;

    @Option(names = "--key", paramLabel = "VALUE", description = "Explains only rows that a rule gathers by this key.")
    private String key;

    @Option(
            names = "--format",
            description =
                    "table: to be read. json: a JSON object a line. Otherwise to be read on a terminal, else json.")
    private TableOrJson format;

    @Parameters(arity = "0..*", paramLabel = "PATH", description = "Files and folders with further rows that count.")
    private List<Path> paths = new ArrayList<>();

    @Mixin
    private SettingOptions settings;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        List<Explanation> explanations = new RuleExplanations(settings.settings()).of(event, key, paths, this::dead);
        if (TableOrJson.orDefault(format) == TableOrJson.JSON) {
            explanations.forEach(explanation -> out.println(JsonText.of(map(explanation))));
        } else if (explanations.isEmpty()) {
            out.println("No rule reads a table of these rows" + (key == null ? "." : ", or gathers them by that key."));
        } else {
            ExplanationText text = new ExplanationText(out);
            explanations.forEach(text::print);
        }
        out.flush();
        return ExitCode.OK;
    }

    private void dead(DeadLetter letter) {
        spec.commandLine()
                .getErr()
                .println("tokenwatch: " + letter.source().name() + ":" + letter.line() + ": " + letter.message());
    }

    private static Map<String, Object> map(Explanation explanation) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("detection", explanation.rule().detection().id());
        map.put("table", explanation.table().name());
        map.put("row", explanation.row());
        map.put("readers", explanation.readers());
        map.put("groups", explanation.groups());
        map.put("kept", explanation.kept());
        map.put("joins", explanation.joins());
        map.put("unexplained", explanation.unexplained());
        return map;
    }
}
