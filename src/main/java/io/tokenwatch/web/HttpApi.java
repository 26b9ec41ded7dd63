package io.tokenwatch.web;

import io.tokenwatch.alert.Alerts;
import io.tokenwatch.alert.ExceptionGate;
import io.tokenwatch.event.JsonText;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/** The HTTP server. Safe to share. */
public final class HttpApi {
    /** How much of a body is handed on at once: as much as is read of a socket at once. */
    private static final int CHUNK_BYTES = 64 * 1024;

    private final Vertx vertx = Vertx.vertx(new VertxOptions()
            .setFileSystemOptions(
                    new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
    private final Router router = Router.router(vertx);
    private final Metrics metrics;
    private HttpServer server;

    /**
     * @param alerts the alerts that it lists
     * @param gate the alerts that are withheld
     * @param rules the rules that run and what is wrong with the last edit, as the members of a JSON object
     * @param cluster the cluster as this node sees it, as the members of a JSON object; null if it is in none
     * @param metrics the metrics that it shows
     * @param health how the service does
     */
    public HttpApi(
            Alerts alerts,
            ExceptionGate gate,
            Supplier<Map<String, Object>> rules,
            Supplier<Map<String, Object>> cluster,
            Metrics metrics,
            Health health) {
        this.metrics = metrics;
        router.get("/api/v1/alerts").blockingHandler(new AlertsApi(alerts, gate), false);
        router.get("/api/v1/rules").handler(request -> request.response()
                .putHeader("Content-Type", "application/json")
                .end(JsonText.of(rules.get())));
        if (cluster != null) {
            router.get("/api/v1/cluster")
                    .blockingHandler(
                            request -> request.response()
                                    .putHeader("Content-Type", "application/json")
                                    .end(JsonText.of(cluster.get())),
                            false);
        }
        router.get("/observe/metrics").blockingHandler(request -> request.response()
                .putHeader("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
                .end(metrics.scrape()));
        router.get("/observe/health/live").handler(new HealthApi(health::live));
        router.get("/observe/health/ready").handler(new HealthApi(health::ready));
        router.get("/observe/health").handler(new HealthApi(() -> both(health)));
        router.route(EventsGate.PATH).handler(new EventsGate(health::notYet));
        router.errorHandler(400, request -> Problem.answer(request, 400, "the request cannot be read"));
        router.errorHandler(
                404,
                request -> Problem.answer(
                        request, 404, "there is nothing at " + request.request().path()));
        router.errorHandler(
                405, request -> Problem.answer(request, 405, request.request().method() + " is not possible here"));
        router.errorHandler(
                413, request -> Problem.answer(request, 413, "the body is larger than allowed; send it in parts"));
        router.errorHandler(500, request -> Problem.answer(request, 500, String.valueOf(request.failure())));
    }

    private static List<Health.Check> both(Health health) {
        List<Health.Check> all = new ArrayList<>(health.live());
        all.addAll(health.ready());
        return all;
    }

    /**
     * Begins to listen.
     *
     * @param port 0 for a free one
     * @return the port
     * @throws IOException if the address cannot be listened on
     */
    public int listen(String host, int port) throws IOException {
        try {
            server = vertx.createHttpServer(new HttpServerOptions().setMaxChunkSize(CHUNK_BYTES))
                    .requestHandler(router)
                    .listen(port, host)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
            return server.actualPort();
        } catch (CompletionException failed) {
            throw new IOException(
                    "cannot listen on " + host + ":" + port + ": "
                            + failed.getCause().getMessage(),
                    failed.getCause());
        }
    }

    public Vertx vertx() {
        return vertx;
    }

    /** Where routes that answer over HTTP are added. */
    public Router router() {
        return router;
    }

    /** Stops listening and ends the server's threads. */
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
        metrics.close();
    }
}
