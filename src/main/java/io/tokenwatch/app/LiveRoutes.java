package io.tokenwatch.app;

import io.tokenwatch.camel.Routes;
import io.tokenwatch.camel.RoutesException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The routes of a running service: which run, and what is wrong with the last edit. An edit that is wrong changes
 * nothing that runs; at the start the last good routes take its place. Edited by one thread, read by many.
 */
final class LiveRoutes {
    private static final Logger LOG = LoggerFactory.getLogger(LiveRoutes.class);

    private final Routes routes;
    private final Clock wall;
    private final LastGood lastGood;
    private final Path folder;
    private volatile Refusal refusal;

    LiveRoutes(Routes routes, Settings settings, Clock wall) {
        this.routes = routes;
        this.wall = wall;
        this.folder = settings.path(Setting.ROUTES_DIR);
        this.lastGood = new LastGood(
                settings.path(Setting.DATA_DIR).resolve("last-good").resolve("routes"), folder);
    }

    /**
     * Starts the routes of the folder, or if something is wrong with them, the last good ones.
     *
     * @throws RoutesException if a file is wrong and no others are remembered
     * @throws IOException if the folder cannot be read
     */
    void start() throws IOException, RoutesException {
        Path copy = lastGood.copy();
        try {
            routes.start(copy);
            lastGood.keep();
        } catch (RoutesException wrong) {
            Optional<Path> kept = lastGood.kept();
            if (kept.isEmpty()) {
                throw wrong;
            }
            refuse(wrong);
            LOG.warn("the last good routes run instead");
            routes.start(kept.get());
        }
    }

    /**
     * Takes the routes of the folder as they are now, if nothing is wrong with them.
     *
     * @return whether that is over; if not, a route was busy and it should be tried again
     */
    boolean reload() {
        try {
            List<String> changed = routes.reload();
            lastGood.copy();
            lastGood.keep();
            refusal = null;
            if (!changed.isEmpty()) {
                LOG.info("routes are live: {}", String.join(", ", changed));
            }
        } catch (RoutesException wrong) {
            if (wrong.isBusy()) {
                LOG.warn("routes are edited later: {}", wrong.getMessage());
                return false;
            }
            refuse(wrong);
        } catch (IOException unreadable) {
            refusal = new Refusal(
                            wall.instant(),
                            List.of(new Refusal.Problem("", 0, 0, "", "the routes cannot be read: " + unreadable)))
                    .logged("routes");
        }
        return true;
    }

    private void refuse(RoutesException wrong) {
        refusal = new Refusal(
                        wall.instant(),
                        wrong.problems().stream()
                                .map(p -> Refusal.Problem.in(folder, p.file(), p.line(), p.column(), p.message()))
                                .toList())
                .logged("routes");
    }

    /** How the routes' files do, in one line. */
    String summary() {
        return Refusal.summary(refusal, routes.files().size() + " route files are on");
    }

    /** The files and routes that run and what is wrong with the last edit, as the members of a JSON object. */
    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put(
                "running",
                routes.states().stream()
                        .map(state -> Map.of("id", state.id(), "file", state.file(), "status", state.status()))
                        .toList());
        Refusal.show(refusal, map);
        return map;
    }
}
