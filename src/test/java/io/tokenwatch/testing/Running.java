package io.tokenwatch.testing;

import io.tokenwatch.app.Service;
import io.tokenwatch.app.Settings;
import io.tokenwatch.event.JsonText;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A service with the shipped rules and routes, on a free port, with its data in a folder of its own. */
public final class Running implements AutoCloseable {
    private final HttpClient client = HttpClient.newHttpClient();
    private final Path data;
    private final Service service;

    public Running(Path data, Map<String, String> set) throws Exception {
        this(data, set, Clock.systemUTC());
    }

    public Running(Path data, Map<String, String> set, Clock wall) throws Exception {
        Map<String, String> all = new HashMap<>(set);
        all.put("tokenwatch.data.dir", data.toString());
        all.put("tokenwatch.http.port", "0");
        this.data = data;
        this.service = new Service(Settings.gather(null, Map.of(), all), wall);
        service.start();
    }

    public Path data() {
        return data;
    }

    public Path inbox() {
        return data.resolve("inbox");
    }

    public URI uri(String path) {
        return URI.create("http://127.0.0.1:" + service.port() + path);
    }

    public HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(uri(path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    /** Posts events. */
    public HttpResponse<String> post(byte[] body, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri("/api/v1/events"))
                .header("Content-Type", "application/x-ndjson")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    public HttpResponse<String> post(String body, String... headers) throws IOException, InterruptedException {
        return post(body.getBytes(java.nio.charset.StandardCharsets.UTF_8), headers);
    }

    /** The alerts that the API lists. */
    @SuppressWarnings("unchecked")
    public List<Map<String, Object>> alerts(String query) throws IOException, InterruptedException {
        return (List<Map<String, Object>>)
                JsonText.object(get("/api/v1/alerts" + query).body()).get("alerts");
    }

    /** The last telling of each alert in the alerts' file, by id. */
    public Map<String, Map<String, Object>> alertsFile() throws IOException {
        Map<String, Map<String, Object>> last = new LinkedHashMap<>();
        Path file = data.resolve("alerts.ndjson");
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                Map<String, Object> alert = JsonText.object(line);
                last.put((String) alert.get("id"), alert);
            }
        }
        return last;
    }

    @Override
    public void close() throws InterruptedException {
        service.stop();
    }
}
