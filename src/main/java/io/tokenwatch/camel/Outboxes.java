package io.tokenwatch.camel;

import io.tokenwatch.alert.Alert;
import io.tokenwatch.alert.AlertSink;
import io.tokenwatch.alert.Alerts;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The outboxes of all routes that take alerts out, by route id. Hears of alerts while there is one. Safe to share.
 *
 * <p>While routes are swapped, what waits for a route is kept for the one of the same id that comes next, and what is
 * told meanwhile is kept for all that come next, so that each of them gets all that it wants.
 */
final class Outboxes implements AlertSink {
    private static final Logger LOG = LoggerFactory.getLogger(Outboxes.class);
    private static final int LONGEST_GAP = 10_000;

    private final Alerts alerts;
    private final Map<String, Box> boxes = new LinkedHashMap<>();
    private Set<String> leaving = Set.of();
    private Outbox toldMeanwhile;
    private final Set<String> undelivered = new HashSet<>();
    private boolean hears;

    /** An outbox, what it wants, whether it hears of alerts, and whether its route has stopped. */
    private static final class Box {
        private final Outbox outbox;
        private final Predicate<Alert> wanted;
        private boolean hears;
        private boolean stopped;

        Box(Outbox outbox, Predicate<Alert> wanted, boolean hears) {
            this.outbox = outbox;
            this.wanted = wanted;
            this.hears = hears;
        }

        void add(Alert alert) {
            if (wanted.test(alert)) {
                outbox.add(alert);
            }
        }
    }

    Outboxes(Alerts alerts) {
        this.alerts = alerts;
    }

    /**
     * The outbox of a route that starts, with what still waits of an earlier one if that is wanted.
     *
     * @param most how many alerts may wait
     */
    synchronized Outbox open(String routeId, String name, int most, Predicate<Alert> wanted) {
        Box box = new Box(new Outbox(name, most), wanted, toldMeanwhile == null);
        Box before = boxes.put(routeId, box);
        hearIfNeeded();
        if (before != null) {
            before.outbox.moveTo(box.outbox, wanted);
        }
        return box.outbox;
    }

    /** Ends the outbox of a route that stops, unless it is kept for the next one. */
    synchronized void close(String routeId, Outbox outbox) {
        Box box = boxes.get(routeId);
        if (box == null || box.outbox != outbox) {
            return;
        }
        box.stopped = true;
        if (toldMeanwhile == null || !leaving.contains(routeId)) {
            discard(routeId);
        }
    }

    private void hearIfNeeded() {
        boolean needed = !boxes.isEmpty() || toldMeanwhile != null;
        if (needed && !hears) {
            alerts.add(this);
        } else if (!needed && hears) {
            alerts.remove(this);
        }
        hears = needed;
    }

    private void discard(String routeId) {
        Outbox outbox = boxes.remove(routeId).outbox;
        if (outbox.size() > 0) {
            LOG.error("{} alerts were not delivered to route {}", outbox.size(), routeId);
            outbox.forEach(alert -> undelivered.add(alert.id()));
        }
        hearIfNeeded();
    }

    @Override
    public synchronized void alert(Alert alert) {
        undelivered.remove(alert.id());
        if (toldMeanwhile != null) {
            toldMeanwhile.add(alert);
        }
        for (Box box : boxes.values()) {
            if (box.hears) {
                box.add(alert);
            }
        }
    }

    /** Whether a telling of that alert is still to be delivered by some route, or was when its route ended. */
    synchronized boolean isWaiting(String alertId) {
        return undelivered.contains(alertId)
                || (toldMeanwhile != null && toldMeanwhile.isWaiting(alertId))
                || boxes.values().stream().anyMatch(box -> box.outbox.isWaiting(alertId));
    }

    /**
     * Begins to swap routes: those that leave hear of nothing more, and those of them that are replaced are given
     * nothing more.
     *
     * @param leaving the ids of the routes that leave
     * @param coming the ids of those that come
     */
    synchronized void beginSwap(Set<String> leaving, Set<String> coming) {
        this.leaving = Set.copyOf(leaving);
        toldMeanwhile = new Outbox("reload of routes", LONGEST_GAP);
        hearIfNeeded();
        for (String id : leaving) {
            Box box = boxes.get(id);
            if (box != null) {
                box.hears = false;
                if (coming.contains(id)) {
                    box.outbox.pause();
                }
            }
        }
    }

    /**
     * Ends the swap: gives what was told meanwhile to those that came.
     *
     * @param came the ids of the routes that run now in place of those that left
     */
    synchronized void endSwap(Set<String> came) {
        Outbox meanwhile = toldMeanwhile;
        toldMeanwhile = null;
        for (String id : List.copyOf(boxes.keySet())) {
            Box box = boxes.get(id);
            if (box.stopped) {
                discard(id);
            } else if (came.contains(id)) {
                meanwhile.forEach(box::add);
                box.hears = true;
                box.outbox.resume();
            }
        }
        hearIfNeeded();
    }
}
