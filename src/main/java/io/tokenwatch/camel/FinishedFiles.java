package io.tokenwatch.camel;

import java.io.BufferedInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.zip.GZIPInputStream;
import org.apache.camel.Exchange;
import org.apache.camel.component.file.GenericFile;
import org.apache.camel.component.file.GenericFileEndpoint;
import org.apache.camel.component.file.GenericFileExclusiveReadLockStrategy;
import org.apache.camel.component.file.GenericFileOperations;

/**
 * Leaves half-written files alone: takes a file of the inbox when no process is seen writing to it, it was quiet for a
 * moment, and it ends where a row may end. A file that ends in the middle of a row is taken only when it was quiet for
 * long.
 */
final class FinishedFiles implements GenericFileExclusiveReadLockStrategy<File> {
    private static final int TAIL = 1 << 20;

    private final Clock wall;
    private final Duration quiet;
    private final Duration unfinished;

    /**
     * @param quiet how long ago a file must have been written to
     * @param unfinished the same for one that ends in the middle of a row
     */
    FinishedFiles(Clock wall, Duration quiet, Duration unfinished) {
        this.wall = wall;
        this.quiet = quiet;
        this.unfinished = unfinished;
    }

    @Override
    public boolean acquireExclusiveReadLock(
            GenericFileOperations<File> operations, GenericFile<File> file, Exchange exchange) throws Exception {
        return isFinished(file.getFile().toPath());
    }

    boolean isFinished(Path file) throws IOException {
        long age = wall.millis() - Files.getLastModifiedTime(file).toMillis();
        if (age < quiet.toMillis() || OpenFiles.isWrittenTo(file)) {
            return false;
        }
        return age >= unfinished.toMillis() || endsWhole(file);
    }

    private static boolean endsWhole(Path file) throws IOException {
        byte[] tail = tail(file);
        if (tail.length == 0) {
            return true;
        }
        if (isCompressed(file)) {
            return inflates(file);
        }
        int end = tail.length;
        while (end > 0 && tail[end - 1] <= ' ') {
            end--;
        }
        boolean newline = end < tail.length;
        if (end > 0 && tail[end - 1] == '}') {
            return newline || isBalanced(tail, end);
        }
        return newline || (end > 0 && tail[end - 1] == ']');
    }

    /**
     * Whether as many braces are closed as are opened, or more, on the last line: a row, or the end of one over several
     * lines.
     */
    private static boolean isBalanced(byte[] tail, int end) {
        int depth = 0;
        boolean inString = false;
        int start = end;
        while (start > 0 && tail[start - 1] != '\n') {
            start--;
        }
        for (int i = start; i < end; i++) {
            byte c = tail[i];
            if (inString) {
                if (c == '\\') {
                    i++;
                } else if (c == '"') {
                    inString = false;
                }
            } else if (c == '"') {
                inString = true;
            } else if (c == '{' || c == '[') {
                depth++;
            } else if (c == '}' || c == ']') {
                depth--;
            }
        }
        return !inString && depth <= 0;
    }

    private static byte[] tail(Path file) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "r")) {
            int length = (int) Math.min(TAIL, bytes.length());
            byte[] tail = new byte[length];
            bytes.seek(bytes.length() - length);
            bytes.readFully(tail);
            return tail;
        }
    }

    private static boolean isCompressed(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.read() == 0x1f && in.read() == 0x8b;
        }
    }

    private static boolean inflates(Path file) throws IOException {
        try (InputStream in = new GZIPInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            in.transferTo(java.io.OutputStream.nullOutputStream());
            return true;
        } catch (java.io.EOFException | java.util.zip.ZipException cutOff) {
            return false;
        }
    }

    @Override
    public void prepareOnStartup(GenericFileOperations<File> operations, GenericFileEndpoint<File> endpoint) {
        // nothing is left over from earlier runs
    }

    @Override
    public void releaseExclusiveReadLockOnAbort(
            GenericFileOperations<File> operations, GenericFile<File> file, Exchange exchange) {
        // nothing is held
    }

    @Override
    public void releaseExclusiveReadLockOnRollback(
            GenericFileOperations<File> operations, GenericFile<File> file, Exchange exchange) {
        // nothing is held
    }

    @Override
    public void releaseExclusiveReadLockOnCommit(
            GenericFileOperations<File> operations, GenericFile<File> file, Exchange exchange) {
        // nothing is held
    }

    @Override
    public void setTimeout(long timeout) {
        // a file that is not finished is looked at again with the next poll
    }

    @Override
    public void setCheckInterval(long checkInterval) {
        // the same
    }

    @Override
    public void setReadLockLoggingLevel(org.apache.camel.LoggingLevel level) {
        // a file that is left alone is nothing to log
    }

    @Override
    public void setMarkerFiler(boolean markerFile) {
        // there are no marker files
    }

    @Override
    public void setDeleteOrphanLockFiles(boolean deleteOrphanLockFiles) {
        // there are no lock files
    }
}
