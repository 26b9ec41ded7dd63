package io.tokenwatch.event;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tokenwatch.event.CsvTable.Field;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class CsvTableTest {
    private final List<String> problems = new ArrayList<>();

    private CsvTable read(String text) {
        return read(text.getBytes(StandardCharsets.UTF_8));
    }

    private CsvTable read(byte[] bytes) {
        problems.clear();
        return CsvTable.read(
                bytes,
                List.of("a", "b"),
                (line, column, message) -> problems.add(line + ":" + column + ": " + message));
    }

    private List<String> shown(String text) {
        return read(text).records().stream()
                .map(record -> record.get("a").text() + "|" + record.get("b").text())
                .toList();
    }

    @Test
    void readsRecordsByTheHeader() {
        assertEquals(List.of("1|2", "3, 4|\"5\"", "|"), shown("b,more,a\n2,x,1\n\"\"\"5\"\"\",,\"3, 4\"\n,,\n"));
        assertEquals(List.of(), problems);
    }

    @Test
    void leavesOutBlankLinesAndComments() {
        assertEquals(List.of("1|2", "3|4"), shown("\n# first\na,b\n\n#a comment, \"and, more\n1,2\n   \n3,4\n\n"));
        assertEquals(List.of(), problems);
    }

    @Test
    void takesEveryKindOfLineEndAndAByteOrderMark() {
        assertEquals(List.of("1|2", "3|4"), shown("\uFEFFa,b\r\n1,2\r\n3,4"));
        assertEquals(List.of("1|2", "3|4"), shown("a,b\r1,2\r3,4\r"));
        assertEquals(List.of(), problems);
    }

    @Test
    void leavesOutBlanksAroundFieldsThatAreNotQuoted() {
        assertEquals(List.of("1|2 3", " 1 |2"), shown("a , b\n 1 ,  2 3\n\" 1 \",2\n"));
    }

    @Test
    void tellsWhereAFieldBegins() {
        var record = read("a,b\n\n  1,\"x\"\"y,\"\n").records().get(0);

        assertEquals(new Field("1", 3, 3), record.get("a"));
        assertEquals(new Field("x\"y,", 3, 5), record.get("b"));
    }

    @Test
    void tellsWhatIsWrongAndGoesOn() {
        assertEquals(List.of("1|2"), shown("a,b\nx\n1,2\nx,y,z\n\"x,y\n"));
        assertEquals(
                List.of(
                        "5:1: the text is not closed; expected another \" on the same line",
                        "2:1: the line has 1 field; expected 2: a,b (a field with a comma in it stands in quotation marks)",
                        "4:5: the line has 3 fields; expected 2: a,b (a field with a comma in it stands in quotation marks)"),
                problems);
    }

    @Test
    void tellsWhatIsWrongWithAHeader() {
        read("a;b\n1;2\n");
        assertEquals(List.of("1:1: the header has no column a, b; expected a,b, found a;b"), problems);
        read("# c\na,b, a,\n");
        assertEquals(
                List.of(
                        "2:1: the column a stands twice in the header",
                        "2:6: the column a stands twice in the header",
                        "2:8: a column has no name"),
                problems);
        read("\n# only a comment\n");
        assertEquals(List.of("1:1: there is no header line; expected a,b"), problems);
        read("");
        assertEquals(List.of("1:1: there is no header line; expected a,b"), problems);
    }

    @Test
    void tellsWhereTheBytesAreNoText() {
        read("a,b\n1,M\u00fcller\n".getBytes(StandardCharsets.ISO_8859_1));

        assertEquals("2:4: these bytes are no text; expected UTF-8", problems.get(0));
    }

    @Property
    void readsBackWhatItWrites(
            @ForAll @Size(2)
                    List<
                                    @StringLength(max = 8) @CharRange(from = ' ', to = '~')
                                    @Chars({'ä', ',', '"', '#', '\''}) String>
                            fields) {
        CsvTable table =
                read("a,b\n" + CsvTable.line(fields.stream().map(String::strip).toList()) + "\n");

        assertEquals(List.of(), problems);
        if (!fields.stream().allMatch(String::isBlank)) {
            assertEquals(fields.get(0).strip(), table.records().get(0).get("a").text());
            assertEquals(fields.get(1).strip(), table.records().get(0).get("b").text());
        }
    }
}
