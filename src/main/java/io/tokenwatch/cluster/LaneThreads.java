package io.tokenwatch.cluster;

import com.hazelcast.core.HazelcastInstanceNotActiveException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The threads that work rows. All that concerns one partition is done by the same thread, in order. */
final class LaneThreads {
    private static final Logger LOG = LoggerFactory.getLogger(LaneThreads.class);

    private final ScheduledExecutorService[] threads;
    private final AtomicLong[] waiting;
    private volatile Throwable failure;

    LaneThreads(int count) {
        threads = IntStream.range(0, count)
                .mapToObj(n -> Executors.newSingleThreadScheduledExecutor(task -> {
                    Thread thread = new Thread(task, "lane-" + n);
                    thread.setDaemon(true);
                    return thread;
                }))
                .toArray(ScheduledExecutorService[]::new);
        waiting = IntStream.range(0, count).mapToObj(n -> new AtomicLong()).toArray(AtomicLong[]::new);
    }

    int count() {
        return threads.length;
    }

    private int of(int partition) {
        return partition % threads.length;
    }

    /**
     * Has a partition's thread do something after what it has to do already.
     *
     * @param weight what waits until then, in rows or, before they are counted, in bytes
     */
    void execute(int partition, long weight, Runnable action) {
        int lane = of(partition);
        waiting[lane].addAndGet(weight);
        threads[lane].execute(() -> {
            try {
                action.run();
            } catch (HazelcastInstanceNotActiveException | RejectedExecutionException stopping) {
                LOG.debug("lane-{} leaves what it had to do to others", lane, stopping);
            } catch (RuntimeException | Error broken) {
                failure = failure == null ? broken : failure;
                LOG.error("lane-{} fails", lane, broken);
            } finally {
                waiting[lane].addAndGet(-weight);
            }
        });
    }

    /** The same after a while. */
    void later(int partition, long millis, Runnable action) {
        threads[of(partition)].schedule(() -> execute(partition, 0, action), millis, TimeUnit.MILLISECONDS);
    }

    /** How much waits for the lane of a partition. */
    long waiting(int partition) {
        return waiting[of(partition)].get();
    }

    /** How much waits for a lane. */
    long waitingForLane(int lane) {
        return waiting[lane].get();
    }

    /** What went wrong in a lane, the first time; null while all work. */
    Throwable failure() {
        return failure;
    }

    /** Ends the threads after what they have to do. */
    void close() throws InterruptedException {
        for (ScheduledExecutorService thread : threads) {
            thread.shutdown();
            thread.awaitTermination(30, TimeUnit.SECONDS);
        }
    }
}
