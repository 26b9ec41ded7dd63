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
import java.util.stream.Collectors;

/**
 * Stands before the routes that answer over HTTP while they are swapped: answers 503 with {@code Retry-After} to what
 * comes, and waits for what is in hand. Safe to share.
 */
final class HttpGate {
    private static final long POLL_MILLIS = 5;

    private final Router router;
    private final Map<String, AtomicInteger> inHand = new ConcurrentHashMap<>();
    private final Set<String> closed = ConcurrentHashMap.newKeySet();

    HttpGate(Router router) {
        this.router = router;
    }

    /**
     * A handler that counts requests as in hand, by the path of their route, from here until they are answered. A
     * request knows its routes from its beginning: one that comes here when the gate has closed since, or its route has
     * gone, is answered like those that come later.
     */
    Handler<RoutingContext> counting(Handler<RoutingContext> handler) {
        return request -> {
            Route route = request.currentRoute();
            String path = key(String.valueOf(route.getPath()));
            AtomicInteger requests = inHand(path);
            // Before the look at the gate, which closes before it looks at this: one of both sees the other.
            requests.incrementAndGet();
            request.addEndHandler(ended -> requests.decrementAndGet());
            if (closed.contains(path) || !router.getRoutes().contains(route)) {
                refuse(request);
            } else {
                handler.handle(request);
            }
        };
    }

    /** The router forgets the star of a path. */
    private static String key(String path) {
        return path.endsWith("*") ? path.substring(0, path.length() - 1) : path;
    }

    private AtomicInteger inHand(String key) {
        return inHand.computeIfAbsent(key, unknown -> new AtomicInteger());
    }

    /**
     * Closes the gate before some paths, and returns when nothing is in hand behind it, time is up or the thread is
     * interrupted.
     *
     * @return what opens it again
     */
    Runnable close(Set<String> paths, long waitMillis) {
        Set<String> keys = paths.stream().map(HttpGate::key).collect(Collectors.toSet());
        closed.addAll(keys);
        List<Route> refusing = new ArrayList<>();
        for (String path : paths) {
            // the router does not find a route again that has the order of another
            int first = Integer.MIN_VALUE + refusing.size();
            refusing.add(router.route(path).order(first).handler(HttpGate::refuse));
        }
        awaitIdle(keys, System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(waitMillis));
        return () -> {
            closed.removeAll(keys);
            refusing.forEach(Route::remove);
        };
    }

    private void awaitIdle(Set<String> keys, long deadline) {
        try {
            while (keys.stream().anyMatch(key -> inHand(key).get() > 0) && System.nanoTime() < deadline) {
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
