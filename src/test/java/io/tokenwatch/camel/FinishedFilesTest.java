package io.tokenwatch.camel;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FinishedFilesTest {
    @TempDir
    private Path folder;

    private static boolean finishedAfter(Duration age, Path file) throws IOException {
        Instant now = Files.getLastModifiedTime(file).toInstant().plus(age);
        return new FinishedFiles(Clock.fixed(now, ZoneOffset.UTC), Duration.ofMillis(500), Duration.ofSeconds(30))
                .isFinished(file);
    }

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("events"), text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{\"a\":1}\n",
                "{\"a\":{\"b\":1}}",
                "{\"a\":1}\r\n{\"b\":[{}]}",
                "[\n  {\"a\": 1}\n]",
                "{\n \"a\": {\n }\n}",
                "A,B\n1,2\n"
            })
    void takesAQuietFileThatEndsWhereARowMayEnd(String text) throws Exception {
        assertTrue(finishedAfter(Duration.ofMillis(600), file(text)));
        assertFalse(finishedAfter(Duration.ofMillis(400), file(text)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\":1}\n{\"b\"", "{\"a\":{\"b\":1}", "{\"a\":\"}", "[{\"a\":1},", "A,B\n1"})
    void leavesAFileThatEndsInTheMiddleOfARowUntilItWasQuietForLong(String text) throws Exception {
        assertFalse(finishedAfter(Duration.ofSeconds(29), file(text)));
        assertTrue(finishedAfter(Duration.ofSeconds(31), file(text)));
    }

    @Test
    void leavesACompressedFileThatIsCutOff() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write("{\"a\":1}\n".getBytes(StandardCharsets.UTF_8));
        }
        Path file = folder.resolve("events.gz");
        Files.write(file, Arrays.copyOf(bytes.toByteArray(), bytes.size() - 9));
        assertFalse(finishedAfter(Duration.ofSeconds(1), file));
        Files.write(file, bytes.toByteArray());
        assertTrue(finishedAfter(Duration.ofSeconds(1), file));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void leavesAFileThatIsOpenForWritingHoweverQuietItIs() throws Exception {
        Path file = folder.resolve("events");
        try (OutputStream out = Files.newOutputStream(file)) {
            out.write("{\"a\":1}\n".getBytes(StandardCharsets.UTF_8));
            assertFalse(finishedAfter(Duration.ofDays(1), file));
        }
        assertTrue(finishedAfter(Duration.ofDays(1), file));
    }
}
