package io.tokenwatch.app;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderWatchTest {
    @TempDir
    private Path parent;

    private Path folder;

    @BeforeEach
    void fill() throws IOException {
        folder = parent.resolve("epl");
        Files.createDirectories(folder.resolve("events"));
        write("events/a.epl", "a");
    }

    private void write(String file, String text) throws IOException {
        Files.writeString(folder.resolve(file), text);
    }

    @Test
    void tellsOnceOfAChangeThatWasLeftAlone() throws IOException {
        FolderWatch watch = new FolderWatch(folder);
        assertFalse(watch.changed());

        write("events/a.epl", "ab");
        assertFalse(watch.changed());
        assertTrue(watch.changed());
        assertFalse(watch.changed());
    }

    @Test
    void waitsWhileFilesAreStillSaved() throws IOException {
        FolderWatch watch = new FolderWatch(folder);
        write("events/b.epl", "b");
        assertFalse(watch.changed());
        write("events/c.epl", "c");
        assertFalse(watch.changed());
        assertTrue(watch.changed());
    }

    @Test
    void tellsOfAFileThatIsGone() throws IOException {
        FolderWatch watch = new FolderWatch(folder);
        Files.delete(folder.resolve("events/a.epl"));
        watch.changed();
        assertTrue(watch.changed());
    }

    @Test
    void saysNothingOfAChangeThatWasTakenBack() throws IOException {
        FolderWatch watch = new FolderWatch(folder);
        write("events/b.epl", "b");
        assertFalse(watch.changed());
        Files.delete(folder.resolve("events/b.epl"));
        assertFalse(watch.changed());
        assertFalse(watch.changed());
    }

    @Test
    void looksBehindLinksAndPassesOverThoseThatLeadNowhere() throws IOException {
        Path link = Files.createSymbolicLink(parent.resolve("link"), folder);
        Files.createSymbolicLink(folder.resolve("events/.#a.epl"), Path.of("nobody@nowhere"));
        FolderWatch watch = new FolderWatch(link);
        write("events/a.epl", "ab");
        assertFalse(watch.changed());
        assertTrue(watch.changed());
    }

    @Test
    void tellsAgainIfAsked() {
        FolderWatch watch = new FolderWatch(folder);
        watch.again();
        assertTrue(watch.changed());
    }
}
