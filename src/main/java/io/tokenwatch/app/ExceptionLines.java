package io.tokenwatch.app;

import io.tokenwatch.engine.DetectionInfo;
import io.tokenwatch.engine.EplProblem;
import io.tokenwatch.engine.ExceptionFile;
import io.tokenwatch.engine.ExceptionItem;
import io.tokenwatch.engine.Rule;
import io.tokenwatch.engine.RuleSet;
import io.tokenwatch.engine.RulesException;
import io.tokenwatch.event.CsvTable;
import io.tokenwatch.event.CsvTable.Field;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Adds lines to {@code lists/exceptions.csv}, so that whoever watches the file sees it whole before or whole after. */
public final class ExceptionLines {
    private static final Logger LOG = LoggerFactory.getLogger(ExceptionLines.class);

    private final Settings settings;
    private final Clock wall;

    public ExceptionLines(Settings settings, Clock wall) {
        this.settings = settings;
        this.wall = wall;
    }

    /**
     * Adds a line at the end.
     *
     * @param fields a value for each of {@link ExceptionFile#COLUMNS}
     * @return the exception, with its line
     * @throws SettingsException if a value does not fit
     * @throws RulesException if the rules, or the file as it is, are wrong
     */
    public ExceptionItem add(Map<String, String> fields) throws SettingsException, RulesException, IOException {
        Path rulesDir = settings.path(Setting.RULES_DIR);
        RuleSet rules = RuleLoading.all(settings);
        Path file = rulesDir.resolve(ExceptionFile.NAME);
        String before = Files.exists(file) ? Files.readString(file) : "";
        String after = withLine(before, fields);
        List<EplProblem> problems = new ArrayList<>();
        List<ExceptionItem> items = ExceptionFile.read(after.getBytes(StandardCharsets.UTF_8), problems);
        List<DetectionInfo> detections =
                rules.rules().stream().map(Rule::detection).toList();
        problems.addAll(ExceptionFile.unknownDetections(items, detections));
        if (!problems.isEmpty()) {
            throw new SettingsException(problems.get(0).message());
        }
        ExceptionItem added = items.get(items.size() - 1);
        if (!added.inForce(wall.instant())) {
            throw new SettingsException("--expires " + added.expires() + " is in the past; expected a day to come");
        }
        ExceptionFile.unknownFields(List.of(added), detections).forEach(doubt -> LOG.warn("{}", doubt));
        replace(file, after);
        return added;
    }

    private static String withLine(String before, Map<String, String> fields) throws SettingsException {
        for (Map.Entry<String, String> field : fields.entrySet()) {
            if (field.getValue().chars().anyMatch(Character::isISOControl)) {
                throw new SettingsException("--" + field.getKey() + ": expected a text on one line");
            }
        }
        String newline = before.contains("\r\n") ? "\r\n" : "\n";
        CsvTable table = CsvTable.read(
                before.getBytes(StandardCharsets.UTF_8), ExceptionFile.COLUMNS, (line, column, message) -> {});
        List<String> columns = table.header().isEmpty()
                ? ExceptionFile.COLUMNS
                : table.header().stream().map(Field::text).toList();
        StringBuilder after = new StringBuilder(before);
        if (!before.isEmpty() && !before.endsWith("\n")) {
            after.append(newline);
        }
        if (table.header().isEmpty()) {
            after.append(CsvTable.line(columns)).append(newline);
        }
        List<String> values = columns.stream()
                .map(column -> fields.getOrDefault(column, "").strip())
                .toList();
        return after.append(CsvTable.line(values)).append(newline).toString();
    }

    /** Writes a file beside and moves it there; its permissions stay. */
    private static void replace(Path file, String content) throws IOException {
        Files.createDirectories(file.getParent());
        Path part = file.resolveSibling(
                "." + file.getFileName() + "." + ProcessHandle.current().pid() + ".part");
        try {
            Files.writeString(part, content);
            var permissions = Files.getFileAttributeView(part, PosixFileAttributeView.class);
            if (permissions != null && Files.exists(file)) {
                permissions.setPermissions(Files.getPosixFilePermissions(file));
            }
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }
}
