package io.tokenwatch.camel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tokenwatch.alert.Alert;
import io.tokenwatch.alert.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OutboxTest {
    private final Outbox outbox = new Outbox("test", 3);

    private void add(String id, int revision) {
        outbox.add(new Alert(id, null, Status.UPDATED, revision, 0, 0, List.of(), 1, List.of(), Map.of()));
    }

    private List<String> waiting() throws InterruptedException {
        List<String> all = new ArrayList<>();
        for (Alert next = outbox.next(1); next != null; next = outbox.next(1)) {
            all.add(next.id() + next.revision());
            outbox.done(next);
        }
        return all;
    }

    @Test
    void keepsAnAlertUntilItIsDelivered() throws Exception {
        add("a", 1);
        assertEquals("a", outbox.next(1).id());
        assertEquals("a", outbox.next(1).id());
        assertEquals(1, outbox.size());
        outbox.done(outbox.next(1));
        assertNull(outbox.next(1));
    }

    @Test
    void knowsWhichAlertsAreStillToBeDelivered() throws Exception {
        add("a", 1);
        add("b", 1);
        add("a", 2);
        outbox.done(outbox.next(1));
        assertTrue(outbox.isWaiting("a"));
        add("c", 1);
        add("c", 2);
        assertTrue(outbox.isWaiting("c"));
        assertEquals(List.of("a2", "c1", "c2"), waiting());
        for (String id : List.of("a", "b", "c")) {
            assertFalse(outbox.isWaiting(id), id);
        }
        add("d", 1);
        Outbox other = new Outbox("other", 3);
        outbox.moveTo(other, alert -> true);
        assertFalse(outbox.isWaiting("d"));
        assertTrue(other.isWaiting("d"));
    }

    @Test
    void dropsOlderTellingsOfTheSameAlertWhenItIsFull() throws Exception {
        add("a", 1);
        add("b", 1);
        add("a", 2);
        add("c", 1);
        assertEquals(List.of("b1", "a2", "c1"), waiting());
    }

    @Test
    void dropsTheOldestAlertWhenNothingElseHelps() throws Exception {
        add("a", 1);
        add("b", 1);
        add("c", 1);
        add("d", 1);
        assertEquals(List.of("b1", "c1", "d1"), waiting());
    }
}
