package io.tokenwatch.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tokenwatch.engine.LegitimateEplTest.Shipped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Rules that reach for the process's powers or for all of its memory are refused. The first line of each file says on
 * which line, and a piece of what is said.
 */
class HostileEplTest {
    private static final Path FOLDER = Path.of("src/test/resources/hostile");

    /** What the files that run a command would leave behind. */
    private static final Path MARK = Path.of("target/hostile-was-run");

    @TempDir
    private Path cache;

    static Stream<String> files() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void isRefused(String name) throws IOException {
        String text = Files.readString(FOLDER.resolve(name));
        String[] expected =
                text.lines().findFirst().orElseThrow().replaceFirst("// ", "").split(": ", 2);

        RulesException refused = assertThrows(
                RulesException.class, () -> Shipped.compile(cache, new EplFile(name, text)), "it was compiled");

        assertTrue(
                refused.problems().stream()
                        .anyMatch(problem -> problem.line() == Integer.parseInt(expected[0])
                                && problem.message().contains(expected[1])),
                () -> refused.getMessage());
        assertTrue(
                refused.problems().stream().allMatch(problem -> problem.file().equals(name)));
        assertFalse(Files.exists(MARK), "the command was run");
        try (Stream<Path> kept = Files.list(cache)) {
            assertEquals(0, kept.count(), "it was kept");
        }
    }
}
