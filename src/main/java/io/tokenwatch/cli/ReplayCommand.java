package io.tokenwatch.cli;

import io.tokenwatch.app.Replay;
import java.io.BufferedOutputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.LongConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code replay}: runs the rules over files. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        description = {
            "Runs the detections over log files and prints their alerts.",
            "",
            "Reads NDJSON, JSON arrays, Event Hub messages, storage blobs, portal CSV exports, and each of these compressed with gzip. At the end of the input"
                    + " every hour is closed. What became of each row is counted at the end; rows that could not be read are in the dead-letter file."
        },
        footer = {
            "",
            "Examples:",
            "  tokenwatch replay samples",
            "  tokenwatch replay --profile kql --format kql --out rows.ndjson insights-logs-*/",
            "  tokenwatch replay --fail-on-alerts --set tokenwatch.retention.MicrosoftGraphActivityLogs=6h events.ndjson.gz"
        })
final class ReplayCommand implements Callable<Integer> {
    private static final long WORTH_A_BAR = 50_000_000;

    @Parameters(arity = "1..*", paramLabel = "PATH", description = "Files, and folders that are searched for files.")
    private List<Path> paths;

    @Option(
            names = "--format",
            description =
                    "table: the alerts as they stand at the end, to be read. json: each telling of an alert, one JSON object a line. kql: the rows of"
                            + " the KQL queries. Otherwise a table on a terminal, else json.")
    private AlertFormat format;

    @Option(names = "--out", paramLabel = "FILE", description = "Writes there instead of to standard output.")
    private Path out;

    @Option(
            names = "--show-excepted",
            description = "Shows alerts too that an exception or another alert withholds, each with the reason.")
    private boolean showExcepted;

    @Option(names = "--fail-on-alerts", description = "Ends with exit code 1 if there are alerts.")
    private boolean failOnAlerts;

    @Mixin
    private SettingOptions settings;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        Replay replay = new Replay(settings.settings(), Clock.systemUTC());
        PrintWriter err = spec.commandLine().getErr();
        AlertFormat chosen =
                format != null ? format : out == null && Terminal.isOut() ? AlertFormat.TABLE : AlertFormat.JSON;
        try (OutputStream to = new BufferedOutputStream(out == null ? System.out : Files.newOutputStream(out));
                ReplayOutput output = chosen.to(to, showExcepted)) {
            Replay.Result result = run(replay, output);
            output.finish();
            to.flush();
            new ReplaySummary(result, output.alerts(), output.excepted(), showExcepted).print(err);
            if (!result.unreadable().isEmpty()) {
                result.unreadable().forEach(problem -> err.println("tokenwatch: " + problem));
                return ExitCode.USAGE;
            }
            return failOnAlerts && output.alerts() > 0 ? ExitCode.FINDINGS : ExitCode.OK;
        }
    }

    private Replay.Result run(Replay replay, ReplayOutput output) throws Exception {
        long size = Terminal.isErr() ? Replay.size(paths) : 0;
        if (size < WORTH_A_BAR) {
            return replay.run(paths, output, bytes -> {});
        }
        try (ProgressBar bar = new ProgressBarBuilder()
                .setTaskName("replay")
                .setInitialMax(size)
                .setUnit(" MB", 1_000_000)
                .build()) {
            LongConsumer progress = bar::stepTo;
            return replay.run(paths, output, progress);
        }
    }
}
