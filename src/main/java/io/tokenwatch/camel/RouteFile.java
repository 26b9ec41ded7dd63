package io.tokenwatch.camel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A file with Camel routes in YAML.
 *
 * @param path where it is
 * @param text its content
 */
record RouteFile(Path path, String text) {
    private static final String ENDING = ".camel.yaml";

    /** A placeholder without a default. */
    private static final Pattern NEEDED = Pattern.compile("\\{\\{\\s*([\\w.-]+)\\s*}}");

    /**
     * The route files of a folder, by name.
     *
     * @throws IOException if the folder is not there or cannot be read
     */
    static List<RouteFile> in(Path folder) throws IOException {
        List<RouteFile> files = new ArrayList<>();
        try (Stream<Path> paths = Files.list(folder)) {
            for (Path path :
                    paths.filter(p -> p.toString().endsWith(ENDING)).sorted().toList()) {
                files.add(new RouteFile(path, Files.readString(path)));
            }
        }
        return files;
    }

    /**
     * The settings that the routes name without a default and that have no value: while there are any, the file is off.
     */
    List<String> missing(Map<String, String> settings) {
        Matcher needed = NEEDED.matcher(text);
        return needed.results()
                .map(found -> found.group(1))
                .filter(key -> !settings.containsKey(key))
                .distinct()
                .toList();
    }
}
