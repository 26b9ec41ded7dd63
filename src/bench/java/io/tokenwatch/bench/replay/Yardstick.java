package io.tokenwatch.bench.replay;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** What it costs to look at each token of a file of JSON and do nothing: a loop over Jackson's streaming parser. */
final class Yardstick {
    private Yardstick() {}

    /** @param arguments the file */
    public static void main(String[] arguments) throws IOException {
        try (InputStream in = Files.newInputStream(Path.of(arguments[0]));
                JsonParser parser = new JsonFactory().createParser(in)) {
            long tokens = 0;
            while (parser.nextToken() != null) {
                tokens++;
            }
            System.out.println(tokens);
        }
    }
}
