package io.tokenwatch.lane;

import io.tokenwatch.event.Counters;
import io.tokenwatch.event.DeadLetter;
import io.tokenwatch.event.RowBatch;
import io.tokenwatch.event.Table;
import io.tokenwatch.event.Ticks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;

/** A router whose lanes write down what they are given. */
final class Lanes implements AutoCloseable {
    final SetClock wall = new SetClock("2024-05-09T00:00:00Z");
    final Counters counters = new Counters();
    final List<DeadLetter> dead = new CopyOnWriteArrayList<>();
    final List<Log> logs = new ArrayList<>();
    final Subscriptions rules = new Rules();
    final Router router;

    /**
     * Rule 0 gathers rows by their key, rule 1 by their id.
     *
     * @param onceById whether a row that comes again counts once
     */
    Lanes(int lanes, boolean onceById) {
        Watermarks watermarks = new Watermarks(Rows.CATALOG, wall, Duration.ofMinutes(5), Duration.ofMinutes(10));
        router = new Router(
                Rows.CATALOG, rules, watermarks, counters, dead::add, lanes, lane -> newLog(), onceById, 20_000, 5000);
    }

    private Log newLog() {
        Log log = new Log();
        logs.add(log);
        return log;
    }

    /** Routes rows that rule 0 wants and waits until they are worked. */
    void route(String... rows) throws InterruptedException {
        route(Rows.batch(rows));
    }

    void route(RowBatch batch) throws InterruptedException {
        send(batch);
        router.settle();
    }

    /** Routes rows and does not wait. */
    void send(RowBatch batch) throws InterruptedException {
        router.route(batch, rules);
    }

    /** What the only lane was given. */
    List<String> log() throws InterruptedException {
        router.settle();
        return logs.get(0).lines;
    }

    @Override
    public void close() {
        try {
            router.close();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    private static final class Rules implements Subscriptions {
        @Override
        public long wanted(Table table, Object[] row) {
            throw new UnsupportedOperationException("asked of the decoder's filter");
        }

        @Override
        public int rule(Table table, int bit) {
            return bit;
        }

        @Override
        public int keyHash(Table table, int bit, Object[] row) {
            if (row[Rows.ID].equals("without-key")) {
                throw new IllegalStateException("no key");
            }
            return Objects.hashCode(row[bit == 0 ? Rows.KEY : Rows.ID]);
        }
    }

    /** Writes down rows as {@code rule table key id} and watermarks as {@code A 10:20 B -}; fails on some ids. */
    static final class Log implements LaneWork {
        final List<String> lines = new CopyOnWriteArrayList<>();
        volatile Thread thread;

        @Override
        public void row(int rule, Table table, Object[] row) {
            thread = Thread.currentThread();
            if (row[Rows.ID].equals("fails")) {
                throw new IllegalStateException("no such thing");
            }
            if (row[Rows.ID].equals("breaks")) {
                throw new AssertionError("broken for good");
            }
            lines.add(rule + " " + table + " " + row[Rows.KEY] + " " + row[Rows.ID]);
        }

        @Override
        public void watermarks(long[] marks) {
            thread = Thread.currentThread();
            lines.add("A " + shown(marks[0]) + (marks.length > 1 ? " B " + shown(marks[1]) : ""));
        }

        @Override
        public void forget(long[] marks) {
            thread = Thread.currentThread();
        }

        private static String shown(long mark) {
            return mark == Watermarks.NOT_YET
                    ? "-"
                    : mark == Watermarks.NOT_WAITED_FOR
                            ? "*"
                            : Ticks.toIso(mark).substring(11, 16);
        }

        @Override
        public void end() {
            lines.add("end");
        }

        List<String> rows() {
            return lines.stream()
                    .filter(line -> Character.isDigit(line.charAt(0)))
                    .toList();
        }
    }
}
