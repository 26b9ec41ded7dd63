package io.tokenwatch.camel;

import io.tokenwatch.alert.Alert;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
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
    private final Map<String, Integer> tellings = new HashMap<>();
    private Alert inHand;
    private boolean paused;
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
            uncount(lost);
            dropped++;
            LOG.error("{}: {} alerts wait already; alert {} is dropped, {} so far", name, most, lost.id(), dropped);
        }
        waiting.addLast(alert);
        tellings.merge(alert.id(), 1, Integer::sum);
        notifyAll();
    }

    private void uncount(Alert alert) {
        tellings.computeIfPresent(alert.id(), (id, n) -> n == 1 ? null : n - 1);
    }

    /** Whether a telling of that alert is still to be delivered. */
    synchronized boolean isWaiting(String alertId) {
        return tellings.containsKey(alertId);
    }

    private void dropOlderTellings() {
        Set<String> ids = new HashSet<>();
        for (Iterator<Alert> last = waiting.descendingIterator(); last.hasNext(); ) {
            Alert alert = last.next();
            if (!ids.add(alert.id())) {
                last.remove();
                uncount(alert);
            }
        }
    }

    /**
     * The alert that waits longest; waits up to a while for one, then null. It stays until {@link #done}. Null while it
     * is paused.
     */
    synchronized Alert next(long waitMillis) throws InterruptedException {
        if (waiting.isEmpty() || paused) {
            wait(waitMillis);
        }
        inHand = paused ? null : waiting.peekFirst();
        return inHand;
    }

    /** Takes out an alert that was delivered. */
    synchronized void done(Alert alert) {
        if (waiting.remove(alert)) {
            uncount(alert);
        }
        inHand = null;
    }

    /** Leaves an alert in that could not be delivered. */
    synchronized void failed() {
        inHand = null;
    }

    /** Gives out nothing more until it is resumed; what waits stays. */
    synchronized void pause() {
        paused = true;
    }

    synchronized void resume() {
        paused = false;
        notifyAll();
    }

    /** Moves all that waits and is wanted to another one. */
    synchronized void moveTo(Outbox other, Predicate<Alert> wanted) {
        waiting.stream().filter(wanted).forEach(other::add);
        waiting.clear();
        tellings.clear();
    }

    synchronized void forEach(Consumer<Alert> action) {
        waiting.forEach(action);
    }

    synchronized int size() {
        return waiting.size();
    }

    /** How many alerts are still to be delivered before its route may stop: while it is paused, only that in hand. */
    synchronized int pending() {
        return !paused ? waiting.size() : inHand == null ? 0 : 1;
    }
}
