package io.tokenwatch.bench.data;

import java.time.Duration;
import java.time.Instant;

/**
 * What a generated log holds. Equal plans give equal bytes.
 *
 * @param rows how many
 * @param start when the first row happens
 * @param span how much event time the rows cover; from a day on, there are more of them by day than by night
 * @param fate what becomes of the rows at the filters
 * @param userSignIns how many of a thousand rows are non-interactive sign-ins of users
 * @param graphCalls how many of a thousand rows are Graph calls
 * @param principalSignIns how many of a thousand rows are sign-ins of service principals; the rest are those of managed
 *     identities
 * @param theftEvery a theft of a user's and one of a program's token begins every so many rows; 0 for none
 * @param everyoneOnce whether each sign-in is of another user or service principal
 */
public record Plan(
        long seed,
        int rows,
        Instant start,
        Duration span,
        Fate fate,
        int userSignIns,
        int graphCalls,
        int principalSignIns,
        int theftEvery,
        boolean everyoneOnce) {
    private static final Instant START = Instant.parse("2024-05-01T00:00:00Z");
    private static final int THEFT_EVERY = 300;

    /** A day of a tenant, with thefts. */
    public static Plan day(long seed, int rows) {
        return new Plan(seed, rows, START, Duration.ofDays(1), Fate.ANY, 450, 420, 100, THEFT_EVERY, false);
    }

    /** The rows of a day that all pass the rules' filters. */
    public static Plan kept(long seed, int rows) {
        return new Plan(seed, rows, START, Duration.ofDays(1), Fate.KEPT, 118, 660, 171, 0, false);
    }

    /** The rows of a day that all fail the rules' filters. */
    public static Plan dropped(long seed, int rows) {
        return new Plan(seed, rows, START, Duration.ofDays(1), Fate.DROPPED, 918, 82, 0, 0, false);
    }

    /** The same at another time. */
    public Plan during(Instant newStart, Duration newSpan) {
        return new Plan(
                seed,
                rows,
                newStart,
                newSpan,
                fate,
                userSignIns,
                graphCalls,
                principalSignIns,
                theftEvery,
                everyoneOnce);
    }

    /** The same with thefts that begin every so many rows. */
    public Plan withTheftEvery(int newRows) {
        return new Plan(
                seed, rows, start, span, fate, userSignIns, graphCalls, principalSignIns, newRows, everyoneOnce);
    }

    /** Sign-ins that pass the filters, each of another user, within a span. */
    public static Plan usersOnce(long seed, int rows, Instant start, Duration span) {
        return new Plan(seed, rows, start, span, Fate.KEPT, 1000, 0, 0, 0, true);
    }

    /** Sign-ins of service principals, each of another one, within a span. */
    public static Plan principalsOnce(long seed, int rows, Instant start, Duration span) {
        return new Plan(seed, rows, start, span, Fate.KEPT, 0, 0, 1000, 0, true);
    }

    long startTicks() {
        return Times.ticks(start);
    }

    long endTicks() {
        return Times.ticks(start.plus(span));
    }

    private double hours() {
        return Math.max(1, span.toMinutes() / 60.0);
    }

    /** How many users there are: each signs in about twice an hour. */
    int users() {
        return everyoneOnce ? rows : Math.max(20, (int) (rows / 1000.0 * userSignIns / hours() / 2));
    }

    /** How many service principals there are: each signs in about once an hour. */
    int principals() {
        return everyoneOnce ? rows : Math.max(1, (int) (rows / 1000.0 * principalSignIns / hours()));
    }

    /** How many managed identities there are: each signs in about once an hour. */
    int identities() {
        int perThousand = 1000 - userSignIns - graphCalls - principalSignIns;
        return Math.max(1, (int) (rows / 1000.0 * perThousand / hours()));
    }
}
