package io.tokenwatch.engine;

import io.tokenwatch.engine.function.AddressPools;
import io.tokenwatch.event.Catalog;
import io.tokenwatch.event.CsvTable;
import io.tokenwatch.event.CsvTable.Field;
import io.tokenwatch.event.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.lang.model.SourceVersion;

/**
 * The lists under {@code epl/lists}. {@code <Name>.csv} with a column {@code value} is the constant {@code string[]}
 * that rules know as {@code <Name>}; {@code exceptions.csv} holds the exceptions. A list whose name ends in
 * {@code Pools} holds pools of addresses for {@code nat_pool}. Immutable.
 */
public final class Lists {
    /** The folder of the lists within the rules' folder. */
    public static final String FOLDER = "lists";

    /** No lists and no exceptions. */
    public static final Lists NONE = new Lists(Map.of(), List.of());

    private static final String ENDING = ".csv";
    private static final String POOLS = "Pools";
    private static final String VALUE = "value";

    private final Map<String, String[]> named;
    private final List<ExceptionItem> exceptions;

    private Lists(Map<String, String[]> named, List<ExceptionItem> exceptions) {
        this.named = Collections.unmodifiableMap(new TreeMap<>(named));
        this.exceptions = List.copyOf(exceptions);
    }

    /**
     * Reads the lists of a rules' folder; there may be none.
     *
     * @param problems gets what is wrong
     */
    public static Lists read(Path rulesDir, List<EplProblem> problems) throws IOException {
        Path folder = rulesDir.resolve(FOLDER);
        if (!Files.isDirectory(folder)) {
            return NONE;
        }
        Map<String, String[]> named = new TreeMap<>();
        List<ExceptionItem> exceptions = List.of();
        try (Stream<Path> paths = Files.list(folder)) {
            for (Path path : paths.filter(Lists::isList).sorted().toList()) {
                String file = FOLDER + "/" + path.getFileName();
                byte[] content = Files.readAllBytes(path);
                if (file.equals(ExceptionFile.NAME)) {
                    exceptions = ExceptionFile.read(content, problems);
                } else {
                    named.put(name(file, problems), values(file, content, problems));
                }
            }
        }
        return new Lists(named, exceptions);
    }

    /** Editors keep files of their own beside, whose names begin with a dot. */
    private static boolean isList(Path path) {
        String name = path.getFileName().toString();
        return name.endsWith(ENDING) && !name.startsWith(".");
    }

    private static String file(String name) {
        return FOLDER + "/" + name + ENDING;
    }

    private static String name(String file, List<EplProblem> problems) {
        String name = file.substring(FOLDER.length() + 1, file.length() - ENDING.length());
        if (!SourceVersion.isName(name) || name.indexOf('.') >= 0 || name.indexOf('$') >= 0) {
            problems.add(new EplProblem(
                    file, 1, 0, "rules cannot name this list; expected a file name like SuspiciousUserAgents.csv"));
        }
        return name;
    }

    private static String[] values(String file, byte[] content, List<EplProblem> problems) {
        CsvTable table = CsvTable.read(
                content,
                List.of(VALUE),
                (line, column, message) -> problems.add(new EplProblem(file, line, column, message)));
        List<String> values = new ArrayList<>();
        for (Map<String, Field> record : table.records()) {
            Field value = record.get(VALUE);
            if (value.text().isBlank()) {
                problems.add(new EplProblem(
                        file,
                        value.line(),
                        value.column(),
                        "there is no value; expected a text, or # before a line that is a comment"));
            } else if (file.endsWith(POOLS + ENDING)) {
                checkRanges(file, value, problems);
            }
            values.add(value.text());
        }
        return values.toArray(String[]::new);
    }

    private static void checkRanges(String file, Field pool, List<EplProblem> problems) {
        for (String range : pool.text().strip().split("\\s+")) {
            String wrong = AddressPools.wrong(range);
            if (wrong != null) {
                problems.add(new EplProblem(
                        file, pool.line(), pool.column() + pool.text().indexOf(range), wrong));
            }
        }
    }

    /** The named lists, by name. The arrays are not to be changed. */
    public Map<String, String[]> named() {
        return named;
    }

    /** The exceptions in the order of their lines; those that have expired too. */
    public List<ExceptionItem> exceptions() {
        return exceptions;
    }

    /** Names that rules already know as something else. */
    List<EplProblem> taken(Catalog catalog) {
        List<EplProblem> problems = new ArrayList<>();
        Map<String, Object> constants = EsperConfiguration.constants(catalog);
        for (String name : named.keySet()) {
            String other = constants.containsKey(name) ? "a constant" : null;
            other = name.equals(EsperConfiguration.WATERMARK) ? "an event" : other;
            for (Table table : catalog.tables()) {
                other = table.find(name) >= 0 ? "a column of " + table : other;
                other = table.name().equals(name) ? "a table" : other;
            }
            if (other != null) {
                problems.add(
                        new EplProblem(file(name), 1, 0, name + " is " + other + " too; expected another file name"));
            }
        }
        return problems;
    }

    /**
     * The contents of the lists that a text mentions, as one text: what was made of a text is to be made anew when this
     * changes.
     */
    public String mentionedIn(String text) {
        StringBuilder contents = new StringBuilder();
        named.forEach((name, values) -> {
            if (Statement.place(text, name, 0) >= 0) {
                contents.append(name).append(Arrays.asList(values)).append('\n');
            }
        });
        return contents.toString();
    }
}
