package io.tokenwatch.lane;

import io.tokenwatch.event.Counters;
import io.tokenwatch.event.DeadReason;
import io.tokenwatch.event.Outcome;
import io.tokenwatch.event.Table;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * One thread that does its work row by row, and the queue before it. The queue is bounded: who fills it faster than the
 * lane works has to wait.
 */
final class Lane {
    private static final int QUEUED_BATCHES = 64;

    private final BlockingQueue<Runnable> queue = new ArrayBlockingQueue<>(QUEUED_BATCHES);
    private LaneWork work;
    private Subscriptions rules;
    private final Counters counters;
    private final DeadLetters deadLetters;
    private Duplicates duplicates;
    private final Thread thread;
    private volatile Throwable failure;
    private boolean stopped;

    /** @param duplicates the memory for ids, or null if rows that come twice count twice */
    Lane(
            int number,
            LaneWork work,
            Subscriptions rules,
            Counters counters,
            DeadLetters deadLetters,
            Duplicates duplicates) {
        this.work = work;
        this.rules = rules;
        this.counters = counters;
        this.deadLetters = deadLetters;
        this.duplicates = duplicates;
        this.thread = new Thread(this::run, "lane-" + number);
        thread.setDaemon(true);
        thread.start();
    }

    LaneWork work() {
        return work;
    }

    /**
     * Goes on with other rules. Called while the lane has nothing to do and gets nothing; what it gets next tells its
     * thread.
     */
    void become(LaneWork otherWork, Subscriptions otherRules, Duplicates otherDuplicates) {
        work = otherWork;
        rules = otherRules;
        duplicates = otherDuplicates;
    }

    /** What stopped the lane, or null while it works. */
    Throwable failure() {
        return failure;
    }

    void put(LaneBatch batch) throws InterruptedException {
        put(() -> process(batch));
    }

    /**
     * Has the lane's thread do something, after what it has in its queue.
     *
     * @throws IllegalStateException if the lane has stopped
     */
    void put(Runnable task) throws InterruptedException {
        while (!queue.offer(task, 100, TimeUnit.MILLISECONDS)) {
            refuseIfStopped();
        }
        refuseIfStopped();
    }

    private void refuseIfStopped() {
        if (failure != null) {
            throw new IllegalStateException(thread.getName() + " has stopped: " + failure, failure);
        }
        if (!thread.isAlive()) {
            throw new IllegalStateException(thread.getName() + " has stopped");
        }
    }

    /** Ends the thread once the queue is empty, and waits for it. */
    void stop() throws InterruptedException {
        boolean told = false;
        while (thread.isAlive()) {
            told = told || queue.offer(() -> stopped = true);
            thread.join(10);
        }
    }

    private void run() {
        try {
            while (!stopped) {
                queue.take().run();
            }
        } catch (InterruptedException interrupted) {
            failure = interrupted;
        } catch (RuntimeException | Error broken) {
            failure = broken;
            throw broken;
        }
    }

    private void process(LaneBatch batch) {
        for (int i = 0; i < batch.size; i++) {
            work.at(batch.rows[i]);
            if (batch.marks[i] != null) {
                marks(batch.marks[i], batch.forgets[i]);
            } else {
                row(batch, i);
            }
        }
        work.done(batch.number);
        batch.release();
    }

    private void marks(long[] marks, boolean forget) {
        work.watermarks(marks);
        if (forget) {
            work.forget(marks);
            if (duplicates != null) {
                duplicates.forget(marks);
            }
        }
    }

    private void row(LaneBatch batch, int i) {
        int at = batch.rows[i];
        Table table = batch.batch.table(at);
        Object[] row = batch.batch.row(at);
        Object id = duplicates == null ? null : table.id(row);
        long wantedBy = id == null ? batch.rules[i] : duplicates.notSeen(table, id, table.time(row), batch.rules[i]);
        if (wantedBy == 0) {
            count(batch, i, table, Outcome.DUPLICATE);
            return;
        }
        try {
            for (long bits = wantedBy; bits != 0; bits &= bits - 1) {
                work.row(rules.rule(table, Long.numberOfTrailingZeros(bits)), table, row);
            }
            count(batch, i, table, Outcome.KEPT);
        } catch (RuntimeException failed) {
            deadLetters.add(batch.batch.deadLetter(at, DeadReason.RULE_FAILED, String.valueOf(failed)));
            count(batch, i, table, Outcome.DEAD);
        }
    }

    private void count(LaneBatch batch, int i, Table table, Outcome outcome) {
        if (batch.counts[i]) {
            counters.add(table.name(), outcome, 1);
        }
    }
}
