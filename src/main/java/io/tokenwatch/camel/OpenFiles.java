package io.tokenwatch.camel;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Tells whether a process has a file open for writing, where Linux shows it: for processes of the same user, and for
 * all if this one is root's.
 */
final class OpenFiles {
    private static final Path PROC = Path.of("/proc");
    private static final int ACCESS_MODE = 3;

    private OpenFiles() {}

    /** True if a process is seen that has the file open for writing; false also where that cannot be seen. */
    static boolean isWrittenTo(Path file) {
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            Path real = file.toRealPath();
            for (Path process : processes) {
                if (isWrittenTo(real, process)) {
                    return true;
                }
            }
        } catch (IOException notLinux) {
            return false;
        }
        return false;
    }

    private static boolean isWrittenTo(Path file, Path process) {
        try (DirectoryStream<Path> open = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path descriptor : open) {
                if (Files.isSymbolicLink(descriptor)
                        && Files.readSymbolicLink(descriptor).equals(file)
                        && isForWriting(process, descriptor.getFileName())) {
                    return true;
                }
            }
        } catch (IOException goneOrForeign) {
            return false;
        }
        return false;
    }

    private static boolean isForWriting(Path process, Path descriptor) throws IOException {
        for (String line : Files.readAllLines(process.resolve("fdinfo").resolve(descriptor))) {
            if (line.startsWith("flags:")) {
                return (Integer.parseInt(line.substring(6).strip(), 8) & ACCESS_MODE) != 0;
            }
        }
        return false;
    }
}
