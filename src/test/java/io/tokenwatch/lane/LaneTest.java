package io.tokenwatch.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tokenwatch.event.DeadLetter;
import io.tokenwatch.event.DeadReason;
import io.tokenwatch.event.Outcome;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a lane does with rows that come twice or fail, and how it ends. */
@Timeout(60)
class LaneTest {
    @Test
    void makesADeadLetterOfARowThatARuleFailsOnAndGoesOn() throws InterruptedException {
        try (Lanes lanes = new Lanes(1, false)) {
            lanes.route("A 10:00 ada 1", "A 10:00 ada fails", "A 10:00 ada 2");

            assertEquals(List.of("0 A ada 1", "0 A ada 2"), lanes.logs.get(0).rows());
            DeadLetter letter = lanes.dead.get(0);
            assertEquals(DeadReason.RULE_FAILED, letter.reason());
            assertEquals("java.lang.IllegalStateException: no such thing", letter.message());
            assertEquals(2, letter.line());
            assertTrue(letter.row().contains("fails"), letter::row);
            assertEquals(1, lanes.counters.get("A", Outcome.DEAD));
            assertEquals(2, lanes.counters.get("A", Outcome.KEPT));
        }
    }

    @Test
    void takesARowThatComesAgainOnce() throws InterruptedException {
        try (Lanes lanes = new Lanes(1, true)) {
            lanes.route("A 10:00 ada 1", "A 10:00 ada 2", "A 10:00 ada 1");
            lanes.route("B 10:00 ada 1", "A 11:00 ada 1");

            assertEquals(
                    List.of("0 A ada 1", "0 A ada 2", "0 B ada 1"),
                    lanes.logs.get(0).rows());
            assertEquals(2, lanes.counters.get("A", Outcome.DUPLICATE));
        }
    }

    @Test
    void takesEveryRowThatHasNoId() throws InterruptedException {
        try (Lanes lanes = new Lanes(1, true)) {
            lanes.route("A 10:00 ada", "A 10:00 ada");

            assertEquals(2, lanes.counters.get("A", Outcome.KEPT));
        }
    }

    @Test
    void takesRowsThatComeAgainEachTimeIfToldSo() throws InterruptedException {
        try (Lanes lanes = new Lanes(1, false)) {
            lanes.route("A 10:00 ada 1", "A 10:00 ada 1");

            assertEquals(2, lanes.counters.get("A", Outcome.KEPT));
        }
    }

    @Test
    void endsItsThreadBehindWhatItHasToDo() throws InterruptedException {
        Lanes lanes = new Lanes(3, false);
        lanes.send(Rows.batch("A 10:00 ada 1", "A 10:00 bob 2", "A 10:01 ada 3"));
        lanes.close();

        assertEquals(3, lanes.logs.stream().mapToInt(log -> log.rows().size()).sum());
        for (Lanes.Log log : lanes.logs) {
            assertFalse(log.thread.isAlive());
        }
    }

    @Test
    void takesNothingMoreOnceItHasEnded() {
        Lanes lanes = new Lanes(1, false);
        lanes.close();

        assertThrows(IllegalStateException.class, () -> lanes.route("A 10:00 ada 1"));
        assertThrows(IllegalStateException.class, () -> lanes.router.settle());
        assertNull(lanes.router.failure());
    }

    @Test
    void tellsWhatBrokeIt() throws InterruptedException {
        Lanes lanes = new Lanes(2, false);
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> {});
        try {
            IllegalStateException stopped =
                    assertThrows(IllegalStateException.class, () -> lanes.route("A 10:00 ada breaks"));

            assertInstanceOf(AssertionError.class, stopped.getCause());
            assertEquals("broken for good", lanes.router.failure().getMessage());
            assertThrows(IllegalStateException.class, () -> lanes.route("A 10:00 ada 1"));
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
            lanes.close();
        }
    }

    @Test
    void holdsUpWhoFeedsItFasterThanItWorks() throws InterruptedException {
        assertTrue(batchesThatWait(200, 1) < 100);
    }

    @Test
    void holdsUpWhoFeedsItLargeBatchesAtFewerOfThem() throws InterruptedException {
        assertTrue(batchesThatWait(30, 2000) < 12);
    }

    /** How many batches a lane that does nothing lets come, before it works them all. */
    private static int batchesThatWait(int batches, int rows) throws InterruptedException {
        try (Lanes lanes = new Lanes(1, false)) {
            CountDownLatch busy = new CountDownLatch(1);
            CountDownLatch free = new CountDownLatch(1);
            AtomicInteger routed = new AtomicInteger();
            Thread holder = start(() -> lanes.router.everywhere(work -> waitFor(free, busy)));
            busy.await();
            Thread feeder = start(() -> {
                for (int i = 0; i < batches; i++, routed.incrementAndGet()) {
                    lanes.send(Rows.many(rows, "A 10:00 ada 1"));
                }
            });
            Awaitility.await().until(() -> feeder.getState() == Thread.State.TIMED_WAITING);
            int waiting = routed.get();

            free.countDown();
            feeder.join();
            holder.join();
            lanes.router.settle();
            assertEquals(batches * rows, lanes.logs.get(0).rows().size());
            assertEquals(batches * rows, lanes.counters.get("A", Outcome.KEPT));
            return waiting;
        }
    }

    private static void waitFor(CountDownLatch latch, CountDownLatch waiting) {
        waiting.countDown();
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    /** Something that may wait. */
    private interface Task {
        void run() throws InterruptedException;
    }

    private static Thread start(Task task) {
        Thread thread = new Thread(() -> {
            try {
                task.run();
            } catch (InterruptedException interrupted) {
                throw new IllegalStateException(interrupted);
            }
        });
        thread.start();
        return thread;
    }
}
