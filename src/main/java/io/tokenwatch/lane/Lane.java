package io.tokenwatch.lane;

import io.tokenwatch.event.Counters;
import io.tokenwatch.event.DeadReason;
import io.tokenwatch.event.Outcome;
import io.tokenwatch.event.RowBatch;
import io.tokenwatch.event.Table;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * One thread that does its work row by row, and the queue before it. The queue is bounded: who fills it faster than the
 * lane works has to wait.
 */
final class Lane {
    /** How many rows may wait. */
    private static final int QUEUED_ROWS = 16 * 1024;

    /**
     * A batch counts as so many rows at least: it holds on to its source's bytes, however few rows the lane has of it.
     */
    private static final int LEAST_ROWS = 256;

    /** Of how many rows is fetched at once what they need. */
    private static final int FORESEEN = 32;

    private final BlockingQueue<Task> queue = new LinkedBlockingQueue<>();
    private final Semaphore room = new Semaphore(QUEUED_ROWS);

    /** What was worked, to be used again. */
    private final BlockingQueue<LaneBatch> free = new ArrayBlockingQueue<>(QUEUED_ROWS / LEAST_ROWS);

    private LaneWork work;
    private Subscriptions rules;
    private final Counters counters;
    private final Tally tally = new Tally();
    private final DeadLetters deadLetters;
    private Duplicates duplicates;
    private final Thread thread;
    private volatile Throwable failure;
    private boolean stopped;

    /** Used by nobody: what is not written anywhere would not be fetched. */
    private int fetched;

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

    /** Something to do, and the room that it takes until it is done. */
    private record Task(Runnable action, int rows) {}

    /** What is to be {@link #put} next, still empty. */
    LaneBatch begin(RowBatch batch, long number, boolean again) {
        LaneBatch used = free.poll();
        LaneBatch next = used == null ? new LaneBatch() : used;
        next.begin(batch, number, again);
        return next;
    }

    void put(LaneBatch batch) throws InterruptedException {
        put(new Task(() -> process(batch), Math.min(Math.max(batch.size, LEAST_ROWS), QUEUED_ROWS)));
    }

    /**
     * Has the lane's thread do something, after what it has in its queue.
     *
     * @throws IllegalStateException if the lane has stopped
     */
    void put(Runnable action) throws InterruptedException {
        put(new Task(action, LEAST_ROWS));
    }

    private void put(Task task) throws InterruptedException {
        while (!room.tryAcquire(task.rows(), 100, TimeUnit.MILLISECONDS)) {
            refuseIfStopped();
        }
        refuseIfStopped();
        queue.add(task);
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
        queue.add(new Task(() -> stopped = true, 0));
        thread.join();
    }

    private void run() {
        try {
            while (!stopped) {
                Task task = queue.take();
                task.action().run();
                room.release(task.rows());
            }
        } catch (InterruptedException interrupted) {
            failure = interrupted;
        } catch (RuntimeException | Error broken) {
            failure = broken;
            throw broken;
        }
    }

    private void process(LaneBatch batch) {
        work.begins(batch.batch == null || batch.again ? 0 : batch.batch.readAt());
        try {
            int row = 0;
            for (int i = 0; i < batch.marksSize; i++) {
                LaneBatch.Marks moved = batch.marks(i);
                rows(batch, row, moved.behind);
                row = moved.behind;
                marks(moved);
            }
            rows(batch, row, batch.size);
        } finally {
            work.begins(0);
            tally.moveTo(counters);
        }
        work.done(batch.number);
        batch.release();
        free.offer(batch);
    }

    private void rows(LaneBatch batch, int begin, int end) {
        for (int i = begin; i < end; i++) {
            row(batch, i);
        }
    }

    private void marks(LaneBatch.Marks moved) {
        work.at(moved.row);
        work.watermarks(moved.watermarks);
        if (moved.forget) {
            work.forget(moved.watermarks);
            if (duplicates != null) {
                duplicates.forget(moved.watermarks);
            }
        }
    }

    private void row(LaneBatch batch, int i) {
        if (i % FORESEEN == 0) {
            foresee(batch, i);
        }
        int at = batch.rows[i];
        work.at(at);
        Table table = batch.batch.table(at);
        Object[] row = batch.batch.row(at);
        long wantedBy = duplicates == null ? batch.rules[i] : notSeen(batch.batch, at, batch.rules[i]);
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
            if (!batch.again) {
                deadLetters.add(batch.batch.deadLetter(at, DeadReason.RULE_FAILED, String.valueOf(failed)));
            }
            count(batch, i, table, Outcome.DEAD);
        }
    }

    private long notSeen(RowBatch batch, int at, long wantedBy) {
        Table table = batch.table(at);
        if (batch.hasGuid(at)) {
            return duplicates.notSeen(table, batch.guidHigh(at), batch.guidLow(at), batch.time(at), wantedBy);
        }
        Object id = table.id(batch.row(at));
        return id == null ? wantedBy : duplicates.notSeen(table, id, batch.time(at), wantedBy);
    }

    /** Fetches what is needed of some rows at once: the processor waits for memory once and not for each row. */
    private void foresee(LaneBatch batch, int begin) {
        int fetched = 0;
        int end = Math.min(begin + FORESEEN, batch.size);
        for (int i = begin; duplicates != null && i < end; i++) {
            RowBatch rows = batch.batch;
            int at = batch.rows[i];
            fetched += duplicates.foresee(rows.table(at), rows.guidHigh(at), rows.guidLow(at));
        }
        for (int i = begin; i < end; i++) {
            Table table = batch.batch.table(batch.rows[i]);
            for (long bits = batch.rules[i]; bits != 0; bits &= bits - 1) {
                work.foresee(
                        rules.rule(table, Long.numberOfTrailingZeros(bits)), table, batch.batch.row(batch.rows[i]));
            }
        }
        this.fetched = fetched + work.fetch();
    }

    private void count(LaneBatch batch, int i, Table table, Outcome outcome) {
        if (batch.counts[i] && !batch.again) {
            tally.count(table, outcome);
        }
    }
}
