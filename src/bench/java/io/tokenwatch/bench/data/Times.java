package io.tokenwatch.bench.data;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** Times in ticks of 100 ns since 1970, as the logs write them. Remembers the last minute; not safe to share. */
final class Times {
    static final long SECOND = 10_000_000;
    static final long MINUTE = 60 * SECOND;
    static final long HOUR = 60 * MINUTE;

    private long minute = Long.MIN_VALUE;
    private byte[] head;

    static long ticks(Instant time) {
        return time.getEpochSecond() * SECOND + time.getNano() / 100;
    }

    /** 28 bytes, such as {@code 2024-05-01T00:00:03.3203735Z}. */
    byte[] iso(long ticks) {
        long itsMinute = Math.floorDiv(ticks, MINUTE);
        if (itsMinute != minute) {
            minute = itsMinute;
            head = Instant.ofEpochSecond(itsMinute * 60)
                    .toString()
                    .replace("00Z", "00.0000000Z")
                    .getBytes(StandardCharsets.US_ASCII);
        }
        byte[] text = head.clone();
        int rest = (int) Math.floorMod(ticks, MINUTE);
        for (int at = 26; at >= 17; at--) {
            if (at != 19) {
                text[at] = (byte) ('0' + rest % 10);
                rest /= 10;
            }
        }
        return text;
    }
}
