package io.tokenwatch.engine.function;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenIdsTest {
    private static final String ID = "N2jT94if-kGJzdwWp8mqAA";
    private static final String GUID = "f7d36837-9f88-41fa-89cd-dc16a7c9aa00";
    private static final String ENCODED_GUID = "ZjdkMzY4MzctOWY4OC00MWZhLTg5Y2QtZGMxNmE3YzlhYTAw";

    private static String canonical(String tokenId) {
        return TokenIds.canonical(tokenId, "");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ID,
                ID + "==",
                "N2jT94if+kGJzdwWp8mqAA==",
                "N2jT94if+kGJzdwWp8mqAA",
                GUID,
                "F7D36837-9F88-41FA-89CD-DC16A7C9AA00",
                ENCODED_GUID
            })
    void makesEncodingsOfOneIdOne(String tokenId) {
        assertEquals(ID, canonical(tokenId));
    }

    @Test
    void takesTheSignInsIdWhereThereIsNoTokenId() {
        assertEquals(ID, TokenIds.canonical("", GUID));
        assertEquals(ID, TokenIds.canonical(null, GUID));
        assertEquals("scrubbed", TokenIds.canonical("scrubbed", GUID));
    }

    @Test
    void makesNoIdOfNothing() {
        assertNull(TokenIds.canonical("", ""));
        assertNull(TokenIds.canonical(null, null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "scrubbed",
                "n2jt94if-kgjzdwwp8mqaa",
                "N2jT94if-kGJzdwWp8mqAB",
                "N2jT94if-kGJzdwWp8mqAP==",
                "N2jT94if-kGJzdwWp8mq=A",
                "N2jT94if-kGJzdwWp8mqAA=A",
                "f7d36837-9f88-41fa-89cd-dc16a7c9aa0g",
                "f7d368379-f88-41fa-89cd-dc16a7c9aa00",
                "f7d36837-9f88-41fa-89cd-dc16a7c9aa0",
                "{f7d36837-9f88-41fa-89cd-dc16a7c9aa00}",
                "f7d36837-9f88-41fa-89cd-dc16a7c9aa0\uff17",
                "ZjdkMzY4MzctOWY4OC00MWZhLTg5Y2QtZGMxNmE3YzlhYTA=",
                "!jdkMzY4MzctOWY4OC00MWZhLTg5Y2QtZGMxNmE3YzlhYTAw"
            })
    void leavesOtherTextsAsTheyAre(String tokenId) {
        assertEquals(tokenId, canonical(tokenId));
        assertNotEquals(ID, canonical(tokenId));
    }

    @Test
    void leavesAnIdAsWrittenWhereThatIsAskedFor() {
        assertEquals(ID + "==", TokenIds.asWritten(ID + "==", GUID));
        assertEquals("", TokenIds.asWritten("", GUID));
    }

    @Property
    void makesAllFormsOfAnyGuidOne(@ForAll long high, @ForAll long low) {
        UUID guid = new UUID(high, low);
        String url = Base64.getUrlEncoder().withoutPadding().encodeToString(dotNetBytes(guid));
        String padded = Base64.getEncoder().encodeToString(dotNetBytes(guid));
        String encodedGuid = Base64.getEncoder().encodeToString(guid.toString().getBytes(StandardCharsets.US_ASCII));

        assertEquals(url, canonical(url));
        assertEquals(url, canonical(padded));
        assertEquals(url, canonical(encodedGuid));
        assertEquals(url, canonical(guid.toString()));
        assertEquals(url, canonical(guid.toString().toUpperCase(Locale.ROOT)));
    }

    @Property
    void keepsDifferentGuidsApart(@ForAll long high, @ForAll long low, @ForAll @IntRange(max = 127) int bit) {
        UUID guid = new UUID(high, low);
        UUID other = bit < 64 ? new UUID(high ^ 1L << bit, low) : new UUID(high, low ^ 1L << bit - 64);

        assertNotEquals(canonical(guid.toString()), canonical(other.toString()));
    }

    @Property
    void makesTheSameOfWhatItMade(@ForAll @StringLength(max = 50) String tokenId) {
        String once = canonical(tokenId);

        assertEquals(once, once == null ? null : canonical(once));
    }

    private static byte[] dotNetBytes(UUID guid) {
        ByteBuffer big = ByteBuffer.allocate(16)
                .putLong(guid.getMostSignificantBits())
                .putLong(guid.getLeastSignificantBits())
                .flip();
        ByteBuffer mixed = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
        mixed.putInt(big.getInt()).putShort(big.getShort()).putShort(big.getShort());
        mixed.order(ByteOrder.BIG_ENDIAN).putLong(big.getLong());
        return mixed.array();
    }
}
