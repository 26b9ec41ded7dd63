package io.tokenwatch.event;

import de.siegmar.fastcsv.reader.CommentStrategy;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A small CSV file that people keep by hand: UTF-8, a header line, a record a line, commas between fields. Blank lines
 * and lines that begin with {@code #} are left out, and so are blanks around a field that is not quoted. Immutable.
 *
 * @param header the names of the columns, without those that stand for nothing
 * @param records the lines that have as many fields as the header
 */
public record CsvTable(List<Field> header, List<Map<String, Field>> records) {
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    /** A field's text and the line and column, from 1, on which it begins. */
    public record Field(String text, int line, int column) {}

    /** What hears of what is wrong: line and column, from 1, and a message that says what was expected. */
    @FunctionalInterface
    public interface Problems {
        void add(int line, int column, String message);
    }

    /**
     * Reads a file. Lines that are wrong are told and left out.
     *
     * @param columns what the header must name; more may stand there
     */
    public static CsvTable read(byte[] bytes, List<String> columns, Problems problems) {
        String[] lines = decoded(bytes, problems).split("\r\n|\n|\r", -1);
        for (int i = 0; i < lines.length; i++) {
            int open = openQuote(lines[i]);
            if (open >= 0) {
                problems.add(i + 1, open + 1, "the text is not closed; expected another \" on the same line");
                lines[i] = "";
            }
        }
        List<Field> header = null;
        List<Map<String, Field>> records = new ArrayList<>();
        for (CsvRecord csv : parsed(String.join("\n", lines))) {
            int line = (int) csv.getStartingLineNumber();
            List<Field> fields = fields(csv, lines[line - 1], line);
            if (fields.size() == 1 && fields.get(0).text().isBlank()) {
                continue;
            }
            if (header == null) {
                header = fields;
                if (!isHeader(header, columns, problems)) {
                    return new CsvTable(header, List.of());
                }
            } else if (fields.size() != header.size()) {
                problems.add(
                        line,
                        fields.get(Math.min(fields.size(), header.size() + 1) - 1)
                                .column(),
                        "the line has " + fields.size() + (fields.size() == 1 ? " field" : " fields") + "; expected "
                                + header.size() + ": " + names(header)
                                + " (a field with a comma in it stands in quotation marks)");
            } else {
                records.add(record(header, fields));
            }
        }
        if (header == null) {
            problems.add(1, 1, "there is no header line; expected " + String.join(",", columns));
        }
        return new CsvTable(header == null ? List.of() : header, List.copyOf(records));
    }

    /** One line of such a file, without its end: quoted where that is necessary. */
    public static String line(List<String> fields) {
        StringWriter line = new StringWriter();
        try (CsvWriter writer = CsvWriter.builder().build(line)) {
            writer.writeRecord(fields);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return line.toString().stripTrailing();
    }

    private static String decoded(byte[] bytes, Problems problems) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(in, out, true);
        String text = out.flip().toString();
        if (result.isError()) {
            int line = 1 + (int) text.chars().filter(c -> c == '\n').count();
            int column = text.length() - text.lastIndexOf('\n');
            problems.add(line, column, "these bytes are no text; expected UTF-8");
        }
        return !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
    }

    /** Where the quoted text begins that a line leaves open, from 0; -1 if there is none. */
    private static int openQuote(String line) {
        int open = -1;
        for (int i = 0; i < line.length() && !line.startsWith("#"); i++) {
            if (line.charAt(i) == '"') {
                open = open < 0 ? i : -1;
            }
        }
        return open;
    }

    private static List<CsvRecord> parsed(String text) {
        return CsvReader.builder().commentStrategy(CommentStrategy.SKIP).ofCsvRecord(text).stream()
                .toList();
    }

    private static List<Field> fields(CsvRecord csv, String line, int number) {
        List<Field> fields = new ArrayList<>();
        int at = 0;
        for (String text : csv.getFields()) {
            boolean quoted = at < line.length() && line.charAt(at) == '"';
            int blanks = quoted ? 0 : text.length() - text.stripLeading().length();
            fields.add(new Field(quoted ? text : text.strip(), number, at + blanks + 1));
            at = afterComma(line, at);
        }
        return fields;
    }

    private static int afterComma(String line, int from) {
        boolean quoted = false;
        for (int i = from; i < line.length(); i++) {
            quoted ^= line.charAt(i) == '"';
            if (!quoted && line.charAt(i) == ',') {
                return i + 1;
            }
        }
        return line.length();
    }

    private static boolean isHeader(List<Field> header, List<String> columns, Problems problems) {
        List<String> names = header.stream().map(Field::text).toList();
        boolean good = true;
        for (Field name : header) {
            if (name.text().isEmpty() || names.indexOf(name.text()) != names.lastIndexOf(name.text())) {
                problems.add(
                        name.line(),
                        name.column(),
                        name.text().isEmpty()
                                ? "a column has no name"
                                : "the column " + name.text() + " stands twice in the header");
                good = false;
            }
        }
        List<String> missing =
                columns.stream().filter(column -> !names.contains(column)).toList();
        if (!missing.isEmpty()) {
            problems.add(
                    header.get(0).line(),
                    1,
                    "the header has no column " + String.join(", ", missing) + "; expected " + String.join(",", columns)
                            + ", found " + names(header));
            good = false;
        }
        return good;
    }

    private static String names(List<Field> header) {
        return String.join(",", header.stream().map(Field::text).toList());
    }

    private static Map<String, Field> record(List<Field> header, List<Field> fields) {
        Map<String, Field> record = new HashMap<>();
        for (int i = 0; i < fields.size(); i++) {
            record.put(header.get(i).text(), fields.get(i));
        }
        return Map.copyOf(record);
    }
}
