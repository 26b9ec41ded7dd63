package io.tokenwatch.app;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Remembers the last copy of a folder that was found good, also over a restart. A copy is made first, judged, and then
 * kept, so that what is kept is what was judged. Used by one thread at a time.
 */
final class LastGood {
    private static final String SOURCE = ".source";

    private final Path source;
    private final Path next;
    private final Path good;
    private final Path old;

    /**
     * @param home where copies are kept
     * @param source the folder
     */
    LastGood(Path home, Path source) {
        this.source = source.toAbsolutePath().normalize();
        this.next = home.resolve("next");
        this.good = home.resolve("good");
        this.old = home.resolve("old");
    }

    /**
     * Copies the folder as it is now, but for hidden files.
     *
     * @return the copy; the next call replaces it
     * @throws IOException if the folder cannot be read
     */
    Path copy() throws IOException {
        delete(next);
        Files.createDirectories(next);
        List<Path> files;
        try (Stream<Path> all = Files.walk(source, 2, FileVisitOption.FOLLOW_LINKS)) {
            files = all.filter(Files::isRegularFile)
                    .filter(file -> !file.getFileName().toString().startsWith("."))
                    .toList();
        }
        for (Path file : files) {
            Path to = next.resolve(source.relativize(file).toString());
            Files.createDirectories(to.getParent());
            Files.copy(file, to, StandardCopyOption.REPLACE_EXISTING);
        }
        Files.writeString(next.resolve(SOURCE), source.toString());
        return next;
    }

    /** Writes files into an empty folder. */
    @FunctionalInterface
    interface Writer {
        void writeTo(Path folder) throws IOException;
    }

    /**
     * Makes a copy of what came from elsewhere, as if it were this folder's.
     *
     * @return the copy; the next call replaces it
     */
    Path copyOf(Writer files) throws IOException {
        delete(next);
        Files.createDirectories(next);
        files.writeTo(next);
        Files.writeString(next.resolve(SOURCE), source.toString());
        return next;
    }

    /**
     * Keeps the copy that was made last.
     *
     * @return where it is kept
     */
    Path keep() throws IOException {
        delete(old);
        if (Files.exists(good)) {
            Files.move(good, old);
        }
        Files.move(next, good);
        delete(old);
        return good;
    }

    /** The copy that was kept last, if it is one of this folder. */
    Optional<Path> kept() throws IOException {
        for (Path copy : List.of(good, old)) {
            Path from = copy.resolve(SOURCE);
            if (Files.exists(from) && Files.readString(from).equals(source.toString())) {
                return Optional.of(copy);
            }
        }
        return Optional.empty();
    }

    static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
