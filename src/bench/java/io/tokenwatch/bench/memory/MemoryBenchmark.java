package io.tokenwatch.bench.memory;

import io.tokenwatch.bench.data.Logs;
import io.tokenwatch.bench.data.Plan;
import io.tokenwatch.bench.measure.Figure;
import io.tokenwatch.bench.measure.Report;
import io.tokenwatch.bench.measure.RunningService;
import io.tokenwatch.bench.measure.Slices;
import io.tokenwatch.bench.measure.Workplace;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * The heap of the service, after collecting all garbage, with many open user-hours of one row each, and with many
 * sign-ins of service principals that wait for calls with their tokens; each at half of the amount too.
 */
public final class MemoryBenchmark {
    private static final String PART = "memory";
    private static final int AT_ONCE = 2000;
    private static final Duration SPAN = Duration.ofMinutes(10);
    private static final double MIB = 1 << 20;

    private final Workplace place;
    private final Report report;

    public MemoryBenchmark(Workplace place, Report report) {
        this.place = place;
        this.report = report;
    }

    /**
     * Measures; the figures go to the report.
     *
     * @param about how many user-hours and sign-ins; rounded down to whole posts
     */
    public void run(long seed, int about) throws IOException, InterruptedException {
        int amount = about / (2 * AT_ONCE) * 2 * AT_ONCE;
        Instant start = Instant.now().truncatedTo(ChronoUnit.HOURS).minus(Duration.ofHours(1));
        measure("open user-hours", Plan.usersOnce(seed, amount, start, SPAN));
        measure("held sign-ins", Plan.principalsOnce(seed, amount, start, SPAN));
    }

    private void measure(String what, Plan plan) throws IOException, InterruptedException {
        report.doing("writing " + plan.rows() + " sign-ins");
        Path file = place.file("memory.ndjson");
        try {
            Logs.write(plan, file);
            measure(what, "", List.of(), file, plan.rows());
            measure(what, ", without rows for edited rules", List.of("tokenwatch.kept.rows=0"), file, plan.rows());
        } finally {
            Files.delete(file);
        }
    }

    private void measure(String what, String how, List<String> settings, Path file, int rows)
            throws IOException, InterruptedException {
        report.doing("filling the service with " + rows + " " + what + how);
        List<Figure> figures = new ArrayList<>();
        try (RunningService service = RunningService.start(place, "-Xmx8g", settings, place.file("memory-log.txt"));
                Heap heap = new Heap(service.pid());
                Slices slices = new Slices(file, AT_ONCE)) {
            long empty = heap.live();
            post(slices, rows / 2, service);
            long half = heap.live();
            post(slices, rows - rows / 2, service);
            long full = heap.live();
            figures.add(new Figure("heap with " + rows / 2 + " " + what + how, "MiB", half / MIB));
            figures.add(new Figure("heap with " + rows + " " + what + how, "MiB", full / MIB));
            figures.add(new Figure("heap for each of " + what + how, "B", (double) (full - empty) / rows));
        }
        report.add(PART, figures);
    }

    private void post(Slices slices, int rows, RunningService service) throws IOException, InterruptedException {
        for (int posted = 0; posted < rows; posted += AT_ONCE) {
            HttpResponse<String> answer =
                    service.client().send(service.posting(slices.next()), HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 202 || !answer.body().contains("\"rejected\":[]")) {
                report.wrong("a post of sign-ins is answered with " + answer.statusCode() + " " + answer.body());
            }
        }
    }
}
