package io.tokenwatch.engine.function;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Makes token ids comparable. Logs write one id, a GUID, in several forms: base64url of its 16 bytes in .NET's order
 * (22 characters, as the {@code uti} claim has it), the same with padding (24), base64 of its 36 characters (48), and
 * the GUID itself, which is the sign-in's own id.
 *
 * <p>{@code N2jT94if-kGJzdwWp8mqAA}, {@code N2jT94if-kGJzdwWp8mqAA==} and {@code f7d36837-9f88-41fa-89cd-dc16a7c9aa00}
 * are one id. Text of another form is only equal to itself. Case matters everywhere but in the GUID's own form.
 */
public final class TokenIds {
    private static final int LENGTH = 22;

    private static final byte PLAIN = 1;
    private static final byte OTHER = 2;

    /** 0 for the characters of base64url, {@link #PLAIN} for the two that base64 has in place of others. */
    private static final byte[] KINDS = kinds();

    private TokenIds() {}

    private static byte[] kinds() {
        byte[] kinds = new byte[128];
        for (char c = 0; c < kinds.length; c++) {
            boolean url = c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '_';
            kinds[c] = url ? 0 : c == '+' || c == '/' ? PLAIN : OTHER;
        }
        return kinds;
    }

    /** The id as it is written; the sign-in's id is not looked at. */
    public static String asWritten(String tokenId, String signInId) {
        return tokenId;
    }

    /**
     * The id in the 22-character form.
     *
     * @param tokenId a token id in any form, or ""
     * @param signInId the sign-in's own id, which stands in where the token id is empty; "" if there is none
     * @return null if both are empty: no id is equal to nothing
     */
    public static String canonical(String tokenId, String signInId) {
        String id = tokenId == null || tokenId.isEmpty() ? signInId : tokenId;
        if (id == null || id.isEmpty()) {
            return null;
        }
        return switch (id.length()) {
            case LENGTH -> urlForm(id, id);
            case LENGTH + 2 -> id.endsWith("==") ? urlForm(id.substring(0, LENGTH), id) : id;
            case 36 -> ofGuid(id, id);
            case 48 -> ofEncodedGuid(id);
            default -> id;
        };
    }

    /**
     * The id with base64url's characters, if it is base64 of 16 bytes, whose last character holds two bits only; else
     * as it was.
     */
    private static String urlForm(String id, String asWritten) {
        int seen = 0;
        for (int i = 0; i < LENGTH; i++) {
            char c = id.charAt(i);
            seen |= c < KINDS.length ? KINDS[c] : OTHER;
        }
        char last = id.charAt(LENGTH - 1);
        if (seen >= OTHER || last != 'A' && last != 'Q' && last != 'g' && last != 'w') {
            return asWritten;
        }
        return seen == 0 ? id : id.replace('+', '-').replace('/', '_');
    }

    private static String ofEncodedGuid(String id) {
        try {
            byte[] guid = Base64.getDecoder().decode(id.replace('-', '+').replace('_', '/'));
            return guid.length == 36 ? ofGuid(new String(guid, StandardCharsets.US_ASCII), id) : id;
        } catch (IllegalArgumentException notBase64) {
            return id;
        }
    }

    private static String ofGuid(String guid, String asWritten) {
        byte[] bytes = new byte[16];
        int n = 0;
        for (int i = 0; i < 36; ) {
            if (i == 8 || i == 13 || i == 18 || i == 23) {
                if (guid.charAt(i++) != '-') {
                    return asWritten;
                }
                continue;
            }
            int high = hexDigit(guid.charAt(i++));
            int low = hexDigit(guid.charAt(i++));
            if (high < 0 || low < 0) {
                return asWritten;
            }
            bytes[n++] = (byte) (high << 4 | low);
        }
        reverse(bytes, 0, 3);
        reverse(bytes, 4, 5);
        reverse(bytes, 6, 7);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Java knows more digits than those of ASCII. */
    private static int hexDigit(char c) {
        return c < 128 ? Character.digit(c, 16) : -1;
    }

    private static void reverse(byte[] bytes, int from, int to) {
        for (int i = from, j = to; i < j; i++, j--) {
            byte b = bytes[i];
            bytes[i] = bytes[j];
            bytes[j] = b;
        }
    }
}
