package io.tokenwatch.cluster;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** The threads that work a member's rows, while they work and while they end. */
class LaneThreadsTest {
    private final LaneThreads lanes = new LaneThreads(2);
    private final Thread closer = new Thread(this::close);

    private void close() {
        try {
            lanes.close();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    @Test
    void goOnAfterWhatFailsAndSayWhatItWas() throws InterruptedException {
        List<String> done = new CopyOnWriteArrayList<>();
        IllegalStateException broken = new IllegalStateException("broken");
        lanes.execute(0, 3, () -> {
            throw broken;
        });
        lanes.execute(0, 0, () -> done.add("next"));
        lanes.close();

        assertEquals(List.of("next"), done);
        assertEquals(broken, lanes.failure());
        assertEquals(0, lanes.waiting(0));
    }

    @Test
    void doNotFailWhenSomethingIsPutOffWhileTheyEnd() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        lanes.execute(0, 0, () -> {
            begun.countDown();
            await().until(() -> closer.getState() == Thread.State.TIMED_WAITING);
            lanes.later(0, 1, () -> {});
        });
        begun.await();
        closer.start();
        closer.join();

        assertNull(lanes.failure());
    }
}
