package io.tokenwatch.engine.safety;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The lists beside these classes: an entry a line; lines that begin with # and empty lines do not count. */
public final class WordList {
    private WordList() {}

    public static List<String> read(String name) {
        try (BufferedReader reader = new BufferedReader(
                new InputStreamReader(WordList.class.getResourceAsStream(name), StandardCharsets.UTF_8))) {
            return reader.lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
