package io.tokenwatch.app;

import io.tokenwatch.camel.Routes;
import io.tokenwatch.camel.RoutesException;
import io.tokenwatch.cluster.Cluster;
import io.tokenwatch.engine.RulesException;
import io.tokenwatch.web.Health;
import io.tokenwatch.web.HttpApi;
import io.tokenwatch.web.Metrics;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
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
    private FolderLock lock;
    private volatile LivePipeline pipeline;
    private HttpApi http;
    private Routes routes;
    private ScheduledExecutorService ticker;
    private ScheduledExecutorService recorder;
    private LiveRoutes liveRoutes;
    private ScheduledExecutorService ruleEditor;
    private ScheduledExecutorService routeEditor;
    private int port;
    private volatile boolean ready;
    private volatile boolean stopping;
    private boolean stopped;

    public Service(Settings settings, Clock wall) {
        this.settings = settings;
        this.wall = wall;
    }

    /**
     * Compiles the rules, listens, works what is remembered of an earlier process, and starts the routes.
     *
     * @throws RulesException if the rules do not compile
     * @throws RoutesException if a route file is wrong
     * @throws IOException if the address cannot be listened on, a folder cannot be read, the data folder is another
     *     process's, or the store cannot be opened
     */
    public synchronized void start() throws RulesException, RoutesException, IOException, InterruptedException {
        lock = FolderLock.of(settings.path(Setting.DATA_DIR));
        try {
            startLocked();
        } catch (Throwable failed) {
            lock.close();
            throw failed;
        }
    }

    private void startLocked() throws RulesException, RoutesException, IOException, InterruptedException {
        rules = new LiveRules(settings, wall);
        FolderWatch rulesWatch = new FolderWatch(settings.path(Setting.RULES_DIR));
        FolderWatch routesWatch = new FolderWatch(settings.path(Setting.ROUTES_DIR));
        pipeline = rules.start();
        Metrics metrics = new Metrics(pipeline.counters());
        pipeline.alerts().add(metrics);
        http = new HttpApi(pipeline.alerts(), pipeline.gate(), this::edited, cluster(metrics), metrics, this);
        routes = new Routes(
                settings.path(Setting.ROUTES_DIR),
                settings.all(),
                pipeline,
                pipeline.alerts(),
                settings.duration(Setting.INBOX_QUIET),
                settings.duration(Setting.INBOX_UNFINISHED));
        liveRoutes = new LiveRoutes(routes, settings, wall);
        try {
            String host = settings.text(Setting.HTTP_HOST);
            port = http.listen(host, settings.number(Setting.HTTP_PORT));
            LOG.info("loading; see http://{}:{}/observe/health/ready", host, port);
            pipeline.load();
            routes.serveOn(http.vertx(), http.router(), port, settings.bytes(Setting.HTTP_BODY));
            liveRoutes.start();
            pipeline.open();
            recorder = thread("recorder");
            recorder.scheduleWithFixedDelay(this::record, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
            ticker = thread("ticker");
            ticker.scheduleWithFixedDelay(this::tick, 1, 1, TimeUnit.SECONDS);
            ruleEditor = thread("rule-editor");
            ruleEditor.scheduleWithFixedDelay(
                    () -> lookAtRules(rulesWatch), LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
            routeEditor = thread("route-editor");
            routeEditor.scheduleWithFixedDelay(
                    () -> lookAtRoutes(routesWatch), LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
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

    private void lookAtRules(FolderWatch watch) {
        try {
            if (watch.changed()) {
                rules.reload();
            }
            rules.followOthers();
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error failed) {
            // Thrown on, it would silently end the watch.
            LOG.error("an edit of the rules cannot be taken", failed);
        }
    }

    private void lookAtRoutes(FolderWatch watch) {
        try {
            if (watch.changed() && !liveRoutes.reload()) {
                watch.again();
            }
        } catch (RuntimeException | Error failed) {
            LOG.error("an edit of the routes cannot be taken", failed);
        }
    }

    /** How the cluster does, for the HTTP API and the metrics; null if this node is in none. */
    private Supplier<Map<String, Object>> cluster(Metrics metrics) {
        if (!(pipeline instanceof ClusterPipeline member)) {
            return null;
        }
        Cluster cluster = member.cluster();
        cluster.numbers()
                .keySet()
                .forEach(name -> metrics.gauge(
                        "tokenwatch.cluster." + snake(name), "Of this node: " + name, () -> cluster.numbers()
                                .get(name)));
        for (int lane = 0; lane < cluster.waiting().length; lane++) {
            int n = lane;
            metrics.gauge(
                    "tokenwatch.lane.waiting.bytes",
                    "What waits for a lane, in bytes of rows",
                    "lane",
                    String.valueOf(n),
                    () -> cluster.waiting()[n]);
        }
        return cluster::toMap;
    }

    private static String snake(String name) {
        return name.replaceAll("([A-Z])", ".$1").toLowerCase(Locale.ROOT);
    }

    /** The rules and routes that run, and what is wrong with their last edits. */
    private Map<String, Object> edited() {
        Map<String, Object> map = rules.toMap();
        map.put("routes", liveRoutes.toMap());
        return map;
    }

    private void tick() {
        try {
            pipeline.tick();
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException failed) {
            LOG.error("event time does not move", failed);
        }
    }

    private void record() {
        try {
            pipeline.record(routes::isWaiting);
        } catch (RuntimeException failed) {
            LOG.warn("what was told cannot be remembered now, it is tried again: {}", failed.toString());
        }
    }

    @Override
    public List<Check> live() {
        Throwable failure = pipeline.failure();
        return List.of(
                new Check("lanes", failure == null, failure == null ? "all lanes run" : String.valueOf(failure)));
    }

    @Override
    public List<Check> ready() {
        List<Check> checks = new ArrayList<>();
        checks.add(new Check("rules", true, rules.summary()));
        String notYet = notYet();
        checks.add(new Check("intake", notYet == null, notYet == null ? "events are taken in" : notYet));
        if (ready) {
            checks.addAll(pipeline.checks());
            checks.add(new Check("routes", true, liveRoutes.summary()));
            routes.states().forEach(state -> checks.add(new Check("route " + state.id(), state.up(), state.status())));
        }
        return checks;
    }

    @Override
    public String notYet() {
        if (ready) {
            return null;
        }
        LivePipeline loading = pipeline;
        return stopping || loading == null ? "starting or stopping" : loading.loading();
    }

    /** Stops taking events in, works what was accepted, delivers the alerts, and ends. */
    public void stop() throws InterruptedException {
        stopping = true;
        LivePipeline loading = pipeline;
        if (loading != null) {
            loading.stopLoading();
        }
        stopAll();
    }

    private synchronized void stopAll() throws InterruptedException {
        if (stopped || pipeline == null) {
            return;
        }
        stopped = true;
        ready = false;
        LOG.info("stopping: working what was accepted");
        routes.stopIntake();
        for (ScheduledExecutorService thread :
                new ScheduledExecutorService[] {ruleEditor, routeEditor, ticker, recorder}) {
            if (thread != null) {
                thread.shutdownNow();
                thread.awaitTermination(LONGEST_EDIT_SECONDS, TimeUnit.SECONDS);
            }
        }
        try {
            pipeline.finish();
        } catch (IOException | RuntimeException failed) {
            LOG.error("the engine did not end well", failed);
        }
        routes.stop();
        record();
        try {
            pipeline.close();
            lock.close();
        } catch (IOException | RuntimeException failed) {
            LOG.error("the engine did not end well", failed);
        }
        http.close();
        LOG.info("stopped");
    }
}
