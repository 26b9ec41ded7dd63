package io.tokenwatch.camel;

import io.tokenwatch.alert.Alert;
import io.tokenwatch.alert.Alerts;
import io.tokenwatch.alert.Status;
import io.tokenwatch.engine.DetectionInfo;
import io.tokenwatch.event.Intake;
import io.tokenwatch.testing.Detections;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Routes that run, with a folder of route files, a real HTTP server, and an intake that remembers what it took. */
final class Reloading implements AutoCloseable {
    final Path data;
    final Path folder;
    final Alerts alerts = new Alerts(Clock.systemUTC(), 100);
    final Queue<String> taken = new ConcurrentLinkedQueue<>();
    final Vertx vertx = Vertx.vertx();
    final Router router = Router.router(vertx);
    final Routes routes;
    volatile Intake intake = (source, in) -> {
        taken.add(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        return new Intake.Receipt(1, 0, List.of());
    };
    private final HttpClient client = HttpClient.newHttpClient();
    private final HttpServer server;

    Reloading(Path temporary, Map<String, String> settings) throws Exception {
        this(temporary, settings, 10);
    }

    Reloading(Path temporary, Map<String, String> settings, long longestStopSeconds) throws Exception {
        data = Files.createDirectories(temporary.resolve("data"));
        folder = Files.createDirectories(temporary.resolve("routes"));
        server = vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        Map<String, String> all = new HashMap<>(settings);
        all.put("data", data.toString());
        routes = new Routes(
                folder,
                all,
                (source, in) -> intake.accept(source, in),
                alerts,
                Duration.ZERO,
                Duration.ofSeconds(30),
                longestStopSeconds);
        routes.serveOn(vertx, router, server.actualPort(), 1 << 20);
    }

    Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name + ".camel.yaml"), text);
    }

    /** A route that takes posts at a path and answers with a text. */
    Path writeHttp(String name, String path, String answer) throws IOException {
        return write(name, """
                - route:
                    id: %s
                    from:
                      uri: "platform-http:%s"
                      steps:
                        - to: "esper:events"
                        - setBody:
                            constant: "%s"
                """.formatted(name, path, answer));
    }

    /** A route that appends the ids of alerts to a file in the data folder. */
    Path writeAlerts(String name, String options, String file) throws IOException {
        return write(name, """
                - route:
                    id: %s
                    from:
                      uri: "esper:alerts%s"
                      steps:
                        - setBody:
                            simple: "${header.CamelEsperAlertId}"
                        - to:
                            uri: "file:{{data}}"
                            parameters:
                              fileName: %s
                              fileExist: Append
                              appendChars: "\\\\n"
                """.formatted(name, options, file));
    }

    HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + server.actualPort() + path);
        return client.send(
                HttpRequest.newBuilder(uri)
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    void tell(String id, Status status) {
        DetectionInfo info = Detections.plain("T1");
        alerts.alert(new Alert(id, info, status, 1, 0, 0, List.of(), 1, List.of(), Map.of()));
    }

    List<String> lines(String file) throws IOException {
        Path path = data.resolve(file);
        return Files.exists(path) ? Files.readAllLines(path) : List.of();
    }

    List<String> ids() {
        return routes.states().stream()
                .filter(Routes.State::up)
                .map(Routes.State::id)
                .toList();
    }

    @Override
    public void close() {
        routes.stopIntake();
        routes.stop();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
