package io.tokenwatch.app;

import io.tokenwatch.event.JsonText;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;

/** A node that runs, asked over its HTTP API. */
public final class RunningNode {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int NOT_FOUND = 404;

    private final String url;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();

    /** @param url such as {@code http://127.0.0.1:8080} */
    public RunningNode(String url) {
        this.url = url.replaceAll("/+$", "");
    }

    /** The one that the settings describe. */
    public static RunningNode of(Settings settings) {
        return new RunningNode("http://" + settings.text(Setting.HTTP_HOST) + ":" + settings.number(Setting.HTTP_PORT));
    }

    public String url() {
        return url;
    }

    /**
     * How it does: {@code status} and {@code checks}.
     *
     * @throws IOException if it does not answer
     */
    public Map<String, Object> health() throws IOException, InterruptedException {
        return JsonText.object(get("/observe/health").body());
    }

    /**
     * The cluster as the node sees it; empty if it is in none.
     *
     * @throws IOException if it does not answer
     */
    public Map<String, Object> cluster() throws IOException, InterruptedException {
        HttpResponse<String> answer = get("/api/v1/cluster");
        return answer.statusCode() == NOT_FOUND ? Map.of() : JsonText.object(answer.body());
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        try {
            return http.send(
                    HttpRequest.newBuilder(URI.create(url + path))
                            .timeout(PATIENCE)
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException silent) {
            throw new IOException(url + " does not answer: " + silent, silent);
        }
    }
}
