package io.tokenwatch.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LastGoodTest {
    @TempDir
    private Path parent;

    private Path source;

    @BeforeEach
    void fill() throws IOException {
        source = Files.createDirectories(parent.resolve("epl/events")).getParent();
        Files.writeString(source.resolve("events/a.epl"), "first");
    }

    private LastGood lastGood(Path folder) {
        return new LastGood(parent.resolve("data"), folder);
    }

    private static String a(Path copy) throws IOException {
        return Files.readString(copy.resolve("events/a.epl"));
    }

    @Test
    void remembersWhatWasKeptAndNotWhatWasOnlyCopied() throws IOException {
        LastGood lastGood = lastGood(source);
        assertEquals(Optional.empty(), lastGood.kept());
        assertEquals("first", a(lastGood.copy()));
        assertEquals(Optional.empty(), lastGood.kept());
        lastGood.keep();
        Files.writeString(source.resolve("events/a.epl"), "second");
        assertEquals("second", a(lastGood.copy()));

        assertEquals("first", a(lastGood(source).kept().orElseThrow()));
        lastGood.keep();
        assertEquals("second", a(lastGood(source).kept().orElseThrow()));
    }

    @Test
    void remembersNothingOfAnotherFolder() throws IOException {
        LastGood lastGood = lastGood(source);
        lastGood.copy();
        lastGood.keep();

        assertEquals(Optional.empty(), lastGood(parent.resolve("other")).kept());
    }

    @Test
    void copiesWhatALinkLeadsTo() throws IOException {
        Path link = Files.createSymbolicLink(parent.resolve("link"), source);

        assertEquals("first", a(lastGood(link).copy()));
    }

    @Test
    void failsIfTheFolderIsNotThere() {
        assertThrows(IOException.class, () -> lastGood(parent.resolve("none")).copy());
    }
}
