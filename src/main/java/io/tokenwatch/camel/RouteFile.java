package io.tokenwatch.camel;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
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
     * The route files of a folder, by name. Hidden files, as editors make them, are none.
     *
     * @throws IOException if the folder is not there, or a file cannot be read or is not UTF-8
     */
    static List<RouteFile> in(Path folder) throws IOException {
        List<RouteFile> files = new ArrayList<>();
        try (Stream<Path> paths = Files.list(folder)) {
            for (Path path : paths.filter(RouteFile::isOne).sorted().toList()) {
                files.add(read(path));
            }
        }
        return files;
    }

    private static boolean isOne(Path path) {
        String name = path.getFileName().toString();
        return name.endsWith(ENDING) && !name.startsWith(".");
    }

    private static RouteFile read(Path path) throws IOException {
        try {
            return new RouteFile(path, Files.readString(path));
        } catch (CharacterCodingException wrong) {
            throw new IOException(path + ": is not text in UTF-8", wrong);
        }
    }

    /** The file's name in its folder. */
    String name() {
        return path.getFileName().toString();
    }

    /** The name without its ending. */
    String stem() {
        return name().substring(0, name().length() - ENDING.length());
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

    /** A problem that is not at any line. */
    RouteProblem problem(String message) {
        return new RouteProblem(name(), 0, 0, message);
    }

    /** A problem with a word, where it stands first from a line on, comments aside; at that line if it does not. */
    RouteProblem problem(int fromLine, String word, String message) {
        List<String> lines = text.lines().toList();
        Pattern whole = Pattern.compile("(?<![\\w-])" + Pattern.quote(word) + "(?![\\w-])");
        for (int line = Math.max(1, fromLine); !word.isEmpty() && line <= lines.size(); line++) {
            Matcher found = whole.matcher(lines.get(line - 1));
            if (!lines.get(line - 1).stripLeading().startsWith("#") && found.find()) {
                return new RouteProblem(name(), line, found.start() + 1, message);
            }
        }
        return new RouteProblem(name(), Math.max(0, fromLine), 0, message);
    }
}
