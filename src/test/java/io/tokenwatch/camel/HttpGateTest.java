package io.tokenwatch.camel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpGateTest {
    private final Vertx vertx = Vertx.vertx();
    private final Router router = Router.router(vertx);
    private final HttpGate gate = new HttpGate(router);
    private final BlockingQueue<RoutingContext> onTheirWay = new LinkedBlockingQueue<>();
    private final HttpClient client = HttpClient.newHttpClient();
    private HttpServer server;

    @BeforeEach
    void begin() throws Exception {
        router.route("/*").order(-1).handler(onTheirWay::add);
        server = vertx.createHttpServer().requestHandler(router);
        server.listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().get();
    }

    @AfterEach
    void end() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get();
    }

    @Test
    void refusesWhatWasOnItsWayWhenItClosed() throws Exception {
        route("/one");
        CompletableFuture<HttpResponse<String>> answer = get("/one");
        RoutingContext request = onTheirWay.take();
        Runnable open = gate.close(Set.of("/one"), 10_000);
        goOn(request);

        assertEquals(503, answer.get().statusCode());

        open.run();
        CompletableFuture<HttpResponse<String>> next = get("/one");
        goOn(onTheirWay.take());
        assertEquals("taken", next.get().body());
    }

    @Test
    void refusesWhatWasOnItsWayBelowAPathWhenItClosed() throws Exception {
        route("/some/*");
        CompletableFuture<HttpResponse<String>> answer = get("/some/one");
        RoutingContext request = onTheirWay.take();
        gate.close(Set.of("/some/*"), 10_000);
        goOn(request);

        assertEquals(503, answer.get().statusCode());
    }

    @Test
    void refusesWhatWasOnItsWayToARouteThatIsGone() throws Exception {
        Route route = route("/one");
        CompletableFuture<HttpResponse<String>> answer = get("/one");
        RoutingContext request = onTheirWay.take();
        Runnable open = gate.close(Set.of("/one"), 10_000);
        route.remove();
        route("/one");
        open.run();
        goOn(request);

        assertEquals(503, answer.get().statusCode());
    }

    private Route route(String path) {
        return router.route(path)
                .handler(gate.counting(request -> request.response().end("taken")));
    }

    private static void goOn(RoutingContext request) {
        request.vertx().getOrCreateContext().runOnContext(ignored -> request.next());
    }

    private CompletableFuture<HttpResponse<String>> get(String path) {
        return client.sendAsync(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.actualPort() + path))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
