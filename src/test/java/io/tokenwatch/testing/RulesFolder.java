package io.tokenwatch.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The shipped rules in a folder of their own, where a test may change them. */
public final class RulesFolder {
    private static final Path SHIPPED = Path.of("epl");

    private RulesFolder() {}

    /** Copies them; returns the folder. */
    public static Path copiedTo(Path folder) throws IOException {
        List<Path> paths;
        try (Stream<Path> all = Files.walk(SHIPPED)) {
            paths = all.toList();
        }
        for (Path path : paths) {
            Path copy = folder.resolve(SHIPPED.relativize(path).toString());
            if (Files.isDirectory(path)) {
                Files.createDirectories(copy);
            } else {
                Files.copy(path, copy);
            }
        }
        return folder;
    }
}
