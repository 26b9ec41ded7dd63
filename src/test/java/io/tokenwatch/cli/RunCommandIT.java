package io.tokenwatch.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tokenwatch.event.JsonText;
import io.tokenwatch.testing.LogRows;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code run} as a process of its own, from the jar. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RunCommandIT {
    @TempDir
    private Path folder;

    private Process process;

    private BufferedReader start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                Path.of("target", "tokenwatch.jar").toString(),
                "run",
                "--set",
                "tokenwatch.data.dir=" + folder));
        command.addAll(List.of(arguments));
        process = new ProcessBuilder(command).redirectErrorStream(true).start();
        return process.inputReader();
    }

    @AfterEach
    void leaveNoProcess() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    private static String waitFor(BufferedReader output, String text) throws IOException {
        StringBuilder all = new StringBuilder();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            all.append(line).append('\n');
            if (line.contains(text)) {
                return line;
            }
        }
        throw new AssertionError("'" + text + "' is not in\n" + all);
    }

    @Test
    void worksWhatItAcceptedWhenItIsStopped() throws Exception {
        BufferedReader output = start("--set", "tokenwatch.http.port=0");
        String line = waitFor(output, "listening on http://127.0.0.1:");
        URI uri = URI.create(line.substring(line.indexOf("http://")).strip() + "/api/v1/events");
        HttpClient client = HttpClient.newHttpClient();
        List<String> rows = new ArrayList<>(LogRows.twoAlerts());
        for (int i = 0; i < 2000; i++) {
            rows.add(LogRows.tokenUse(
                    "anna@example.com",
                    String.format("2024-05-01T10:30:%02d.%07dZ", i % 60, i),
                    "203.0.113.7",
                    "OneDrive"));
        }
        HttpRequest post = HttpRequest.newBuilder(uri)
                .header("Content-Type", "application/x-ndjson")
                .POST(HttpRequest.BodyPublishers.ofString(String.join("\n", rows)))
                .build();
        assertEquals(
                202, client.send(post, HttpResponse.BodyHandlers.ofString()).statusCode());
        process.toHandle().destroy();
        waitFor(output, "stopped");
        assertTrue(process.waitFor(30, TimeUnit.SECONDS));
        List<String> lines = Files.readAllLines(folder.resolve("alerts.ndjson"));
        Map<?, ?> last =
                (Map<?, ?>) JsonText.object(lines.get(lines.size() - 1)).get("row");
        assertEquals(2011, last.get("TokenUseCount"));
    }

    @Test
    void endsWithThreeWhenItsPortIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
            BufferedReader output = start("--set", "tokenwatch.http.port=" + taken.getLocalPort());
            waitFor(output, "tokenwatch: ");
            assertTrue(process.waitFor(30, TimeUnit.SECONDS));
            assertEquals(ExitCode.USAGE, process.exitValue());
        }
    }
}
