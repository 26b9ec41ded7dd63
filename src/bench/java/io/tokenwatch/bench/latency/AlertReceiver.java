package io.tokenwatch.bench.latency;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A webhook that notes when each telling of an alert comes. */
final class AlertReceiver implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(2);
    private final Queue<Arrival> arrivals = new ConcurrentLinkedQueue<>();

    /**
     * A telling of an alert.
     *
     * @param nanos when it came, by {@link System#nanoTime}
     * @param body its JSON
     */
    record Arrival(long nanos, byte[] body) {}

    AlertReceiver() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/alerts", this::take);
        server.start();
    }

    private void take(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        arrivals.add(new Arrival(System.nanoTime(), body));
        exchange.sendResponseHeaders(204, -1);
        exchange.close();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/alerts";
    }

    /** What came so far, in the order in which it came. */
    Queue<Arrival> arrivals() {
        return arrivals;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdown();
    }
}
