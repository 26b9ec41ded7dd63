package io.tokenwatch.store;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was said to be durable is, when the process is killed at once. */
class StoreKilledIT {
    private static final int KILLS = 5;
    private static final int APPENDS = 60;

    @TempDir
    private Path folder;

    @Test
    void losesNothingThatWasAppended() throws Exception {
        Set<UUID> appended = new HashSet<>();
        for (int kill = 0; kill < KILLS; kill++) {
            Process process = new ProcessBuilder(List.of(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            Appending.class.getName(),
                            url()))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            readUntilKilled(process, appended);
        }
        assertTrue(appended.size() >= KILLS * APPENDS, "only " + appended.size());
        try (Store store = Store.open(url(), "tokenwatch", "")) {
            store.batches((id, rows, goesAt) -> appended.remove(id));
        }
        assertTrue(appended.isEmpty(), () -> "lost: " + appended);
    }

    private static void readUntilKilled(Process process, Set<UUID> appended) throws InterruptedException {
        int enough = appended.size() + APPENDS;
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("appended ") && line.length() == 45) {
                    appended.add(UUID.fromString(line.substring(9)));
                }
                if (appended.size() == enough) {
                    process.destroyForcibly();
                }
            }
        } catch (IOException killed) {
            // what it said last is cut off
        }
        process.waitFor();
    }

    private String url() {
        return "jdbc:h2:file:" + folder.resolve("tokenwatch");
    }

    /** Appends until it is killed. */
    static final class Appending {
        private Appending() {}

        public static void main(String[] arguments) throws IOException {
            Store store = Store.open(arguments[0], "tokenwatch", "");
            for (int size = 1000; ; size += 10) {
                UUID id = UUID.randomUUID();
                store.append(id, new byte[size], 1).join();
                System.out.println("appended " + id);
                System.out.flush();
            }
        }
    }
}
