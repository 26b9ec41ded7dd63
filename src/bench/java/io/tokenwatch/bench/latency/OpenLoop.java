package io.tokenwatch.bench.latency;

import io.tokenwatch.bench.measure.RunningService;
import io.tokenwatch.bench.measure.Slices;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Posts events at a rate, whether earlier posts are answered or not. Event {@code i} is due {@code i / rate} seconds
 * after the start; a post is sent when the last of its events is due, and a connection is free. What has to wait for
 * one is late all the same, for times are taken from when events were due.
 */
final class OpenLoop {
    private static final String ACCEPTED = "status 202";
    private static final int POSTS_A_SECOND = 100;
    private static final int CONNECTIONS = 32;
    private static final long LONGEST_ANSWER_SECONDS = 120;

    private final RunningService service;
    private final int rate;
    private final Semaphore connections = new Semaphore(CONNECTIONS);
    private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
    private final Map<String, Integer> refusals = new ConcurrentHashMap<>();
    private long start;

    /**
     * The answer to a post.
     *
     * @param sent when the post was due, by {@link System#nanoTime}
     * @param nanos how long after that the answer came
     */
    record Answer(long sent, long nanos) {}

    /** @param rate events a second */
    OpenLoop(RunningService service, int rate) {
        this.service = service;
        this.rate = rate;
    }

    /** When an event is due, by {@link System#nanoTime}. */
    long due(int event) {
        return start + event * 1_000_000_000L / rate;
    }

    /** Posts a file of events; returns when all posts are answered. */
    void run(Path events) throws IOException, InterruptedException {
        int atOnce = Math.max(1, rate / POSTS_A_SECOND);
        try (Slices slices = new Slices(events, atOnce)) {
            start = System.nanoTime();
            int sent = 0;
            for (byte[] slice = slices.next(); slice != null; slice = slices.next()) {
                sent += atOnce;
                waitUntil(due(sent));
                connections.acquire();
                post(slice, due(sent));
            }
        }
        if (!connections.tryAcquire(CONNECTIONS, LONGEST_ANSWER_SECONDS, TimeUnit.SECONDS)) {
            throw new IOException("not all posts were answered");
        }
    }

    private void post(byte[] rows, long due) {
        service.client()
                .sendAsync(service.posting(rows), HttpResponse.BodyHandlers.discarding())
                .whenComplete((answer, failure) -> {
                    answered(due, failure == null ? "status " + answer.statusCode() : failure.toString());
                    connections.release();
                });
    }

    private static void waitUntil(long due) {
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private void answered(long due, String how) {
        answers.add(new Answer(due, System.nanoTime() - due));
        if (!how.equals(ACCEPTED)) {
            refusals.merge(how, 1, Integer::sum);
        }
    }

    Queue<Answer> answers() {
        return answers;
    }

    /** How many posts were not accepted, by what came instead. */
    Map<String, Integer> refusals() {
        return refusals;
    }
}
