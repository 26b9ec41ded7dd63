package io.tokenwatch.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code run} as a process of its own, from the jar, on a free port. */
public final class RunningProcess implements AutoCloseable {
    private final HttpClient client = HttpClient.newHttpClient();
    private final StringBuffer output = new StringBuffer();
    private final Process process;
    private final BufferedReader lines;
    private URI uri;

    /**
     * Starts one.
     *
     * @param set settings, as {@code name=value}
     */
    public RunningProcess(Path data, String... set) throws IOException {
        this(List.of(), data, set);
    }

    /**
     * Starts one.
     *
     * @param options of the virtual machine
     * @param set settings, as {@code name=value}
     */
    RunningProcess(List<String> options, Path data, String... set) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx1g"));
        command.addAll(options);
        command.addAll(List.of(
                "-jar",
                Path.of("target", "tokenwatch.jar").toString(),
                "run",
                "--set",
                "tokenwatch.data.dir=" + data,
                "--set",
                "tokenwatch.http.port=0"));
        for (String one : set) {
            command.addAll(List.of("--set", one));
        }
        process = new ProcessBuilder(command).redirectErrorStream(true).start();
        lines = process.inputReader();
    }

    /** Waits until it says something; gives the line. */
    public String awaitLine(String text) throws IOException {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            output.append(line).append('\n');
            if (line.contains("http://127.0.0.1:")) {
                String address = line.substring(line.indexOf("http://")).strip();
                uri = URI.create(address.split("/observe")[0]);
            }
            if (line.contains(text)) {
                return line;
            }
        }
        throw new AssertionError("'" + text + "' is not in\n" + output);
    }

    /** Waits until it takes events in; what it says from then on is passed over. */
    public RunningProcess awaitReady() throws IOException {
        awaitLine("listening on ");
        Thread rest = new Thread(
                () -> lines.lines().forEach(line -> output.append(line).append('\n')), "output");
        rest.setDaemon(true);
        rest.start();
        return this;
    }

    /** What it has said. */
    public String output() {
        return output.toString();
    }

    public HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(uri.resolve(path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    /** Posts events; whether they were accepted. False too if it ends before it answers. */
    public boolean post(String rows) throws InterruptedException {
        HttpRequest post = HttpRequest.newBuilder(uri.resolve("/api/v1/events"))
                .header("Content-Type", "application/x-ndjson")
                .POST(HttpRequest.BodyPublishers.ofString(rows))
                .build();
        try {
            return client.send(post, HttpResponse.BodyHandlers.ofString()).statusCode() == 202;
        } catch (IOException ended) {
            return false;
        }
    }

    /** {@code kill -9}. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** {@code kill -STOP}: it stands still until it is {@linkplain #thaw thawed}. */
    public void freeze() throws IOException, InterruptedException {
        signal("-STOP");
    }

    public void thaw() throws IOException, InterruptedException {
        signal("-CONT");
    }

    private void signal(String name) throws IOException, InterruptedException {
        int code = new ProcessBuilder("kill", name, String.valueOf(process.pid()))
                .start()
                .waitFor();
        if (code != 0) {
            throw new IOException("kill " + name + " ends with " + code);
        }
    }

    /** Has it end by itself; gives its exit code. */
    public int stop() throws InterruptedException {
        process.toHandle().destroy();
        return awaitEnd();
    }

    public int awaitEnd() throws InterruptedException {
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            throw new AssertionError("it does not end\n" + output);
        }
        return process.exitValue();
    }

    @Override
    public void close() throws InterruptedException {
        kill();
    }
}
