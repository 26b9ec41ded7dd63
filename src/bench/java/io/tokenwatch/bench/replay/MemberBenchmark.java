package io.tokenwatch.bench.replay;

import io.tokenwatch.bench.data.Logs;
import io.tokenwatch.bench.data.Plan;
import io.tokenwatch.bench.data.Planted;
import io.tokenwatch.bench.measure.Figure;
import io.tokenwatch.bench.measure.Report;
import io.tokenwatch.bench.measure.RunningService;
import io.tokenwatch.bench.measure.Slices;
import io.tokenwatch.bench.measure.Spread;
import io.tokenwatch.bench.measure.Workplace;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * What one member of a cluster with a database costs, beside a replay of the same file. Of the replay the whole process
 * counts, of the member what it takes from when it is ready until it has nothing left to do.
 */
public final class MemberBenchmark {
    private static final String PART = "member";
    private static final int ROWS_OF_A_POST = 2000;
    private static final int CONNECTIONS = 4;
    private static final long LOOK_MILLIS = 500;
    private static final long LONGEST_SECONDS = 600;

    /** A member that works less than this between two looks has nothing left to do. */
    private static final double IDLE_SECONDS = 0.03;

    private final Workplace place;
    private final Report report;
    private final Path events;
    private final Path inbox;
    private final Path alerts;
    private List<Planted> planted;
    private int count;

    public MemberBenchmark(Workplace place, Report report) {
        this.place = place;
        this.report = report;
        this.events = place.file("member.ndjson");
        this.inbox = place.file("inbox");
        this.alerts = place.file("data").resolve("alerts.ndjson");
    }

    /** How a member gets the events. */
    @FunctionalInterface
    private interface Feeding {
        void feed(RunningService member) throws IOException, InterruptedException;
    }

    /** Measures; the figures go to the report. */
    public void run(long seed, int about, int rounds) throws IOException, InterruptedException {
        report.doing("writing " + about + " events");
        planted = Logs.write(Plan.day(seed, about), events).planted();
        count = about;
        List<Double> replays = new ArrayList<>();
        List<Double> files = new ArrayList<>();
        List<Double> posts = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            report.doing("round " + (round + 1) + " of " + rounds);
            replays.add(place.tokenwatch(place.replay(events, place.file("alerts.ndjson")))
                            .run(place.file("log.txt"))
                            .cpuSeconds()
                    / count
                    * 1e6);
            files.add(micros(this::putIntoInbox));
            posts.add(micros(this::post));
        }
        Files.delete(events);
        report.add(
                PART,
                List.of(
                        new Figure("replay, CPU per event of the whole process", "µs", Spread.of(replays)),
                        new Figure("a file in the inbox, CPU per event", "µs", Spread.of(files)),
                        new Figure("posts of " + ROWS_OF_A_POST + ", CPU per event", "µs", Spread.of(posts)),
                        new Figure("a file in the inbox, CPU by replay", "", ratio(files, replays)),
                        new Figure("posts of " + ROWS_OF_A_POST + ", CPU by replay", "", ratio(posts, replays))));
    }

    private static Spread ratio(List<Double> these, List<Double> those) {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < these.size(); i++) {
            ratios.add(these.get(i) / those.get(i));
        }
        return Spread.of(ratios);
    }

    /** The CPU time for an event, in microseconds. */
    private double micros(Feeding feeding) throws IOException, InterruptedException {
        Files.createDirectories(inbox);
        Files.deleteIfExists(alerts);
        int port = RunningService.freePort();
        List<String> settings = List.of(
                "tokenwatch.cluster.members=127.0.0.1:" + port,
                "tokenwatch.cluster.port=" + port,
                "tokenwatch.inbox.dir=" + inbox);
        double micros;
        try (RunningService member = RunningService.start(place, "", settings, place.file("member-log.txt"))) {
            double before = awaitIdle(member);
            feeding.feed(member);
            awaitRows(member);
            micros = (awaitIdle(member) - before) / count * 1e6;
        } finally {
            Files.deleteIfExists(inbox.resolve("done/events.ndjson"));
            Files.deleteIfExists(inbox.resolve("events.ndjson"));
        }
        check();
        return micros;
    }

    private void putIntoInbox(RunningService member) throws IOException {
        Files.createLink(inbox.resolve("events.ndjson"), events);
    }

    private void post(RunningService member) throws IOException, InterruptedException {
        Semaphore connections = new Semaphore(CONNECTIONS);
        List<CompletableFuture<HttpResponse<Void>>> answers = new ArrayList<>();
        try (Slices slices = new Slices(events, ROWS_OF_A_POST)) {
            for (byte[] rows = slices.next(); rows != null; rows = slices.next()) {
                connections.acquire();
                answers.add(member.client()
                        .sendAsync(member.posting(rows), HttpResponse.BodyHandlers.discarding())
                        .whenComplete((answer, failed) -> connections.release()));
            }
        }
        for (CompletableFuture<HttpResponse<Void>> answer : answers) {
            if (answer.join().statusCode() != 202) {
                report.wrong("a post is answered with " + answer.join().statusCode());
            }
        }
    }

    /** Waits until every row is accounted for. */
    private void awaitRows(RunningService member) throws IOException, InterruptedException {
        long until = deadline();
        while (member.sum("tokenwatch_rows_total", "outcome=") < 2.0 * count) {
            pause(until);
        }
    }

    /** Waits until a member has nothing to do, and gives the CPU time that it took until then, in seconds. */
    private static double awaitIdle(RunningService member) throws IOException, InterruptedException {
        long until = deadline();
        double now = member.cpuSeconds();
        double before;
        do {
            pause(until);
            before = now;
            now = member.cpuSeconds();
        } while (now - before >= IDLE_SECONDS);
        return now;
    }

    private static long deadline() {
        return System.nanoTime() + TimeUnit.SECONDS.toNanos(LONGEST_SECONDS);
    }

    private static void pause(long until) throws IOException, InterruptedException {
        if (System.nanoTime() > until) {
            throw new IOException("the member is not done after " + LONGEST_SECONDS + " s");
        }
        Thread.sleep(LOOK_MILLIS);
    }

    /** Whether the alerts are right; a member tells the last changes of them as it ends. */
    private void check() throws IOException {
        List<String> differences = FoundAlerts.in(alerts).differences(planted);
        if (!differences.isEmpty()) {
            report.wrong(differences.size() + " differences between planted alerts and those of a member, such as "
                    + String.join("; ", differences.subList(0, Math.min(4, differences.size()))));
        }
    }
}
