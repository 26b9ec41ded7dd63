package io.tokenwatch.bench.replay;

import io.tokenwatch.bench.data.Logs;
import io.tokenwatch.bench.data.Plan;
import io.tokenwatch.bench.data.Planted;
import io.tokenwatch.bench.measure.Figure;
import io.tokenwatch.bench.measure.Report;
import io.tokenwatch.bench.measure.Spread;
import io.tokenwatch.bench.measure.Steady;
import io.tokenwatch.bench.measure.Workplace;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** How fast {@code replay} is, beside a plain parser and perhaps other engines, and whether its alerts are right. */
public final class ReplayBenchmark {
    private static final String PART = "replay";
    private static final String TOKENWATCH = "tokenwatch";
    private static final String YARDSTICK = "Jackson";

    private final Workplace place;
    private final Report report;
    private final Set<Rival> rivals;
    private final Path full;
    private final Path quarter;
    private final Path alerts;
    private final Path log;

    /** @param rivals what else is measured */
    public ReplayBenchmark(Workplace place, Report report, Set<Rival> rivals) {
        this.place = place;
        this.report = report;
        this.rivals = rivals;
        this.full = place.file("events.ndjson");
        this.quarter = place.file("quarter.ndjson");
        this.alerts = place.file("alerts.ndjson");
        this.log = place.file("log.txt");
    }

    /** The steady CPU and wall time of a replay as multiples of the yardstick's. */
    public record Ratios(Spread cpu, Spread wall) {}

    /** Measures; the figures go to the report. */
    public Ratios run(long seed, int events, int rounds) throws IOException, InterruptedException {
        report.doing("writing " + events + " events");
        Logs.Written written = Logs.write(Plan.day(seed, events), full);
        copyLines(full, quarter, events / 4);
        report.add(
                PART,
                List.of(
                        new Figure("events", "", events),
                        new Figure("bytes per event", "B", (double) written.bytes() / events)));
        report.doing(String.format("CRC-32C of the events: %08x", written.checksum()));
        startUp(rounds);
        Rounds measured = new Rounds(contestants(), quarter, full, events - events / 4, log);
        for (int round = 0; round < rounds; round++) {
            report.doing("round " + (round + 1) + " of " + rounds);
            measured.run(round);
        }
        report.add(PART, measured.figures());
        check(written.planted());
        for (Rival rival : rivals) {
            rival.check(place, written.planted(), report);
        }
        if (rivals.contains(Rival.DUCKDB)) {
            report.add(
                    PART,
                    List.of(new Figure(
                            Rival.KQL + ", wall of the whole file by " + Rival.DUCKDB.label(),
                            "",
                            measured.wholeFile(Rival.KQL, Rival.DUCKDB.label()))));
        }
        compareLanes();
        return new Ratios(
                measured.ratio(TOKENWATCH, YARDSTICK, Steady::cpuMicros),
                measured.ratio(TOKENWATCH, YARDSTICK, Steady::wallMicros));
    }

    private List<Contestant> contestants() {
        List<Contestant> contestants = new ArrayList<>();
        contestants.add(new Contestant(TOKENWATCH, file -> place.tokenwatch(place.replay(file, alerts))));
        rivals.forEach(rival -> contestants.addAll(rival.contestants(place)));
        contestants.add(new Contestant(
                YARDSTICK,
                file -> Workplace.java(Yardstick.class, Workplace.launchersOptions(), List.of(file.toString()))));
        return contestants;
    }

    /** The time for a file with one row: the program's start, with rules that are compiled already. */
    private void startUp(int rounds) throws IOException, InterruptedException {
        report.doing("starting");
        Path one = place.file("one.ndjson");
        copyLines(full, one, 1);
        place.tokenwatch(place.replay(one, alerts)).run(log);
        List<Double> seconds = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            seconds.add(place.tokenwatch(place.replay(one, alerts)).run(log).wallSeconds());
        }
        report.add(PART, List.of(new Figure("start-up", "s", Spread.of(seconds))));
    }

    /** Whether the alerts of the last replay of the full file are those that were planted. */
    private void check(List<Planted> planted) throws IOException, InterruptedException {
        place.tokenwatch(place.replay(full, alerts)).run(log);
        FoundAlerts found = FoundAlerts.in(alerts);
        List<String> differences = found.differences(planted);
        report.add(
                PART,
                List.of(
                        new Figure("alerts planted", "", planted.size()),
                        new Figure("alerts found", "", found.count())));
        if (!differences.isEmpty()) {
            report.wrong(differences.size() + " differences between planted and found alerts, such as "
                    + String.join("; ", differences.subList(0, Math.min(4, differences.size()))));
        }
    }

    /** Whether the number of lanes makes no difference to what is told. */
    private void compareLanes() throws IOException, InterruptedException {
        Path one = null;
        for (int lanes : new int[] {1, 2, 4}) {
            report.doing("replaying with lanes: " + lanes);
            Path told = place.file("alerts-" + lanes + ".ndjson");
            place.tokenwatch(place.replay(quarter, told, "--set", "tokenwatch.lanes=" + lanes))
                    .run(log);
            if (one == null) {
                one = told;
            } else if (Files.mismatch(one, told) >= 0) {
                report.wrong(
                        "with " + lanes + " lanes other alerts are told than with 1: compare " + one + " and " + told);
            }
        }
    }

    /** Copies the first lines of a file. */
    static void copyLines(Path from, Path to, int lines) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(from), 1 << 16);
                OutputStream out = new BufferedOutputStream(Files.newOutputStream(to), 1 << 16)) {
            int left = lines;
            for (int b = in.read(); b >= 0 && left > 0; b = in.read()) {
                out.write(b);
                left -= b == '\n' ? 1 : 0;
            }
        }
    }
}
