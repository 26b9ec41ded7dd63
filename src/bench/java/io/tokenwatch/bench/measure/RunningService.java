package io.tokenwatch.bench.measure;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** {@code tokenwatch run} in a process of its own, on a free port. */
public final class RunningService implements AutoCloseable {
    private static final Duration LONGEST_START = Duration.ofSeconds(60);
    private static final long LONGEST_END_SECONDS = 60;
    private static final long LOOK_MILLIS = 100;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Process process;
    private final int port;
    private final Path store;

    private RunningService(Process process, int port, Path store) {
        this.process = process;
        this.port = port;
        this.store = store;
    }

    /**
     * Starts it and waits until it takes events.
     *
     * @param javaOptions options for its virtual machine
     * @param settings as {@code key=value}
     * @param log gets what it prints
     * @throws IOException if it does not start
     */
    public static RunningService start(Workplace place, String javaOptions, List<String> settings, Path log)
            throws IOException, InterruptedException {
        int port = freePort();
        // What an earlier run remembers must not be among what is measured.
        Path store = Files.createTempDirectory(place.dir(), "store-");
        List<String> arguments = new ArrayList<>(
                List.of("run", "--set", "tokenwatch.http.port=" + port, "--set", "tokenwatch.store.url=" + store));
        settings.forEach(setting -> arguments.addAll(List.of("--set", setting)));
        Program program = place.tokenwatch(arguments, javaOptions);
        ProcessBuilder builder =
                new ProcessBuilder(program.command()).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(program.environment());
        RunningService service = new RunningService(builder.start(), port, store);
        try {
            service.waitUntilReady(log);
        } catch (IOException | InterruptedException failed) {
            service.close();
            throw failed;
        }
        return service;
    }

    /** A port of 127.0.0.1 that nobody listens on. */
    public static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void waitUntilReady(Path log) throws IOException, InterruptedException {
        long until = System.nanoTime() + LONGEST_START.toNanos();
        while (!ready()) {
            if (!process.isAlive() || System.nanoTime() > until) {
                throw new IOException("the service does not start: see " + log);
            }
            Thread.sleep(LOOK_MILLIS);
        }
    }

    private boolean ready() throws InterruptedException {
        try {
            HttpRequest request =
                    HttpRequest.newBuilder(uri("/observe/health/ready")).build();
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    /**
     * One of its metrics.
     *
     * @param sample a sample's name and labels, as Prometheus has them
     * @throws IOException if it does not have it
     */
    public double metric(String sample) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri("/observe/metrics")).build();
        return client.send(request, HttpResponse.BodyHandlers.ofLines())
                .body()
                .filter(line -> line.startsWith(sample + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(sample.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new IOException("the service has no metric " + sample));
    }

    /**
     * The sum of a metric's samples.
     *
     * @param name as Prometheus has it
     * @param label what their labels must have among them, such as {@code outcome="read"}
     */
    public double sum(String name, String label) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri("/observe/metrics")).build();
        return client.send(request, HttpResponse.BodyHandlers.ofLines())
                .body()
                .filter(line -> line.startsWith(name + "{") && line.contains(label))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** The time that processors have worked for it until now, in user and system mode. */
    public double cpuSeconds() {
        return process.info().totalCpuDuration().orElseThrow().toNanos() / 1e9;
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    /** A request that posts rows, one a line. */
    public HttpRequest posting(byte[] rows) {
        return HttpRequest.newBuilder(uri("/api/v1/events"))
                .header("Content-Type", "application/x-ndjson")
                .POST(HttpRequest.BodyPublishers.ofByteArray(rows))
                .build();
    }

    public HttpClient client() {
        return client;
    }

    public long pid() {
        return process.pid();
    }

    /** Ends it, kills it if it does not end, and deletes what it remembers. */
    @Override
    public void close() throws InterruptedException, IOException {
        process.destroy();
        if (!process.waitFor(LONGEST_END_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
        try (Stream<Path> files = Files.walk(store)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
