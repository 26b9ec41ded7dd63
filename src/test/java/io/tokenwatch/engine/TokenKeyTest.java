package io.tokenwatch.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tokenwatch.event.Catalog;
import io.tokenwatch.event.Decoder;
import io.tokenwatch.event.JsonText;
import io.tokenwatch.event.Limits;
import io.tokenwatch.event.Source;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenKeyTest {
    private static final Catalog CATALOG =
            Rules.schema(Rules.SCHEMA.replace("@RowId", "@Keyed({'User', 'Id'}) @RowId"));
    private static final byte[] SECRET = "sixteen bytes ok".getBytes(StandardCharsets.UTF_8);
    private static final String ID = "N2jT94if-kGJzdwWp8mqAA";
    private static final String GUID = "f7d36837-9f88-41fa-89cd-dc16a7c9aa00";

    /** A row with these values once its ids are hidden. */
    private static Object[] hidden(TokenKey key, String id, String user) throws IOException {
        String row = JsonText.of(
                Map.of("Type", "T", "TimeGenerated", "2024-05-01T10:00:00Z", "Id", id, "User", user, "Code", 7));
        List<Object[]> rows = new ArrayList<>();
        new Decoder(CATALOG, Limits.DEFAULT)
                .decode(
                        Source.named("test"),
                        new ByteArrayInputStream(row.getBytes(StandardCharsets.UTF_8)),
                        (table, any) -> 1,
                        batch -> {
                            key.hide(batch);
                            rows.add(batch.row(0));
                        });
        return rows.get(0);
    }

    private static String hash(TokenKey key, String id) throws IOException {
        return (String) hidden(key, id, "")[1];
    }

    @Test
    void hidesTheColumnsThatTheSchemaNamesAndNoOther() throws Exception {
        Object[] row = hidden(new TokenKey(SECRET, true), GUID, "x y");
        assertEquals(7, row[3]);
        for (int column = 1; column <= 2; column++) {
            assertTrue(((String) row[column]).matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"), "" + row[column]);
        }
        assertNotEquals(row[1], row[2]);
    }

    @Test
    void isTheFirstHalfOfHmacSha256() throws Exception {
        // printf %s N2jT94if-kGJzdwWp8mqAA | openssl dgst -sha256 -hmac 'sixteen bytes ok'
        assertEquals("4e4c0442-dd2b-3c83-3e9f-ee12e4baae61", hash(new TokenKey(SECRET, true), GUID));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ID,
                ID + "==",
                "N2jT94if+kGJzdwWp8mqAA==",
                "F7D36837-9F88-41FA-89CD-DC16A7C9AA00",
                "ZjdkMzY4MzctOWY4OC00MWZhLTg5Y2QtZGMxNmE3YzlhYTAw"
            })
    void hidesEncodingsOfOneIdAsOneUnlessTextsAreComparedAsText(String encoding) throws Exception {
        assertEquals(hash(new TokenKey(SECRET, true), GUID), hash(new TokenKey(SECRET, true), encoding));
        assertNotEquals(hash(new TokenKey(SECRET, false), GUID), hash(new TokenKey(SECRET, false), encoding));
    }

    @Test
    void hidesEqualIdsOfOneRowAlike() throws Exception {
        Object[] row = hidden(new TokenKey(SECRET, true), GUID, ID);
        assertEquals(row[1], row[2]);
    }

    @Test
    void tellsDifferentIdsApart() throws Exception {
        TokenKey key = new TokenKey(SECRET, true);
        assertNotEquals(hash(key, ID), hash(key, ID.toLowerCase(java.util.Locale.ROOT)));
        assertNotEquals(hash(key, "é"), hash(key, "è"));
    }

    @Test
    void hidesOtherwiseUnderAnotherKey() throws Exception {
        TokenKey other = new TokenKey("another 16 bytes".getBytes(StandardCharsets.UTF_8), true);
        assertNotEquals(hash(new TokenKey(SECRET, true), ID), hash(other, ID));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void leavesNoIdAsItIs(boolean canonical) throws Exception {
        assertEquals("", hash(new TokenKey(SECRET, canonical), ""));
    }

    @Test
    void refusesAShortKey() {
        IllegalArgumentException wrong =
                assertThrows(IllegalArgumentException.class, () -> new TokenKey(new byte[15], true));
        assertEquals("the key has 15 bytes; expected at least 16", wrong.getMessage());
    }
}
