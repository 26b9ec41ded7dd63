package io.tokenwatch.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which values of a record become the columns of a row, and of which table. */
class RowDecodingTest {
    private static final String SIGN_IN = "'category':'NonInteractiveUserSignInLogs','time':'2024-05-01T10:20:30Z'";

    /** The row of a record that is written with single quotes. */
    private static Map<String, Object> row(String record) {
        return Decoded.of(record.replace('\'', '"')).row();
    }

    private static Object column(String name, String record) {
        return row(record).get(name);
    }

    @Test
    void readsARowOfLogAnalytics() {
        Map<String, Object> row = row("""
                {'TenantId':'1','TimeGenerated':'2024-05-01T10:20:30.1234567Z','Id':'i1','ResultType':'0','UserPrincipalName':'ada@example.com',
                 'UserAgent':'curl/8','IPAddress':'192.0.2.1','LocationDetails':'{\\'countryOrRegion\\':\\'IL\\'}','IsInteractive':false,
                 'Type':'AADNonInteractiveUserSignInLogs'}
                """);

        assertEquals(
                List.of(
                        Decoded.SIGN_INS,
                        "2024-05-01T10:20:30.1234567Z",
                        "i1",
                        "0",
                        "ada@example.com",
                        "curl/8",
                        "192.0.2.1",
                        "{\"countryOrRegion\":\"IL\"}",
                        false),
                List.copyOf(row.values()));
    }

    @Test
    void readsARawRecord() {
        Map<String, Object> row = row("""
                {'time':'2024-05-01T10:20:30.1234567Z','resourceId':'/tenants/1','category':'NonInteractiveUserSignInLogs','resultType':'50126',
                 'callerIpAddress':'192.0.2.1','location':'IL','identity':'Ada',
                 'properties':{'id':'i1','createdDateTime':'2024-05-01T10:19:00Z','userPrincipalName':'ada@example.com','userAgent':'curl/8',
                               'ipAddress':'192.0.2.2','isInteractive':true,'status':{'errorCode':0},'location':{'countryOrRegion':'IL','geo':[1, 2]}}}
                """);

        assertEquals(
                List.of(
                        Decoded.SIGN_INS,
                        "2024-05-01T10:20:30.1234567Z",
                        "i1",
                        "50126",
                        "ada@example.com",
                        "curl/8",
                        "192.0.2.2",
                        "{\"countryOrRegion\":\"IL\",\"geo\":[1, 2]}",
                        true),
                List.copyOf(row.values()));
    }

    @Test
    void readsTheResourceOfTheSignInApi() {
        Map<String, Object> row = row(
                "{'category':'NonInteractiveUserSignInLogs','createdDateTime':'x','CreatedDateTime':'2024-05-01','id':'i1','userPrincipalName':'ada','isInteractive':true}");

        assertEquals("i1", row.get("Id"));
        assertEquals("ada", row.get("UserPrincipalName"));
        assertEquals("2024-05-01T00:00:00.0000000Z", row.get("TimeGenerated"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'properties':{'ipAddress':'192.0.2.1'},'callerIpAddress':'192.0.2.2' | 192.0.2.1",
                "'callerIpAddress':'192.0.2.2','properties':{'ipAddress':'192.0.2.1'} | 192.0.2.1",
                "'properties':{'ipAddress':''},'callerIpAddress':'192.0.2.2'          | ``",
                "'properties':{'ipAddress':null},'callerIpAddress':'192.0.2.2'        | 192.0.2.2",
                "'properties':{},'callerIpAddress':'192.0.2.2'                        | 192.0.2.2",
                "'calleripaddress':'192.0.2.2'                                        | 192.0.2.2",
                "'IPAddress':'192.0.2.3','callerIpAddress':'192.0.2.2'                | 192.0.2.3",
                "'ipAddress':'192.0.2.3'                                              | ``",
            })
    void takesTheFirstPathThatIsThere(String members, String address) {
        assertEquals(address, column("IPAddress", "{" + SIGN_IN + "," + members + "}"));
    }

    @ParameterizedTest
    @CsvSource({
        "'properties':{'responseStatusCode':200};'resultSignature':'404', 200",
        "'resultSignature':'204', 204",
        "'ResponseStatusCode':'200', 200",
        "'resultSignature':'OK',",
        "'properties':{'responseStatusCode':''},",
    })
    void readsTheStatusOfACallFromItsSignatureToo(String members, Integer status) {
        String record =
                "{'category':'MicrosoftGraphActivityLogs','time':'2024-05-01'," + members.replace(';', ',') + "}";

        assertEquals(status, column("ResponseStatusCode", record));
    }

    @Test
    void readsNestedPaths() {
        assertEquals("50126", column("ResultType", "{" + SIGN_IN + ",'properties':{'status':{'errorCode':50126}}}"));
        assertEquals("", column("ResultType", "{" + SIGN_IN + ",'properties':{'status':[50126]}}"));
    }

    @Test
    void readsPropertiesThatAreJsonText() {
        String record = "{" + SIGN_IN + ",'properties':'{\\'id\\':\\'i1\\',\\'location\\':{\\'city\\':\\'Haifa\\'}}'}";

        assertEquals("i1", column("Id", record));
        assertEquals("{\"city\":\"Haifa\"}", column("LocationDetails", record));
    }

    @Test
    void overlooksPropertiesThatAreOtherText() {
        assertEquals("", column("Id", "{" + SIGN_IN + ",'properties':'none'}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "17 | 17",
                "1.50 | 1.50",
                "true | true",
                "false | false",
                "[1, {'a':2}] | [1, {\"a\":2}]",
                "{'a': 'é'} | {\"a\": \"é\"}"
            })
    void storesAnyJsonInATextColumnAsItsText(String value, String text) {
        assertEquals(text, column("UserAgent", "{" + SIGN_IN + ",'UserAgent':" + value + "}"));
    }

    @Test
    void storesMissingTextsAsEmptyAndOtherMissingValuesAsNone() {
        Map<String, Object> row = row("{" + SIGN_IN + ",'Id':null}");

        assertEquals("", row.get("Id"));
        assertEquals("", row.get("UserPrincipalName"));
        assertNull(row.get("IsInteractive"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'Type':'AADNonInteractiveUserSignInLogs'",
                "'Type':'aadnoninteractiveusersigninlogs'",
                "'category':'NonInteractiveUserSignInLogs'",
                "'Category':'NONINTERACTIVEUSERSIGNINLOGS'",
                "'Category':'SignInLogs','Type':'AADNonInteractiveUserSignInLogs'",
                "'Type':'','category':'NonInteractiveUserSignInLogs','Category':'SignInLogs'",
            })
    void findsTheTableByTypeBeforeCategory(String members) {
        assertSame(
                Decoded.SIGN_INS, row("{'time':'2024-05-01'," + members + "}").get(""));
    }

    @Test
    void findsTheTableOfRowsThatDoNotSayItByTheNameOfTheirFile() {
        String file = "insights-logs-noninteractiveusersigninlogs/tenantId=1/PT1H.json";
        Decoded decoded = Decoded.ofFile(file, """
                {"time":"2024-05-01"}
                {"time":"2024-05-01","category":"MicrosoftGraphActivityLogs"}
                """);

        assertEquals(List.of(Decoded.SIGN_INS, Decoded.CALLS), decoded.column(""));
    }

    @Test
    void countsRowsOfUnknownTablesOnly() {
        Decoded decoded = Decoded.ofFile("signinlogs.json", """
                {"category":"AuditLogs"}
                {"Type":"AuditLogs","category":"SignInLogs"}
                {"category":"AdvancedHunting-EntraIdSignInEvents"}
                """);

        assertEquals(List.of(), decoded.rows());
        assertEquals(List.of(), decoded.dead());
        assertEquals(2, decoded.counters().get("AuditLogs", Outcome.UNKNOWN));
        assertEquals(1, decoded.counters().get("AdvancedHunting-EntraIdSignInEvents", Outcome.UNKNOWN));
    }

    @Test
    void readsEveryShapeOfASource() {
        String one = "{" + SIGN_IN + ",'Id':'1'}";
        String two = "{" + SIGN_IN + ",'Id':'2'}";
        for (String shape : List.of(
                "%s\r\n%s",
                "[%s,%s]", "[\n%s,\n%s\n]", "{'records':[%s,%s]}", "\uFEFF{'records': [%s]}{'records':[%s]}")) {
            Decoded decoded = Decoded.of(shape.formatted(one, two).replace('\'', '"'));

            assertEquals(List.of("1", "2"), decoded.column("Id"), shape);
            assertEquals(List.of(), decoded.dead(), shape);
        }
    }

    @Test
    void keepsTextsThatLookLikeMoreThanTheyAre() {
        assertEquals(
                "a\n\"b\"\\é\u20ac\uD83D\uDE00",
                column("UserAgent", "{" + SIGN_IN + ",'UserAgent':'a\\n\\'b\\'\\\\\\u00e9\u20ac\uD83D\uDE00'}"));
    }
}
