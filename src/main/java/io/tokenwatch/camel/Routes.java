package io.tokenwatch.camel;

import io.tokenwatch.alert.Alerts;
import io.tokenwatch.event.Intake;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Camel routes of a folder. A file is on when all settings that it names have a value. Safe to share.
 *
 * <p>The files can be loaded again while the routes run. What changed is checked apart from what runs; when all of it
 * is good, the routes of changed files are replaced, all or nothing; those of other files are not touched. Meanwhile
 * nothing that was accepted is lost:
 *
 * <ul>
 *   <li>a route that brings events in stops after what it has in hand; a post that comes between gets 503 with
 *       {@code Retry-After}, or 404 when the route is gone for good; messages stay with the broker, files in the inbox;
 *   <li>a route that takes alerts out stops after the alert that it has in hand; those that wait, and those told
 *       meanwhile, are given to the route of the same id that comes next, as far as that wants them. A route that is
 *       gone delivers what waits for it, for half a minute at most. An alert may be given out twice, under the same id.
 * </ul>
 *
 * <p>Stopped in two steps, so that nothing accepted is lost: first the routes that bring events in, each after what it
 * has in hand; then, when the engine has told its last alert, those that take alerts out.
 */
public final class Routes {
    private static final Logger LOG = LoggerFactory.getLogger(Routes.class);
    private static final long LONGEST_STOP_SECONDS = 30;

    private final Path folder;
    private final Map<String, String> settings;
    private final RouteContexts contexts;
    private HttpGate gate;
    private CamelContext context;
    private volatile Outboxes outboxes;
    private volatile Map<String, LoadedFile> running = Map.of();
    private boolean stopping;

    /**
     * How a route does.
     *
     * @param file the name of its file
     */
    public record State(String id, String file, String status, boolean up) {}

    /**
     * @param folder the folder with the route files
     * @param settings what routes may name in {@code {{…}}}
     * @param intake takes in what is sent to {@code esper:events}
     * @param alerts tells what is received from {@code esper:alerts}
     * @param quiet how long ago a file of the inbox must have been written to
     * @param unfinished the same for one that ends in the middle of a row
     */
    public Routes(
            Path folder,
            Map<String, String> settings,
            Intake intake,
            Alerts alerts,
            Duration quiet,
            Duration unfinished) {
        this(folder, settings, intake, alerts, quiet, unfinished, LONGEST_STOP_SECONDS);
    }

    Routes(
            Path folder,
            Map<String, String> settings,
            Intake intake,
            Alerts alerts,
            Duration quiet,
            Duration unfinished,
            long longestStopSeconds) {
        this.folder = folder;
        this.settings = new TreeMap<>(settings);
        this.contexts = new RouteContexts(this.settings, intake, alerts, quiet, unfinished, longestStopSeconds);
    }

    /** Lets {@code platform-http:} routes answer on a server that is there already. To be called before the start. */
    public synchronized void serveOn(Vertx vertx, Router router, int port, long largestBody) {
        gate = contexts.serveOn(vertx, router, port, largestBody);
    }

    /**
     * Loads and starts the routes that are on.
     *
     * @throws IOException if the folder cannot be read
     * @throws RoutesException if a file is wrong or a route does not start; then no route runs, and it may be tried
     *     again
     */
    public void start() throws IOException, RoutesException {
        start(folder);
    }

    /**
     * Loads and starts the routes of another folder, say a copy that was good before. A later {@link #reload} compares
     * with the routes' own folder, by the files' names.
     *
     * @throws IOException if the folder cannot be read
     * @throws RoutesException if a file is wrong or a route does not start; then no route runs, and it may be tried
     *     again
     */
    public synchronized void start(Path from) throws IOException, RoutesException {
        if (context == null) {
            context = contexts.create();
            context.start();
            outboxes = context.getComponent("esper", EsperComponent.class).outboxes();
        }
        load(from);
    }

    /**
     * Loads the files of the folder that changed and stops the routes of those that are gone, all or nothing. It may
     * take as long as the longest a route has something in hand.
     *
     * @return the names of the files that were new, changed or gone; none if all run already or the routes are stopping
     * @throws IOException if the folder cannot be read; nothing is changed
     * @throws RoutesException if a file is wrong or a route does not start; what ran before runs
     */
    public synchronized List<String> reload() throws IOException, RoutesException {
        return stopping || context == null ? List.of() : load(folder);
    }

    private List<String> load(Path from) throws IOException, RoutesException {
        List<LoadedFile> same = new ArrayList<>();
        List<RouteFile> changed = new ArrayList<>();
        List<RouteProblem> problems = new ArrayList<>();
        for (RouteFile file : RouteFile.in(from)) {
            LoadedFile before = running.get(file.name());
            List<String> missing = file.missing(settings);
            if (before != null && before.file().text().equals(file.text())) {
                same.add(before);
            } else if (missing.isEmpty()) {
                changed.add(file);
            } else if (before == null) {
                LOG.info("{} is off: {} not set", file.name(), String.join(", ", missing));
            } else {
                missing.forEach(key -> problems.add(file.problem(
                        1, key, "{{" + key + "}} has no value; expected a setting that has one, for the file is on")));
            }
        }
        List<LoadedFile> gone = new ArrayList<>(running.values());
        gone.removeAll(same);
        if (changed.isEmpty() && gone.isEmpty()) {
            return List.of();
        }
        List<RouteFile> all = same.stream().map(LoadedFile::file).collect(Collectors.toCollection(ArrayList::new));
        all.addAll(changed);
        problems.addAll(RouteCheck.problems(contexts, all));
        if (!problems.isEmpty()) {
            throw new RoutesException(problems, null);
        }
        swap(gone, read(changed));
        List<String> names = Stream.concat(gone.stream().map(LoadedFile::file), changed.stream())
                .map(RouteFile::name)
                .distinct()
                .sorted()
                .toList();
        LOG.info("loaded {}", String.join(", ", names));
        return names;
    }

    private List<LoadedFile> read(List<RouteFile> files) throws RoutesException {
        List<LoadedFile> read = new ArrayList<>();
        for (RouteFile file : files) {
            try {
                read.add(LoadedFile.of(file, context));
            } catch (Exception wrong) {
                throw new RoutesException(List.of(RouteProblems.of(file, wrong)), wrong);
            }
        }
        return read;
    }

    private void swap(List<LoadedFile> leaving, List<LoadedFile> coming) throws RoutesException {
        Map<String, LoadedFile> next = new TreeMap<>(running);
        leaving.forEach(file -> next.remove(file.file().name()));
        coming.forEach(file -> next.put(file.file().name(), file));
        try {
            new RouteSwap(context, outboxes, gate, leaving, coming).run();
            running = next;
        } catch (RoutesException failed) {
            Map<String, LoadedFile> left = new TreeMap<>(running);
            left.values().removeIf(file -> file.ids().stream().anyMatch(id -> context.getRoute(id) == null));
            running = left;
            throw failed;
        }
    }

    CamelContext context() {
        return context;
    }

    /** The text of each file whose routes run, by the file's name. */
    public Map<String, String> files() {
        Map<String, String> texts = new TreeMap<>();
        running.forEach((name, file) -> texts.put(name, file.file().text()));
        return texts;
    }

    /** Whether a telling of that alert is still to be delivered by some route. */
    public boolean isWaiting(String alertId) {
        Outboxes known = outboxes;
        return known != null && known.isWaiting(alertId);
    }

    /** How each route does. */
    public List<State> states() {
        List<State> states = new ArrayList<>();
        running.forEach((name, file) -> file.routes().forEach(route -> states.add(state(route.getId(), name))));
        return states;
    }

    private State state(String id, String file) {
        String status = String.valueOf(context.getRouteController().getRouteStatus(id));
        return new State(id, file, status, status.equals("Started"));
    }

    /** Stops the routes that bring events in, each after what it has in hand. From now on nothing is loaded again. */
    public synchronized void stopIntake() {
        stopping = true;
        if (context == null) {
            return;
        }
        context.getComponent("esper", EsperComponent.class).stopIntake();
        for (Route route : List.copyOf(context.getRoutes())) {
            if (!(route.getEndpoint() instanceof EsperEndpoint)) {
                try {
                    context.getRouteController().stopRoute(route.getId());
                } catch (Exception failed) {
                    LOG.error("route {} does not stop", route.getId(), failed);
                }
            }
        }
    }

    /** Stops what is left, after the alerts that wait are delivered. */
    public synchronized void stop() {
        stopping = true;
        if (context != null) {
            context.stop();
        }
        contexts.close();
    }
}
