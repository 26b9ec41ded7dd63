package io.tokenwatch.camel;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Route;
import org.apache.camel.Suspendable;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.model.Model;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.ShutdownAware;
import org.apache.camel.support.service.ServiceHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replaces the routes of some files by those of others in a context that runs, all or nothing.
 *
 * <p>Routes stop in the order in which messages travel and start in the other: first those that bring something in,
 * then those that take alerts out, then those that are called by these. They stop when none of them has anything in
 * hand; if one does not come to rest in time, all of them go on.
 */
final class RouteSwap {
    private static final Logger LOG = LoggerFactory.getLogger(RouteSwap.class);
    private static final long POLL_MILLIS = 5;

    private final CamelContext context;
    private final Outboxes outboxes;
    private final HttpGate gate;
    private final List<LoadedFile> leaving;
    private final List<LoadedFile> coming;
    private final Set<String> endpointsBefore;
    private final long longestStopSeconds;

    /**
     * @param gate stands before routes that answer over HTTP; null if there are none
     * @param leaving files whose routes run
     * @param coming files whose routes are to run in their place
     */
    RouteSwap(
            CamelContext context, Outboxes outboxes, HttpGate gate, List<LoadedFile> leaving, List<LoadedFile> coming) {
        this.context = context;
        this.outboxes = outboxes;
        this.gate = gate;
        this.leaving = List.copyOf(leaving);
        this.coming = List.copyOf(coming);
        this.longestStopSeconds = context.getShutdownStrategy().getTimeout();
        this.endpointsBefore =
                context.getEndpoints().stream().map(Endpoint::getEndpointUri).collect(Collectors.toSet());
    }

    /**
     * Does it.
     *
     * @throws RoutesException if a route did not come to rest or a new one does not start; those that left run again
     */
    void run() throws RoutesException {
        Set<String> left = ids(leaving);
        Set<String> came = ids(coming);
        List<RouteDefinition> drained = new ArrayList<>();
        List<RouteDefinition> replaced = new ArrayList<>();
        for (RouteDefinition route : ordered(leaving)) {
            (isAlerts(route) && !came.contains(route.getId()) ? drained : replaced).add(route);
        }
        Set<String> running = left;
        outboxes.beginSwap(left, came);
        Runnable open =
                gate == null ? () -> {} : gate.close(httpPaths(), TimeUnit.SECONDS.toMillis(longestStopSeconds));
        try {
            bringToRest(replaced);
            replace(replaced);
            running = came;
        } finally {
            open.run();
            outboxes.endSwap(running);
        }
        drained.forEach(this::remove);
    }

    private static Set<String> ids(List<LoadedFile> files) {
        return files.stream().flatMap(file -> file.ids().stream()).collect(Collectors.toSet());
    }

    /** The routes of some files in the order in which they stop. */
    private static List<RouteDefinition> ordered(List<LoadedFile> files) {
        return files.stream()
                .flatMap(file -> file.routes().stream())
                .sorted(Comparator.comparing(RouteSwap::rank))
                .toList();
    }

    private static int rank(RouteDefinition route) {
        return isAlerts(route) ? 1 : route.getInput().getEndpointUri().startsWith("direct:") ? 2 : 0;
    }

    private static boolean isAlerts(RouteDefinition route) {
        return route.getInput().getEndpointUri().startsWith("esper:");
    }

    private Set<String> httpPaths() {
        Set<String> paths = new HashSet<>();
        for (String id : ids(leaving)) {
            Route route = context.getRoute(id);
            if (route != null && route.getEndpoint() instanceof PlatformHttpEndpoint http) {
                String path = http.getPath().replaceAll("\\{([^/}]+)}", ":$1");
                paths.add(http.isMatchOnUriPrefix() && !path.endsWith("*") ? path + "*" : path);
            }
        }
        return paths;
    }

    /**
     * Has all of these routes take nothing more, and waits until they have nothing in hand; if one still has when time
     * is up, all go on. Camel's own stop with a time limit may stop a route that it has just let go on.
     */
    private void bringToRest(List<RouteDefinition> routes) throws RoutesException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(longestStopSeconds);
        List<Consumer> suspended = new ArrayList<>();
        for (RouteDefinition definition : routes) {
            Route route = context.getRoute(definition.getId());
            if (route == null) {
                continue;
            }
            Consumer consumer = route.getConsumer();
            if (consumer instanceof Suspendable && ServiceHelper.isStarted(consumer)) {
                ServiceHelper.suspendService(consumer);
                suspended.add(consumer);
            }
            if (!awaitRest(route, deadline)) {
                suspended.forEach(ServiceHelper::resumeService);
                throw RoutesException.busy(fileOf(definition, leaving)
                        .problem("route " + route.getId() + " still has something in hand after " + longestStopSeconds
                                + " s; nothing is changed"));
            }
        }
    }

    private boolean awaitRest(Route route, long deadline) {
        try {
            while (inHand(route) > 0 && System.nanoTime() < deadline) {
                Thread.sleep(POLL_MILLIS);
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
        return inHand(route) == 0;
    }

    private int inHand(Route route) {
        int pending = route.getConsumer() instanceof ShutdownAware aware ? aware.getPendingExchangesSize() : 0;
        return pending + context.getInflightRepository().size(route.getId());
    }

    private void replace(List<RouteDefinition> replaced) throws RoutesException {
        replaced.forEach(this::remove);
        List<RouteDefinition> added = new ArrayList<>();
        List<RouteDefinition> starting = new ArrayList<>(ordered(coming));
        Collections.reverse(starting);
        for (RouteDefinition route : starting) {
            added.add(0, route);
            try {
                add(route);
            } catch (Exception wrong) {
                added.forEach(this::remove);
                putBack(replaced);
                throw failure(route, coming, "does not start", wrong);
            }
        }
    }

    private void add(RouteDefinition route) throws Exception {
        context.getCamelContextExtension().getContextPlugin(Model.class).addRouteDefinitions(List.of(route));
    }

    private void putBack(List<RouteDefinition> replaced) {
        Set<String> ids = replaced.stream().map(RouteDefinition::getId).collect(Collectors.toSet());
        for (LoadedFile file : leaving) {
            try {
                for (RouteDefinition route : LoadedFile.of(file.file(), context).routes()) {
                    if (ids.contains(route.getId())) {
                        add(route);
                    }
                }
            } catch (Exception failed) {
                LOG.error("{} does not start again", file.file().name(), failed);
            }
        }
        removeUnusedEndpoints();
    }

    /** Camel forgets the endpoints of a route that it removes, but not those of one that never came to be. */
    private void removeUnusedEndpoints() {
        for (Endpoint endpoint : List.copyOf(context.getEndpoints())) {
            if (!endpointsBefore.contains(endpoint.getEndpointUri())) {
                try {
                    context.removeEndpoint(endpoint);
                } catch (Exception failed) {
                    LOG.warn("{} cannot be forgotten", endpoint, failed);
                }
            }
        }
    }

    private void remove(RouteDefinition route) {
        try {
            context.getCamelContextExtension().getContextPlugin(Model.class).removeRouteDefinition(route);
        } catch (Exception failed) {
            LOG.error("route {} cannot be removed", route.getId(), failed);
        }
    }

    private static RoutesException failure(
            RouteDefinition route, List<LoadedFile> files, String what, Exception failed) {
        RouteFile file = fileOf(route, files);
        RouteProblem cause = RouteProblems.of(
                file, route.getInput().getLineNumber(), route.getInput().getEndpointUri(), failed, List.of());
        return new RoutesException(
                List.of(new RouteProblem(
                        cause.file(),
                        cause.line(),
                        cause.column(),
                        "route " + route.getId() + " " + what + ": " + cause.message())),
                failed);
    }

    private static RouteFile fileOf(RouteDefinition route, List<LoadedFile> files) {
        return files.stream()
                .filter(file -> file.ids().contains(route.getId()))
                .findFirst()
                .orElseThrow()
                .file();
    }
}
