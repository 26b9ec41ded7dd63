package io.tokenwatch.bench.latency;

import io.tokenwatch.bench.data.Logs;
import io.tokenwatch.bench.data.Plan;
import io.tokenwatch.bench.data.Planted;
import io.tokenwatch.bench.measure.Figure;
import io.tokenwatch.bench.measure.Report;
import io.tokenwatch.bench.measure.RunningService;
import io.tokenwatch.bench.measure.Workplace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * The time from when an event is due until the alert that it decides has arrived at a webhook: once with event time as
 * fast as the clock, and once with event time so fast that several hours close.
 */
public final class LatencyBenchmark {
    private static final String PART = "latency";
    private static final String LATENCY = "tokenwatch_alert_latency_seconds";
    private static final int WARM_UP_SECONDS = 20;

    /** Thefts that would go on after the end are squeezed into the last seconds. */
    private static final int END_SECONDS = 2;

    private static final int THEFT_EVERY = 1000;
    private static final Duration FAST = Duration.ofHours(8);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);
    private static final long LOOK_MILLIS = 100;

    /** So short that hours close, and tokens are forgotten, within the run. */
    private static final List<String> SHORT_RETENTION = List.of(
            "tokenwatch.retention.AADNonInteractiveUserSignInLogs=1h",
            "tokenwatch.retention.AADServicePrincipalSignInLogs=1h",
            "tokenwatch.retention.AADManagedIdentitySignInLogs=1h",
            "tokenwatch.retention.MicrosoftGraphActivityLogs=1h");

    private final Workplace place;
    private final Report report;

    public LatencyBenchmark(Workplace place, Report report) {
        this.place = place;
        this.report = report;
    }

    /**
     * Measures; the figures go to the report.
     *
     * @param rate events a second
     * @param seconds how long is measured, after the warm-up
     */
    public void run(long seed, int rate, int seconds) throws IOException, InterruptedException {
        Duration length = Duration.ofSeconds(WARM_UP_SECONDS + seconds);
        measure("", List.of(), seed, rate, length, length);
        measure(", while hours close", SHORT_RETENTION, seed, rate, length, FAST);
    }

    private void measure(String when, List<String> retention, long seed, int rate, Duration length, Duration span)
            throws IOException, InterruptedException {
        int events = (int) (rate * length.toSeconds());
        report.doing("writing " + events + " events");
        Path file = place.file("latency.ndjson");
        // Not dated ahead of the clock when they are sent, which begins when all are written.
        Plan plan =
                Plan.day(seed, events).during(Instant.now().minus(span), span).withTheftEvery(THEFT_EVERY);
        List<Planted> planted = Logs.write(plan, file).planted();
        report.doing("sending " + rate + " events a second for " + length.toSeconds() + " s" + when);
        try (AlertReceiver receiver = new AlertReceiver()) {
            List<String> settings = new ArrayList<>(retention);
            settings.add("tokenwatch.webhook.url=" + receiver.url());
            try (RunningService service = RunningService.start(place, "", settings, place.file("latency-log.txt"))) {
                OpenLoop loop = new OpenLoop(service, rate);
                loop.run(file);
                inside(when, service);
                figures(when, loop, receiver, planted, rate * WARM_UP_SECONDS, events - rate * END_SECONDS);
            }
        } finally {
            Files.delete(file);
        }
    }

    /** What the service itself says of its last minute. */
    private void inside(String when, RunningService service) throws IOException, InterruptedException {
        report.add(
                PART,
                List.of(
                        new Figure("inside, p50" + when, "ms", 1000 * service.metric(LATENCY + "{quantile=\"0.5\"}")),
                        new Figure("inside, p99" + when, "ms", 1000 * service.metric(LATENCY + "{quantile=\"0.99\"}")),
                        new Figure("inside, longest" + when, "ms", 1000 * service.metric(LATENCY + "_max"))));
    }

    private void figures(
            String when, OpenLoop loop, AlertReceiver receiver, List<Planted> planted, int firstEvent, int lastEvent)
            throws IOException, InterruptedException {
        AlertTimes times = new AlertTimes(planted);
        waitForAll(planted, receiver, times);
        Histogram alerts = new Histogram(3);
        int missing = 0;
        for (Planted alert : planted) {
            Long told = times.of(alert);
            if (told == null) {
                missing++;
            } else if (alert.decidedBy() >= firstEvent && alert.decidedBy() < lastEvent) {
                alerts.recordValue(Math.max(0, TimeUnit.NANOSECONDS.toMicros(told - loop.due(alert.decidedBy()))));
            }
        }
        if (missing > 0 || !loop.refusals().isEmpty()) {
            report.wrong(missing + " of " + planted.size() + " alerts did not come" + when
                    + "; posts that were not accepted: " + loop.refusals());
        }
        Histogram answers = new Histogram(3);
        loop.answers().stream()
                .filter(answer -> answer.sent() >= loop.due(firstEvent))
                .forEach(answer -> answers.recordValue(TimeUnit.NANOSECONDS.toMicros(answer.nanos())));
        report.add(
                PART,
                List.of(
                        new Figure("alerts timed" + when, "", alerts.getTotalCount()),
                        new Figure("alert after its event, p50" + when, "ms", alerts.getValueAtPercentile(50) / 1000.0),
                        new Figure("alert after its event, p99" + when, "ms", alerts.getValueAtPercentile(99) / 1000.0),
                        new Figure("alert after its event, longest" + when, "ms", alerts.getMaxValue() / 1000.0),
                        new Figure("answer to a post, p50" + when, "ms", answers.getValueAtPercentile(50) / 1000.0),
                        new Figure("answer to a post, longest" + when, "ms", answers.getMaxValue() / 1000.0)));
    }

    private static void waitForAll(List<Planted> planted, AlertReceiver receiver, AlertTimes times)
            throws IOException, InterruptedException {
        long until = System.nanoTime() + LONGEST_WAIT.toNanos();
        do {
            for (AlertReceiver.Arrival next = receiver.arrivals().poll();
                    next != null;
                    next = receiver.arrivals().poll()) {
                times.take(next);
            }
            Thread.sleep(LOOK_MILLIS);
        } while (planted.stream().anyMatch(alert -> times.of(alert) == null) && System.nanoTime() < until);
    }
}
