package io.tokenwatch.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which rows there are in a stream, on which lines, and at which places of an array. */
class RowSplitterTest {
    private static void assertPlaces(String stream, String... places) {
        assertEquals(List.of(places), Slices.places(stream));
    }

    @Test
    void findsNothingInNothing() {
        assertPlaces("");
        assertPlaces(" \r\n\n\t\n");
        assertPlaces("\uFEFF");
        assertPlaces("[]");
        assertPlaces("{\"records\":[]}");
    }

    @Test
    void takesEachLineForARow() {
        assertPlaces("{\"a\":1}\n{\"a\":2}\n", "1:0 {\"a\":1}", "2:0 {\"a\":2}");
    }

    @Test
    void takesALastLineWithoutNewline() {
        assertPlaces("{\"a\":1}\n{\"a\":2}", "1:0 {\"a\":1}", "2:0 {\"a\":2}");
    }

    @Test
    void countsBlankLinesAndDropsBlanksAroundRows() {
        assertPlaces("\n  \n\t{\"a\":1} \t\r\n\r\n{\"a\":2}\r\n", "3:0 {\"a\":1}", "5:0 {\"a\":2}");
    }

    @Test
    void overlooksAByteOrderMarkAtTheBeginning() {
        assertPlaces("\uFEFF{\"a\":1}\n", "1:0 {\"a\":1}");
        assertPlaces("\uFEFF[{\"a\":1}]\n", "1:1 {\"a\":1}");
    }

    @Test
    void takesAnObjectOverSeveralLinesForARow() {
        assertPlaces(
                "{\n  \"a\": {\n    \"b\": 1\n  }\n}\n{\n  \"a\": 2\n}\n",
                "1:0 {\n  \"a\": {\n    \"b\": 1\n  }\n}",
                "6:0 {\n  \"a\": 2\n}");
    }

    @Test
    void takesEachElementOfAnArrayForARow() {
        assertPlaces(
                "[{\"a\":1}, {\"a\":\"]}\"},{\"a\":[{}]}]\n{\"a\":4}",
                "1:1 {\"a\":1}",
                "1:2 {\"a\":\"]}\"}",
                "1:3 {\"a\":[{}]}",
                "2:0 {\"a\":4}");
    }

    @Test
    void takesEachElementOfAnArrayOverSeveralLinesForARow() {
        assertPlaces(
                "[\n  {\n    \"a\": 1\n  },\n  {\"a\": 2}\n]\n{\"a\":3}",
                "2:1 {\n    \"a\": 1\n  }",
                "5:2 {\"a\": 2}",
                "7:0 {\"a\":3}");
    }

    @Test
    void takesEachRecordOfAnEnvelopeForARow() {
        assertPlaces("{\"records\":[{\"a\":1},{\"a\":2}]}", "1:1 {\"a\":1}", "1:2 {\"a\":2}");
        assertPlaces("{\n  \"records\" :\n  [\n    {\"a\":1}\n  ]\n}", "4:1 {\"a\":1}");
        assertPlaces("{\"records\":[{\"a\":1}]\r\n}\n{\"a\":2}", "1:1 {\"a\":1}", "3:0 {\"a\":2}");
        assertPlaces("{\"records\":[{\"a\":1}]\n, \"more\": {\n}}\n{\"a\":2}", "1:1 {\"a\":1}", "4:0 {\"a\":2}");
        assertPlaces("{\"records\":[{\"a\":1}],\"more\":{\"]\":[\"}\"]}}{\"a\":2}", "1:1 {\"a\":1}", "1:0 {\"a\":2}");
    }

    @Test
    void takesEnvelopesOnLinesAndNextToEachOther() {
        assertPlaces(
                "{\"records\":[{\"a\":1}]}{\"records\":[{\"a\":2}]}\n{\"records\":[{\"a\":3}]}\n",
                "1:1 {\"a\":1}",
                "1:1 {\"a\":2}",
                "2:1 {\"a\":3}");
    }

    @Test
    void takesEachValueOfAnODataAnswerForARow() {
        assertPlaces("{\"value\":[{\"a\":1},{\"a\":2}]}", "1:1 {\"a\":1}", "1:2 {\"a\":2}");
        assertPlaces(
                "{\n  \"@odata.context\": \"https://x/[,\",\n  \"@odata.count\":2,\n  \"value\": [\n    {\"a\":1}\n  ]\n}",
                "5:1 {\"a\":1}");
    }

    @Test
    void takesAnObjectThatOnlyLooksLikeAnEnvelopeForARow() {
        assertPlaces("{\"value\":1}\n{\"@x\":[1],\"a\":[]}", "1:0 {\"value\":1}", "2:0 {\"@x\":[1],\"a\":[]}");
        assertPlaces("{\"@x\":1 \"value\":[]}\n{\"@x\"}", "1:0 {\"@x\":1 \"value\":[]}", "2:0 {\"@x\"}");
        assertPlaces(
                "{\"records\":1}\n{\"records\":{\"a\":[]}}\n{\"a\":1,\"records\":[{}]}",
                "1:0 {\"records\":1}",
                "2:0 {\"records\":{\"a\":[]}}",
                "3:0 {\"a\":1,\"records\":[{}]}");
    }

    @Test
    void takesAnythingElseForARowALine() {
        assertPlaces("hello\n[1,2]\n17\n<xml/>\n", "1:0 hello", "2:0 [1,2]", "3:0 17", "4:0 <xml/>");
    }

    @Test
    void leavesASecondObjectOfALineWithTheFirst() {
        assertPlaces("{\"a\":1}{\"a\":2}\n{\"a\":3}", "1:0 {\"a\":1}{\"a\":2}", "2:0 {\"a\":3}");
    }

    @Test
    void cutsOffALineAtItsEndAndGoesOnWithTheNext() {
        assertPlaces(
                "{\"a\":\n{\"a\":2}\n{\"a\":[1,\n{\"a\":4}\n{\"a\":\"x\n{\"a\":6}\n",
                "1:0 {\"a\":",
                "2:0 {\"a\":2}",
                "3:0 {\"a\":[1,",
                "4:0 {\"a\":4}",
                "5:0 {\"a\":\"x",
                "6:0 {\"a\":6}");
    }

    @Test
    void keepsWhatTheStreamEndsWith() {
        assertPlaces("{\"a\":1}\n{\"a\":", "1:0 {\"a\":1}", "2:0 {\"a\":");
        assertPlaces("{\n\"a\": 1,\n", "1:0 {", "2:0 \"a\": 1,");
    }

    @Test
    void tellsThatAnArrayIsNotClosed() {
        assertPlaces("[{\"a\":1}", "1:1 {\"a\":1}", "UNCLOSED 1:1");
        assertPlaces("[{\"a\":1},\n", "1:1 {\"a\":1}", "UNCLOSED 1:1");
        assertPlaces("[", "UNCLOSED 1:0");
        assertPlaces("[\n{\"a\":1},\n{\"a\":", "2:1 {\"a\":1}", "3:2 {\"a\":");
    }

    @Test
    void tellsThatAnEnvelopeIsNotClosed() {
        assertPlaces("{\"records\":[{\"a\":1}", "1:1 {\"a\":1}", "UNCLOSED 1:1");
        assertPlaces("{\"records\":[{\"a\":1}]", "1:1 {\"a\":1}", "UNCLOSED 1:1");
        assertPlaces("{\"records\":[{\"a\":1}],\"b\":", "1:1 {\"a\":1}", "UNCLOSED 1:1 ,\"b\":");
        assertPlaces("{\"records\":[{\"a\":1},{\"a\"", "1:1 {\"a\":1}", "1:2 {\"a\"");
    }

    @Test
    void goesOnWithTheNextLineBehindAnArrayOrEnvelopeThatIsNotClosed() {
        assertPlaces("[{\"a\":1},{\"a\":\n[{\"a\":3}]\n", "1:1 {\"a\":1}", "1:2 {\"a\":", "2:1 {\"a\":3}");
        assertPlaces(
                "{\"records\":[{\"a\":1},{\"a\":\n{\"records\":[{\"a\":3}]}\n",
                "1:1 {\"a\":1}",
                "1:2 {\"a\":",
                "2:1 {\"a\":3}");
        assertPlaces(
                "{\"records\":[{\"a\":1}\n{\"records\":[{\"a\":3}]}\n",
                "1:1 {\"a\":1}",
                "UNCLOSED 1:1",
                "2:1 {\"a\":3}");
        assertPlaces(
                "{\"records\":[{\"a\":1}]\n{\"records\":[{\"a\":3}]}\n",
                "1:1 {\"a\":1}",
                "UNCLOSED 1:1",
                "2:1 {\"a\":3}");
    }

    @Test
    void goesOnWithTheNextLineBehindAnEnvelopeThatIsCutOffBehindItsArray() {
        for (String tail : List.of("]", "],", "],\"b\":\"x", "],\"b\":{\"c\":1", "],\"b\":[{\"c\":1},")) {
            assertPlaces(
                    "{\"records\":[{\"a\":1}" + tail + "\n{\"records\":[{\"a\":3}]}\n",
                    "1:1 {\"a\":1}",
                    ("UNCLOSED 1:1 " + tail.substring(1)).strip(),
                    "2:1 {\"a\":3}");
        }
    }

    @Test
    void givesTheRowsBeforeTheStreamBreaks() throws IOException {
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("unplugged");
            }
        };
        byte[] rows = "{\"a\":1}\n{\"a\":2}\n{\"a\"".getBytes(StandardCharsets.UTF_8);
        RowSplitter splitter = new RowSplitter(
                new SequenceInputStream(new ByteArrayInputStream(rows), broken), new Chunks(1024, false), 1024);

        assertEquals(3, splitter.next().size);
        assertEquals(
                "unplugged", assertThrows(IOException.class, splitter::next).getMessage());
    }
}
