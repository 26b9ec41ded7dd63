package io.tokenwatch.app;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds the files of a replay. */
final class InputFiles {
    /** In folders only files with these endings are read, with or without .gz behind. */
    private static final Set<String> ENDINGS = Set.of("json", "ndjson", "jsonl", "log", "csv", "txt");

    /** What this program writes itself, and samples hold, is not read again when a folder is. */
    private static final Pattern OWN = Pattern.compile("alerts(\\..+)?\\.ndjson|(replay-)?dead-letters\\.ndjson");

    private InputFiles() {}

    /**
     * The files among the paths, and below those that are folders; hidden ones are left out there.
     *
     * @throws NoSuchFileException if a path is not there
     */
    static List<Path> under(List<Path> paths) throws IOException {
        List<Path> files = new ArrayList<>();
        for (Path path : paths) {
            if (Files.isDirectory(path)) {
                try (Stream<Path> below = Files.walk(path, FileVisitOption.FOLLOW_LINKS)) {
                    below.filter(Files::isRegularFile)
                            .filter(file -> isInput(path.relativize(file)))
                            .sorted()
                            .forEach(files::add);
                }
            } else if (Files.exists(path)) {
                files.add(path);
            } else {
                throw new NoSuchFileException(path.toString());
            }
        }
        return files;
    }

    private static boolean isInput(Path file) {
        for (Path part : file) {
            if (part.toString().startsWith(".")) {
                return false;
            }
        }
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        String plain = name.endsWith(".gz") ? name.substring(0, name.length() - 3) : name;
        return !OWN.matcher(plain).matches() && ENDINGS.contains(plain.substring(plain.lastIndexOf('.') + 1));
    }
}
