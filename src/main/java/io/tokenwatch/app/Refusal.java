package io.tokenwatch.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An edit that was refused: when, and what is wrong with it. Immutable. */
record Refusal(Instant at, List<Problem> problems) {
    private static final Logger LOG = LoggerFactory.getLogger(Refusal.class);

    /**
     * Something wrong in a file.
     *
     * @param file its path below the folder; empty if no file is to blame
     * @param line from 1; 0 if not known
     * @param column from 1; 0 if not known
     * @param text the line as it stands in the file
     * @param message what is wrong and what was expected
     */
    record Problem(String file, int line, int column, String text, String message) {
        /** A problem with the text of its line, which is read from a copy of the folder. */
        static Problem in(Path copy, String file, int line, int column, String message) {
            return new Problem(file, line, column, text(copy.resolve(file), line), message);
        }

        private static String text(Path file, int line) {
            if (line == 0 || !Files.isRegularFile(file)) {
                return "";
            }
            try {
                return Files.readString(file)
                        .lines()
                        .skip(line - 1L)
                        .findFirst()
                        .orElse("");
            } catch (IOException unreadable) {
                return "";
            }
        }

        Map<String, Object> toMap() {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("file", file);
            map.put("line", line);
            map.put("column", column);
            map.put("text", text);
            map.put("message", message);
            return map;
        }

        @Override
        public String toString() {
            String place = line == 0 ? file : file + ":" + line + (column == 0 ? "" : ":" + column);
            return place.isEmpty() ? message : place + ": " + message;
        }
    }

    /** Logs it. */
    Refusal logged(String what) {
        LOG.error("an edit of the {} is refused, what runs is not touched:", what);
        problems.forEach(problem -> LOG.error("{}", problem));
        return this;
    }

    /** Adds to a JSON object what is wrong with the last edit; nothing is where it is null. */
    static void show(Refusal refusal, Map<String, Object> map) {
        if (refusal != null) {
            map.put("refused", refusal.at().toString());
        }
        map.put(
                "problems",
                refusal == null
                        ? List.of()
                        : refusal.problems().stream().map(Problem::toMap).toList());
    }

    /** What runs, and what the last edit was refused for, in one line. */
    static String summary(Refusal refusal, String runs) {
        return refusal == null
                ? runs
                : runs + "; the last edit was refused: " + refusal.problems().get(0);
    }
}
