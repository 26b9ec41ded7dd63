package io.tokenwatch.app;

import io.tokenwatch.camel.Routes;
import io.tokenwatch.camel.RoutesException;
import io.tokenwatch.engine.RulesException;
import io.tokenwatch.web.Health;
import io.tokenwatch.web.HttpApi;
import io.tokenwatch.web.Metrics;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The service: the engine with its routes and its HTTP server. Started and stopped once. */
public final class Service implements Health {
    private static final Logger LOG = LoggerFactory.getLogger(Service.class);

    private static final long LOOK_MILLIS = 200;
    private static final long LONGEST_EDIT_SECONDS = 10;

    private final Settings settings;
    private final Clock wall;
    private LiveRules rules;
    private Pipeline pipeline;
    private HttpApi http;
    private Routes routes;
    private ScheduledExecutorService ticker;
    private ScheduledExecutorService editor;
    private int port;
    private volatile boolean ready;
    private boolean stopped;

    public Service(Settings settings, Clock wall) {
        this.settings = settings;
        this.wall = wall;
    }

    /**
     * Compiles the rules, listens, and starts the routes.
     *
     * @throws RulesException if the rules do not compile
     * @throws RoutesException if a route file is wrong
     * @throws IOException if the address cannot be listened on, or a folder cannot be read
     */
    public synchronized void start() throws RulesException, RoutesException, IOException, InterruptedException {
        rules = new LiveRules(settings, wall);
        FolderWatch rulesWatch = new FolderWatch(settings.path(Setting.RULES_DIR));
        pipeline = rules.start(settings);
        Metrics metrics = new Metrics(pipeline.counters());
        pipeline.alerts().add(metrics);
        http = new HttpApi(pipeline.alerts(), rules::toMap, metrics, this);
        routes = new Routes(
                settings.path(Setting.ROUTES_DIR),
                settings.all(),
                pipeline,
                pipeline.alerts(),
                settings.duration(Setting.INBOX_QUIET),
                settings.duration(Setting.INBOX_UNFINISHED));
        try {
            String host = settings.text(Setting.HTTP_HOST);
            port = http.listen(host, settings.number(Setting.HTTP_PORT));
            routes.serveOn(http.vertx(), http.router(), port, settings.bytes(Setting.HTTP_BODY));
            routes.start();
            ticker = thread("ticker");
            ticker.scheduleWithFixedDelay(this::tick, 1, 1, TimeUnit.SECONDS);
            editor = thread("editor");
            editor.execute(rules::warmUp);
            editor.scheduleWithFixedDelay(() -> look(rulesWatch), LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
            ready = true;
            LOG.info("listening on http://{}:{}", host, port);
        } catch (IOException | RoutesException | RuntimeException failed) {
            stop();
            throw failed;
        }
    }

    /** The port that the HTTP server listens on. */
    public int port() {
        return port;
    }

    private static ScheduledExecutorService thread(String name) {
        return Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Takes what was edited. */
    private void look(FolderWatch rulesWatch) {
        try {
            if (rulesWatch.changed()) {
                rules.reload();
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException failed) {
            LOG.error("an edit cannot be taken", failed);
        }
    }

    private void tick() {
        try {
            pipeline.router().tick();
            pipeline.tellChanges();
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException failed) {
            LOG.error("event time does not move", failed);
        }
    }

    @Override
    public List<Check> live() {
        Throwable failure = pipeline.router().failure();
        return List.of(
                new Check("lanes", failure == null, failure == null ? "all lanes run" : String.valueOf(failure)));
    }

    @Override
    public List<Check> ready() {
        List<Check> checks = new ArrayList<>();
        checks.add(new Check("rules", true, rules.summary()));
        checks.add(new Check("intake", ready, ready ? "events are taken in" : "starting or stopping"));
        if (ready) {
            routes.states().forEach(state -> checks.add(new Check("route " + state.id(), state.up(), state.status())));
        }
        return checks;
    }

    /** Stops taking events in, works what was accepted, delivers the alerts, and ends. */
    public synchronized void stop() throws InterruptedException {
        if (stopped || pipeline == null) {
            return;
        }
        stopped = true;
        ready = false;
        LOG.info("stopping: working what was accepted");
        routes.stopIntake();
        for (ScheduledExecutorService thread : new ScheduledExecutorService[] {editor, ticker}) {
            if (thread != null) {
                thread.shutdownNow();
                thread.awaitTermination(LONGEST_EDIT_SECONDS, TimeUnit.SECONDS);
            }
        }
        try {
            pipeline.close();
        } catch (IOException | RuntimeException failed) {
            LOG.error("the engine did not end well", failed);
        }
        routes.stop();
        http.close();
        LOG.info("stopped");
    }
}
