package io.tokenwatch.bench.replay;

import io.tokenwatch.bench.data.Logs;
import io.tokenwatch.bench.data.Plan;
import io.tokenwatch.bench.data.Planted;
import io.tokenwatch.bench.measure.Figure;
import io.tokenwatch.bench.measure.GarbageLog;
import io.tokenwatch.bench.measure.Report;
import io.tokenwatch.bench.measure.Workplace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** How much a replay allocates per row that the rules' filters drop, and per row that they keep. */
public final class GarbageBenchmark {
    private static final String PART = "garbage";

    private final Workplace place;
    private final Report report;

    public GarbageBenchmark(Workplace place, Report report) {
        this.place = place;
        this.report = report;
    }

    /** Measures; the figures go to the report. */
    public void run(long seed, int events) throws IOException, InterruptedException {
        measure("rows that are dropped", Plan.dropped(seed, events), "filtered");
        measure("rows that are kept", Plan.kept(seed, events), "kept");
    }

    private void measure(String what, Plan plan, String outcome) throws IOException, InterruptedException {
        report.doing("measuring the garbage of " + what);
        Path full = place.file(outcome + ".ndjson");
        Path quarter = place.file(outcome + "-quarter.ndjson");
        List<Planted> planted = Logs.write(plan, full).planted();
        ReplayBenchmark.copyLines(full, quarter, plan.rows() / 4);
        long bytes = -allocated(quarter);
        bytes += allocated(full);
        int rows = plan.rows() - plan.rows() / 4;
        report.add(PART, List.of(new Figure("allocated, " + what, "B/event", (double) bytes / rows)));
        if (RowCounts.printed(Files.readString(log())).get(outcome) != plan.rows()) {
            report.wrong("not all " + what + " are counted so: " + log());
        }
        List<String> differences = FoundAlerts.in(alerts()).differences(planted);
        if (!differences.isEmpty()) {
            report.wrong(what + ": " + differences.size() + " differences, such as " + differences.get(0));
        }
    }

    private long allocated(Path events) throws IOException, InterruptedException {
        Path garbage = place.file("gc.txt");
        place.tokenwatch(place.replay(events, alerts()), GarbageLog.option(garbage))
                .run(log());
        return GarbageLog.allocated(garbage);
    }

    private Path alerts() {
        return place.file("garbage-alerts.ndjson");
    }

    private Path log() {
        return place.file("garbage-log.txt");
    }
}
