package io.tokenwatch.bench;

import io.tokenwatch.bench.jmh.JmhBenchmarks;
import io.tokenwatch.bench.latency.LatencyBenchmark;
import io.tokenwatch.bench.measure.Report;
import io.tokenwatch.bench.measure.Spread;
import io.tokenwatch.bench.measure.Workplace;
import io.tokenwatch.bench.memory.MemoryBenchmark;
import io.tokenwatch.bench.replay.GarbageBenchmark;
import io.tokenwatch.bench.replay.MemberBenchmark;
import io.tokenwatch.bench.replay.ReplayBenchmark;
import io.tokenwatch.bench.replay.Rival;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench}: measures. */
@Command(
        name = "tokenwatch bench",
        mixinStandardHelpOptions = true,
        description = {
            "Measures what Tokenwatch costs per event, how soon its alerts come, and what it keeps in memory.",
            "",
            "Generates its logs from a seed, and checks that the alerts are those that it planted. See docs/benchmarks.md."
        },
        footer = {
            "",
            "Examples:",
            "  tokenwatch bench",
            "  tokenwatch bench --events 20000 --rounds 1 --only replay",
            "  tokenwatch bench --with esper,duckdb --json figures.json --markdown",
            "",
            "Exit codes: 0 fine; 1 wrong alerts, or a ratio above what was asked for; 3 wrong arguments."
        })
final class BenchCommand implements Callable<Integer> {
    private static final int LEAST_EVENTS = 4000;

    @Option(
            names = "--events",
            defaultValue = "1000000",
            description = "Events in the generated log, and sign-ins in memory (default: ${DEFAULT-VALUE}).")
    private int events;

    @Option(
            names = "--rounds",
            defaultValue = "5",
            description = "How often each program runs, in turns (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--seed",
            defaultValue = "1",
            description = "What the logs follow from: the same seed gives the same bytes (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "PART",
            description = "Measures only some of: ${COMPLETION-CANDIDATES}. Otherwise all but member and jmh.")
    private Set<Part> parts = EnumSet.complementOf(EnumSet.of(Part.MEMBER, Part.JMH));

    @Option(
            names = "--with",
            split = ",",
            paramLabel = "RIVAL",
            description = {
                "Measures in turns with replay also:",
                "esper: Esper with data binding, as its documentation shows it.",
                "duckdb: both KQL queries as SQL on DuckDB."
            })
    private Set<Rival> rivals = EnumSet.noneOf(Rival.class);

    @Option(
            names = "--rate",
            defaultValue = "20000",
            description = "Events a second for the latency (default: ${DEFAULT-VALUE}).")
    private int rate;

    @Option(
            names = "--seconds",
            defaultValue = "70",
            description = "How long latency is measured, after 20 seconds to warm up (default: ${DEFAULT-VALUE}).")
    private int seconds;

    @Option(
            names = "--fail-above",
            paramLabel = "RATIO",
            description =
                    "Ends with exit code 1 if replay costs more than that many times the CPU time of the plain parser.")
    private Double mostCpu;

    @Option(names = "--fail-above-wall", paramLabel = "RATIO", description = "The same for wall time.")
    private Double mostWall;

    @Option(names = "--json", paramLabel = "FILE", description = "Writes the figures there too.")
    private Path json;

    @Option(names = "--markdown", description = "Prints a table in Markdown.")
    private boolean markdown;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "Folder for the generated logs, 4 GB at a million events. Otherwise target/bench/work.")
    private Path dir;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        checkArguments();
        Path home = Path.of(System.getProperty("tokenwatch.home", "")).toAbsolutePath();
        Workplace place = new Workplace(home, dir == null ? home.resolve("target/bench/work") : dir.toAbsolutePath());
        Files.createDirectories(place.dir());
        Report report = new Report(spec.commandLine().getErr());
        boolean fine;
        try {
            fine = measure(place, report);
        } finally {
            // Also what was measured before a part failed.
            print(new FiguresOutput(report.figures(), Machine.here(home)));
        }
        return fine && report.wrong().isEmpty() ? 0 : 1;
    }

    /** Measures all parts; whether no ratio is above what was asked for. */
    private boolean measure(Workplace place, Report report) throws Exception {
        boolean fine = true;
        if (parts.contains(Part.REPLAY)) {
            ReplayBenchmark.Ratios ratios = new ReplayBenchmark(place, report, rivals).run(seed, events, rounds);
            fine = atMost(ratios.cpu(), mostCpu, "CPU", report) & atMost(ratios.wall(), mostWall, "wall", report);
        }
        if (parts.contains(Part.GARBAGE)) {
            new GarbageBenchmark(place, report).run(seed, Math.max(LEAST_EVENTS, events / 4));
        }
        if (parts.contains(Part.LATENCY)) {
            new LatencyBenchmark(place, report).run(seed, rate, seconds);
        }
        if (parts.contains(Part.MEMORY)) {
            new MemoryBenchmark(place, report).run(seed, events);
        }
        if (parts.contains(Part.MEMBER)) {
            new MemberBenchmark(place, report).run(seed, events, rounds);
        }
        if (parts.contains(Part.JMH)) {
            JmhBenchmarks.run(report);
        }
        return fine;
    }

    private void print(FiguresOutput output) throws IOException {
        spec.commandLine().getOut().println(markdown ? output.markdown() : output.text());
        if (json != null) {
            Files.writeString(json, output.json());
        }
    }

    private void checkArguments() {
        if (events < LEAST_EVENTS) {
            throw wrong("--events: expected at least " + LEAST_EVENTS + ", not " + events);
        }
        atLeastOne("--rounds", rounds);
        atLeastOne("--rate", rate);
        atLeastOne("--seconds", seconds);
    }

    private void atLeastOne(String option, int value) {
        if (value < 1) {
            throw wrong(option + ": expected at least 1, not " + value);
        }
    }

    private CommandLine.ParameterException wrong(String message) {
        return new CommandLine.ParameterException(spec.commandLine(), message);
    }

    private static boolean atMost(Spread ratio, Double most, String what, Report report) {
        if (most == null || ratio.median() <= most) {
            return true;
        }
        report.doing(String.format("%s ratio %.2f is above %.2f", what, ratio.median(), most));
        return false;
    }
}
