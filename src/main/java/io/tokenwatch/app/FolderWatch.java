package io.tokenwatch.app;

import java.io.IOException;
import java.io.UncheckedIOException;
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

    private Map<Path, Stamp> look() {
        Map<Path, Stamp> stamps = new HashMap<>();
        try (Stream<Path> files = Files.walk(folder, 2)) {
            for (Path file : files.toList()) {
                BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
                if (attributes.isRegularFile()) {
                    stamps.put(
                            file,
                            new Stamp(
                                    attributes.fileKey(),
                                    attributes.size(),
                                    attributes.lastModifiedTime().toMillis()));
                }
            }
        } catch (IOException | UncheckedIOException moving) {
            // A file went while it was looked at: not settled. A folder that is gone looks empty.
            stamps.put(folder, new Stamp(moving.getMessage(), -1, Files.exists(folder) ? System.nanoTime() : 0));
        }
        return stamps;
    }
}
