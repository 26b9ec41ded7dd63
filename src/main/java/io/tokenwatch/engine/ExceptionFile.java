package io.tokenwatch.engine;

import io.tokenwatch.event.CsvTable;
import io.tokenwatch.event.CsvTable.Field;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads {@code lists/exceptions.csv}. */
public final class ExceptionFile {
    /** Its name within the rules' folder. */
    public static final String NAME = Lists.FOLDER + "/exceptions.csv";

    /** The columns that it must have, in their usual order. */
    public static final List<String> COLUMNS = List.of("detection", "field", "value", "reason", "owner", "expires");

    private static final String NEVER = "never";

    private ExceptionFile() {}

    /**
     * The exceptions of a file. Each line must have a value in each of {@link #COLUMNS}.
     *
     * @param problems gets what is wrong; lines that are wrong are left out
     */
    public static List<ExceptionItem> read(byte[] content, List<EplProblem> problems) {
        CsvTable table = CsvTable.read(
                content, COLUMNS, (line, column, message) -> problems.add(new EplProblem(NAME, line, column, message)));
        List<ExceptionItem> items = new ArrayList<>();
        for (Map<String, Field> record : table.records()) {
            List<EplProblem> wrong = problems(record);
            if (wrong.isEmpty()) {
                items.add(item(record));
            }
            problems.addAll(wrong);
        }
        return items;
    }

    private static List<EplProblem> problems(Map<String, Field> record) {
        List<EplProblem> problems = new ArrayList<>();
        for (String column : COLUMNS) {
            if (record.get(column).text().isBlank()) {
                problems.add(problem(record.get(column), "there is no " + column + "; expected " + expected(column)));
            }
        }
        Field expires = record.get("expires");
        if (!expires.text().isBlank() && until(expires.text()) == null) {
            problems.add(problem(expires, "'" + expires.text() + "' is no time; expected " + expected("expires")));
        }
        Field value = record.get("value");
        if (value.text().matches("\\*+") && record.get("detection").text().equals(ExceptionItem.ANY)) {
            problems.add(
                    problem(value, "this excepts every alert of every detection; expected one detection, or a value"));
        }
        return problems;
    }

    private static EplProblem problem(Field field, String message) {
        return new EplProblem(NAME, field.line(), field.column(), message);
    }

    private static String expected(String column) {
        return switch (column) {
            case "detection" -> "the id of a detection, or * for any";
            case "field" -> "a column of the alert's row, or the type of an entity";
            case "value" -> "a text, an address, a range like 198.51.100.0/24, or a pattern with *";
            case "reason" -> "why these alerts are no concern";
            case "owner" -> "whom to ask";
            default -> "a day like 2026-12-31, a time like 2026-12-31T18:00:00Z, or never";
        };
    }

    private static ExceptionItem item(Map<String, Field> record) {
        Field detection = record.get("detection");
        String expires = record.get("expires").text();
        return new ExceptionItem(
                detection.line(),
                detection.text(),
                record.get("field").text(),
                record.get("value").text(),
                record.get("reason").text(),
                record.get("owner").text(),
                expires,
                until(expires));
    }

    /** When an exception ends: a day at its end in UTC. Null if the text says no time. */
    private static Instant until(String expires) {
        if (expires.equals(NEVER)) {
            return Instant.MAX;
        }
        try {
            return expires.indexOf('T') < 0
                    ? LocalDate.parse(expires)
                            .plusDays(1)
                            .atStartOfDay(ZoneOffset.UTC)
                            .toInstant()
                    : Instant.parse(expires);
        } catch (DateTimeParseException noTime) {
            return null;
        }
    }

    /** What is wrong with the exceptions when these are the detections. */
    public static List<EplProblem> unknownDetections(List<ExceptionItem> items, List<DetectionInfo> detections) {
        List<String> ids = detections.stream().map(DetectionInfo::id).sorted().toList();
        return items.stream()
                .filter(item -> ids.stream().noneMatch(item::concerns))
                .map(item -> new EplProblem(
                        NAME,
                        item.line(),
                        0,
                        "there is no detection " + item.detection() + "; expected one of " + String.join(", ", ids)
                                + ", or * for any"))
                .toList();
    }

    /** Exceptions that can match no alert, because the detections show no such field. */
    public static List<EplProblem> unknownFields(List<ExceptionItem> items, List<DetectionInfo> detections) {
        return items.stream()
                .filter(item -> detections.stream()
                        .filter(detection -> item.concerns(detection.id()))
                        .noneMatch(detection -> hasField(detection, item.field())))
                .map(item -> new EplProblem(
                        NAME,
                        item.line(),
                        0,
                        "no alert of " + item.detection() + " has a field " + item.field()
                                + ", so nothing is excepted; expected one of " + fields(item, detections)))
                .toList();
    }

    private static boolean hasField(DetectionInfo detection, String field) {
        return detection.project().contains(field)
                || detection.entities().stream()
                        .anyMatch(entity -> entity.type().equals(field));
    }

    private static String fields(ExceptionItem item, List<DetectionInfo> detections) {
        List<String> fields = new ArrayList<>();
        detections.stream().filter(detection -> item.concerns(detection.id())).forEach(detection -> {
            detection.entities().forEach(entity -> fields.add(entity.type()));
            fields.addAll(detection.project());
        });
        return String.join(", ", fields.stream().distinct().toList());
    }
}
