package io.tokenwatch.bench.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** A GUID, and the token id that Entra makes of it. */
record Guid(long high, long low) {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    static Guid of(Seeded random) {
        return new Guid(random.next(), random.next());
    }

    /** 36 characters, such as {@code f7d36837-9f88-41fa-89cd-dc16a7c9aa00}. */
    byte[] text() {
        byte[] text = new byte[36];
        int at = 0;
        for (int digit = 0; digit < 32; digit++) {
            if (digit == 8 || digit == 12 || digit == 16 || digit == 20) {
                text[at++] = '-';
            }
            long half = digit < 16 ? high : low;
            text[at++] = HEX[(int) (half >>> 60 - digit % 16 * 4) & 15];
        }
        return text;
    }

    /** 22 characters: base64url of the GUID as .NET lays it out, its first three numbers with the low byte first. */
    byte[] token() {
        byte[] bytes = ByteBuffer.allocate(16)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt((int) (high >>> 32))
                .putShort((short) (high >>> 16))
                .putShort((short) high)
                .order(ByteOrder.BIG_ENDIAN)
                .putLong(low)
                .array();
        return BASE64.encode(bytes);
    }
}
