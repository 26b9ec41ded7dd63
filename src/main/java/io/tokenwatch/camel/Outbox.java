package io.tokenwatch.camel;

import io.tokenwatch.alert.Alert;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Alerts that wait for a route. Bounded, and never makes the engine wait: when it is full, only the last telling of
 * each alert stays, and if that does not help the oldest alert goes. Safe to share.
 */
final class Outbox {
    private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);

    private final String name;
    private final int most;
    private final Deque<Alert> waiting = new ArrayDeque<>();
    private long dropped;

    Outbox(String name, int most) {
        this.name = name;
        this.most = most;
    }

    synchronized void add(Alert alert) {
        if (waiting.size() >= most) {
            dropOlderTellings();
        }
        if (waiting.size() >= most) {
            Alert lost = waiting.removeFirst();
            dropped++;
            LOG.error("{}: {} alerts wait already; alert {} is dropped, {} so far", name, most, lost.id(), dropped);
        }
        waiting.addLast(alert);
        notifyAll();
    }

    private void dropOlderTellings() {
        Set<String> ids = new HashSet<>();
        for (Iterator<Alert> last = waiting.descendingIterator(); last.hasNext(); ) {
            if (!ids.add(last.next().id())) {
                last.remove();
            }
        }
    }

    /** The alert that waits longest; waits up to a while for one, then null. It stays until {@link #done}. */
    synchronized Alert next(long waitMillis) throws InterruptedException {
        if (waiting.isEmpty()) {
            wait(waitMillis);
        }
        return waiting.peekFirst();
    }

    /** Takes out an alert that was delivered. */
    synchronized void done(Alert alert) {
        waiting.remove(alert);
    }

    synchronized int size() {
        return waiting.size();
    }
}
