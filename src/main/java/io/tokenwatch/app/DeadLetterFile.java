package io.tokenwatch.app;

import io.tokenwatch.event.DeadLetter;
import io.tokenwatch.event.JsonText;
import io.tokenwatch.lane.DeadLetters;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;

/** The dead letters in a file, one JSON object a line. The file is made when the first letter comes. Safe to share. */
final class DeadLetterFile implements DeadLetters, AutoCloseable {
    private final Path file;
    private final Clock wall;
    private final OpenOption[] options;
    private BufferedWriter writer;

    /** @param append whether letters of earlier runs stay */
    DeadLetterFile(Path file, Clock wall, boolean append) throws IOException {
        this.file = file;
        this.wall = wall;
        this.options = new OpenOption[] {
            StandardOpenOption.CREATE,
            append ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE
        };
        if (!append) {
            Files.deleteIfExists(file);
        }
    }

    Path file() {
        return file;
    }

    @Override
    public synchronized void add(DeadLetter letter) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("at", wall.instant().toString());
        json.put("reason", letter.reason().text());
        json.put("message", letter.message());
        json.put("source", letter.source().name());
        json.put("line", letter.line());
        if (letter.item() > 0) {
            json.put("item", letter.item());
        }
        if (!letter.table().isEmpty()) {
            json.put("table", letter.table());
        }
        json.put("row", letter.row());
        try {
            if (writer == null) {
                Files.createDirectories(file.toAbsolutePath().getParent());
                writer = Files.newBufferedWriter(file, options);
            }
            writer.write(JsonText.of(json));
            writer.newLine();
        } catch (IOException unwritable) {
            throw new UncheckedIOException("cannot write dead letters to " + file, unwritable);
        }
    }

    synchronized void flush() throws IOException {
        if (writer != null) {
            writer.flush();
        }
    }

    @Override
    public synchronized void close() throws IOException {
        if (writer != null) {
            writer.close();
        }
    }
}
