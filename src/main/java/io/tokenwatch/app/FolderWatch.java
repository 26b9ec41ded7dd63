package io.tokenwatch.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Tells when the files of a folder have changed and then have been left alone from one look to the next, so that files
 * that are saved together are taken together. Not safe to share.
 *
 * <p>Looks by itself instead of being told by the operating system: that works on every file system, shared and
 * container volumes too, and the folders are small.
 */
final class FolderWatch {
    private final Path folder;
    private Map<Path, Stamp> taken;
    private Map<Path, Stamp> last;

    /** What a file's content cannot change without. */
    private record Stamp(Object key, long size, long modified) {}

    /** A watch that has taken the folder as it is. */
    FolderWatch(Path folder) {
        this.folder = folder;
        this.taken = look();
        this.last = taken;
    }

    /** Looks at the folder. True, once, if it has changed and is settled. */
    boolean changed() {
        Map<Path, Stamp> now = look();
        boolean settled = now.equals(last);
        last = now;
        if (!settled || now.equals(taken)) {
            return false;
        }
        taken = now;
        return true;
    }

    /** Has the folder taken as it is once more. */
    void again() {
        taken = Map.of();
    }

    private Map<Path, Stamp> look() {
        Map<Path, Stamp> stamps = new HashMap<>();
        try (Stream<Path> files = Files.walk(folder, 2, FileVisitOption.FOLLOW_LINKS)) {
            for (Path file : files.toList()) {
                // One that went in the meantime is no file, nor is a link that leads nowhere, as some editors' locks.
                if (Files.isRegularFile(file)) {
                    stamps.put(file, stamp(file));
                }
            }
        } catch (IOException | UncheckedIOException unreadable) {
            stamps.put(folder, new Stamp(unreadable.toString(), 0, 0));
        }
        return stamps;
    }

    private static Stamp stamp(Path file) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        return new Stamp(
                attributes.fileKey(),
                attributes.size(),
                attributes.lastModifiedTime().toMillis());
    }
}
