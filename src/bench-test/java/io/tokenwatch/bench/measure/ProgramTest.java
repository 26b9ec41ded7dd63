package io.tokenwatch.bench.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramTest {
    @TempDir
    private Path dir;

    @Test
    void addsUserAndSystemTime() {
        assertEquals(new Usage(12.5, 24.125, 7), Program.usage("12.500 22.000 2.125\n", 7));
        assertEquals(new Usage(12.5, 24.125, 7), Program.usage("12,500 22,000 2,125\n", 7));
    }

    @Test
    void measuresWhatAProgramUses() throws IOException, InterruptedException {
        String busy = "for ((i = 0; i < 300000; i++)); do :; done; echo \"$WORD done\"";
        Path log = dir.resolve("log.txt");

        Usage usage = new Program(List.of("bash", "-c", busy), Map.of("WORD", "all")).run(log);

        assertEquals("all done\n", Files.readString(log));
        assertTrue(usage.cpuSeconds() > 0.05, usage::toString);
        assertTrue(usage.wallSeconds() >= usage.cpuSeconds() * 0.9, usage::toString);
    }

    @Test
    void findsTheMostMemoryThatAProgramHad() throws IOException, InterruptedException {
        Usage usage = Workplace.java(GarbageLogTest.Wasteful.class, List.of("-Xmx64m"), List.of("300"))
                .run(dir.resolve("log.txt"));

        assertTrue(usage.peakBytes() > 20 << 20 || !Files.exists(Path.of("/proc/self/status")), usage::toString);
    }

    @Test
    void tellsWhatAProgramSaidThatFailed() {
        Program failing = new Program(List.of("bash", "-c", "echo no such thing; exit 3"), Map.of());

        IOException failure = assertThrows(IOException.class, () -> failing.run(dir.resolve("log.txt")));

        assertTrue(failure.getMessage().contains("ended with 3: no such thing"), failure.getMessage());
    }
}
