package io.tokenwatch.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The CSV that the Azure portal and Log Analytics export. */
class CsvRowsTest {
    /** As the portal writes it when tables were joined by a union: dates of the United States, two columns for one. */
    private static final String PORTAL = """
            TenantId,SourceSystem,ResultType,LocationDetails_dynamic,LocationDetails_string,"TimeGenerated [UTC]",Id,IPAddress,IsInteractive,UserPrincipalName,Type
            7c75,Azure AD,0,,"{
              ""city"": ""Haifa"",
              ""countryOrRegion"": ""IL""
            }","4/28/2021, 2:08:45.221 PM",i1,192.0.2.1,false,ada@example.com,AADNonInteractiveUserSignInLogs
            7c75,Azure AD,50126,"{""city"":""Kiel""}",,"4/28/2021, 12:00:00.000 AM",i2,192.0.2.2,,bob@example.com,SigninLogs
            """;

    @Test
    void readsAnExportOfThePortal() {
        List<Map<String, Object>> rows = Decoded.of(PORTAL).rows();

        assertEquals(2, rows.size());
        assertEquals(
                List.of(
                        Decoded.SIGN_INS,
                        "2021-04-28T14:08:45.2210000Z",
                        "i1",
                        "0",
                        "ada@example.com",
                        "",
                        "192.0.2.1",
                        "{\n  \"city\": \"Haifa\",\n  \"countryOrRegion\": \"IL\"\n}",
                        false),
                List.copyOf(rows.get(0).values()));
        assertEquals(
                List.of(
                        Decoded.INTERACTIVE,
                        "2021-04-28T00:00:00.0000000Z",
                        "i2",
                        "bob@example.com",
                        "{\"city\":\"Kiel\"}"),
                List.copyOf(rows.get(1).values()));
    }

    @Test
    void readsCarriageReturnsAndBlankLines() {
        Decoded decoded =
                Decoded.of("\r\n" + PORTAL.replace("\n", "\r\n").replace("SigninLogs\r\n", "SigninLogs\r\n\r\n"));

        assertEquals(List.of("i1", "i2"), decoded.column("Id"));
        assertEquals(List.of(), decoded.dead());
    }

    @Test
    void readsAHeaderInQuotesBehindAByteOrderMark() {
        Decoded decoded =
                Decoded.of("\uFEFF\"TimeGenerated [UTC]\",\"Id\",\"Type\"\n\"4/28/2021, 2:08:45 PM\",i1,SigninLogs\n");

        assertEquals("2021-04-28T14:08:45.0000000Z", decoded.row().get("TimeGenerated"));
    }

    @ParameterizedTest
    @ValueSource(strings = {",", ";", "\t"})
    void readsOtherSeparators(String separator) {
        Decoded decoded = Decoded.of("TimeGenerated,Id,Type\n2024-05-01,i1,SigninLogs\n".replace(",", separator));

        assertEquals(List.of("i1"), decoded.column("Id"));
    }

    @Test
    void readsARecordWithoutNewlineAtTheEnd() {
        assertEquals(
                "i1",
                Decoded.of("TimeGenerated,Id,Type\n2024-05-01,i1,SigninLogs")
                        .row()
                        .get("Id"));
    }

    @Test
    void findsTheTableByTypeCategoryOrFile() {
        String record = "TimeGenerated,Id,%s\n2024-05-01,i1,%s\n";

        assertSame(
                Decoded.INTERACTIVE,
                Decoded.of(record.formatted("Type", "SigninLogs")).row().get(""));
        assertSame(
                Decoded.INTERACTIVE,
                Decoded.of(record.formatted("Category", "SignInLogs")).row().get(""));
        assertSame(
                Decoded.INTERACTIVE,
                Decoded.ofFile("SigninLogs.csv", record.formatted("Type", ""))
                        .row()
                        .get(""));
        assertEquals(
                List.of("no-table 2:0"),
                Decoded.of(record.formatted("Type", "")).deadPlaces());
    }

    @Test
    void holdsNoValueWhereACellIsEmpty() {
        Map<String, Object> row = Decoded.of(
                        "TimeGenerated,RequestId,ResponseStatusCode,Type\n2024-05-01,,,MicrosoftGraphActivityLogs\n")
                .row();

        assertEquals("", row.get("RequestId"));
        assertNull(row.get("ResponseStatusCode"));
    }

    @Test
    void isNoCsvWithoutAKnownColumn() {
        assertEquals(
                List.of("not-json 1:0", "not-json 2:0"),
                Decoded.of("name,number\nada,1\n").deadPlaces());
        assertEquals(List.of("not-json 1:0"), Decoded.of("TimeGenerated\n").deadPlaces());
    }

    @Test
    void isNoJsonAlthoughItsFirstColumnIsOne() {
        assertEquals(
                List.of("i1"),
                Decoded.of("\"Id\",\"TimeGenerated\",Type\ni1,2024-05-01,SigninLogs\n")
                        .column("Id"));
    }

    @Test
    void tellsTheFirstLineOfABadRecord() {
        Decoded decoded = Decoded.of(
                PORTAL.replace("4/28/2021, 12", "no date, 12") + "one,two\n" + "7c75,,,,,,i3,,,,SigninLogs\n");

        assertEquals(List.of("bad-time 6:0", "bad-csv 7:0", "no-time 8:0"), decoded.deadPlaces());
        assertEquals(
                "the record has 2 fields; expected 11 as in the header",
                decoded.dead().get(1).message());
        assertEquals("one,two", decoded.dead().get(1).row());
        assertEquals(List.of("i1"), decoded.column("Id"));
    }

    @Test
    void keepsTheRecordsBeforeOneThatIsTooLong() {
        String record = "2024-05-01,%s,SigninLogs\n";
        String open = "2024-05-01,\"never closed,SigninLogs\n";
        Decoded decoded = Decoded.withLimits(
                new Limits(10_000, 64),
                "TimeGenerated,Id,Type\n" + record.formatted("i1") + record.formatted("i2") + open
                        + record.formatted("i3").repeat(10_000));

        assertEquals(List.of("i1", "i2"), decoded.column("Id"));
        assertEquals(DeadReason.BAD_CSV, decoded.letter().reason());
        assertTrue(decoded.letter().message().endsWith("; the rest of the source was not read"), () -> decoded.letter()
                .message());
    }

    @Test
    void readsMoreRecordsThanABatchHolds() {
        StringBuilder csv = new StringBuilder("TimeGenerated,Id,Type\n");
        for (int i = 0; i < 1300; i++) {
            csv.append("2024-05-01,").append(i).append(",SigninLogs\n");
        }
        Decoded decoded = Decoded.of(csv + "2024-05-01\n");

        assertEquals(1300, decoded.rows().size());
        assertEquals("1299", decoded.column("Id").get(1299));
        assertEquals(List.of("bad-csv 1302:0"), decoded.deadPlaces());
    }

    @Test
    void hasItsBigLimitsTakenForWhatTheyAre() {
        assertEquals(
                List.of("i1"),
                Decoded.withLimits(new Limits(1 << 29, 64), "TimeGenerated,Id,Type\n2024-05-01,i1,SigninLogs\n")
                        .column("Id"));
    }
}
