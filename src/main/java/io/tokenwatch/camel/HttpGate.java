package io.tokenwatch.camel;

import io.tokenwatch.event.JsonText;
import io.vertx.core.Handler;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands before the routes that answer over HTTP while they are swapped: answers 503 with {@code Retry-After} to what
 * comes, and waits for what is in hand. Safe to share.
 */
final class HttpGate {
    private static final long POLL_MILLIS = 5;

    private final Router router;
    private final Map<String, AtomicInteger> inHand = new ConcurrentHashMap<>();

    HttpGate(Router router) {
        this.router = router;
    }

    /** A handler that counts requests as in hand, by the path of their route, from here until they are answered. */
    Handler<RoutingContext> counting(Handler<RoutingContext> handler) {
        return request -> {
            AtomicInteger requests = inHand(request.currentRoute().getPath());
            requests.incrementAndGet();
            request.addEndHandler(ended -> requests.decrementAndGet());
            handler.handle(request);
        };
    }

    private AtomicInteger inHand(String path) {
        return inHand.computeIfAbsent(String.valueOf(path), unknown -> new AtomicInteger());
    }

    /**
     * Closes the gate before some paths, and returns when nothing is in hand behind it, time is up or the thread is
     * interrupted.
     *
     * @return what opens it again
     */
    Runnable close(Set<String> paths, long waitMillis) {
        List<Route> closed = new ArrayList<>();
        for (String path : paths) {
            // the router does not find a route again that has the order of another
            int first = Integer.MIN_VALUE + closed.size();
            closed.add(router.route(path).order(first).handler(HttpGate::refuse));
        }
        awaitIdle(paths, System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(waitMillis));
        return () -> closed.forEach(Route::remove);
    }

    private void awaitIdle(Set<String> paths, long deadline) {
        try {
            while (paths.stream().anyMatch(path -> inHand(path).get() > 0) && System.nanoTime() < deadline) {
                Thread.sleep(POLL_MILLIS);
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    private static void refuse(RoutingContext request) {
        Map<String, Object> problem = new LinkedHashMap<>();
        problem.put("type", "about:blank");
        problem.put("title", "Service Unavailable");
        problem.put("status", 503);
        problem.put("detail", "the routes are being reloaded; send it again");
        request.response()
                .setStatusCode(503)
                .putHeader("Retry-After", "1")
                .putHeader("Content-Type", "application/problem+json")
                .end(JsonText.of(problem));
    }
}
