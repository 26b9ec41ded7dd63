package io.tokenwatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tokenwatch.event.CsvTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is suspicious is said in {@code epl/} alone; comments in Java may mention it. */
class DetectionKnowledgeTest {
    private static final Pattern TECHNIQUE = Pattern.compile("\\bT1\\d{3}");
    private static final Pattern LIST =
            Pattern.compile("create\\s+constant\\s+variable\\s+string\\[]\\s+\\w+\\s*=\\s*\\{([^}]*)}");
    private static final Pattern CHOICE = Pattern.compile("(?:then|else)\\s+('[^']*')");
    private static final Pattern TEXT = Pattern.compile("'([^']*)'");

    /** Shorter terms are words that occur in other places too. */
    private static final int LEAST_LENGTH = 6;

    /** Comments, and texts in groups 1 and 2. */
    private static final Pattern JAVA = Pattern.compile(
            "//[^\\n]*|/\\*[\\s\\S]*?\\*/|'(?:\\\\.|[^'\\\\])+'|\"\"\"([\\s\\S]*?)\"\"\"|\"((?:\\\\.|[^\"\\\\\\n])*)\"");

    @Test
    void namesNoTechniqueInJava() throws IOException {
        List<String> found = new ArrayList<>();
        for (Path file : files(Path.of("src/main/java"), ".java")) {
            texts(file).stream()
                    .filter(text -> TECHNIQUE.matcher(text).find())
                    .forEach(text -> found.add(file + ": " + text));
        }

        assertEquals(List.of(), found);
    }

    @Test
    void holdsNoTermOfADetectionInJava() throws IOException {
        Set<String> terms = terms();
        assertTrue(terms.containsAll(Set.of("python-requests", "Microsoft Graph")), terms::toString);
        List<String> found = new ArrayList<>();
        for (Path file : files(Path.of("src/main/java"), ".java")) {
            for (String text : texts(file)) {
                terms.stream().filter(term -> lists(text, term)).forEach(term -> found.add(file + ": " + text));
            }
        }

        assertEquals(List.of(), found);
    }

    @Test
    void findsTermsThatAreListed() {
        assertTrue(lists("curl/|python-requests", "python-requests"));
        assertTrue(lists("(okhttp/)", "okhttp/"));
        assertTrue(lists("Microsoft graph", "Microsoft Graph"));
        assertTrue(!lists("reads Microsoft Graph activity logs", "Microsoft Graph"));
        assertEquals(
                List.of("a\\\"b", "c", " d\n"),
                texts("x(\"a\\\"b\", '\"', \"c\"); // \"no\"\n/* \"no\" */ y = \"\"\" d\n\"\"\";"));
    }

    /** Whether a text is a term or has it between other things than the words of a sentence. */
    private static boolean lists(String text, String term) {
        String separator = "[|,;:='\"(){}\\[\\]\\\\]";
        String pattern = "(?:^|" + separator + ")\\s*" + Pattern.quote(term.toLowerCase(Locale.ROOT)) + "\\s*(?:$|"
                + separator + ")";
        return Pattern.compile(pattern).matcher(text.toLowerCase(Locale.ROOT)).find();
    }

    /** The texts of the detections' lists, and those that their rows say. */
    private static Set<String> terms() throws IOException {
        Set<String> terms = new TreeSet<>();
        for (Path file : files(Path.of("epl/lists"), ".csv")) {
            CsvTable.read(Files.readAllBytes(file), List.of(), (line, column, message) -> {}).records().stream()
                    .filter(record -> record.containsKey("value"))
                    .map(record -> record.get("value").text())
                    .filter(text -> text.length() >= LEAST_LENGTH)
                    .forEach(terms::add);
        }
        for (Path file : files(Path.of("epl/detections"), ".epl")) {
            String epl = Files.readString(file).replaceAll("//[^\n]*", "");
            for (Pattern holder : List.of(LIST, CHOICE)) {
                holder.matcher(epl).results().map(list -> list.group(1)).forEach(list -> TEXT.matcher(list)
                        .results()
                        .map(text -> text.group(1))
                        .filter(text -> text.length() >= LEAST_LENGTH)
                        .forEach(terms::add));
            }
        }
        return terms;
    }

    private static List<String> texts(Path file) throws IOException {
        return texts(Files.readString(file));
    }

    private static List<String> texts(String java) {
        List<String> texts = new ArrayList<>();
        Matcher token = JAVA.matcher(java);
        while (token.find()) {
            if (token.group(1) != null || token.group(2) != null) {
                texts.add(token.group(1) != null ? token.group(1) : token.group(2));
            }
        }
        return texts;
    }

    private static List<Path> files(Path folder, String ending) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .sorted()
                    .toList();
        }
    }
}
