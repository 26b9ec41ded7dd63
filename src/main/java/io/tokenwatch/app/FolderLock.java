package io.tokenwatch.app;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Keeps a folder for one process. The lock ends with the process, however that ends. */
final class FolderLock implements AutoCloseable {
    private final FileChannel file;

    private FolderLock(FileChannel file) {
        this.file = file;
    }

    /** @throws IOException if the folder cannot be written, or is another's */
    static FolderLock of(Path folder) throws IOException {
        Files.createDirectories(folder);
        FileChannel file =
                FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = file.tryLock();
            if (lock != null) {
                return new FolderLock(file);
            }
        } catch (OverlappingFileLockException ofThisProcess) {
            // as if it were of another one
        } catch (IOException failed) {
            file.close();
            throw failed;
        }
        file.close();
        throw new IOException("the data folder " + folder + " is in use by another process; end that one, or set "
                + Setting.DATA_DIR.key() + " to a folder of its own");
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
