package io.tokenwatch.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compressed sources, whole and damaged. */
class GzipTest {
    private static final int ROWS = 5000;

    /** Rows that hardly compress, so that damage in the middle has rows before and behind it. */
    private static String rows(String format, String separator) {
        Random random = new Random(1);
        return IntStream.range(0, ROWS)
                .mapToObj(i -> format.formatted(i, random.nextLong()))
                .collect(Collectors.joining(separator));
    }

    private static String lines() {
        return rows(
                "{\"category\":\"SignInLogs\",\"time\":\"2024-05-01\",\"Id\":\"%d\",\"UserPrincipalName\":\"%x\"}",
                "\n");
    }

    private static String csv() {
        return "TimeGenerated,Type,Id,UserPrincipalName\n" + rows("2024-05-01,SigninLogs,%d,%x", "\n");
    }

    private static void assertFirstRows(Decoded decoded) {
        List<Object> ids = decoded.column("Id");
        assertTrue(ids.size() > ROWS / 4, () -> ids.size() + " rows");
        assertEquals(IntStream.range(0, ROWS / 4).mapToObj(String::valueOf).toList(), ids.subList(0, ROWS / 4));
        DeadLetter last = decoded.dead().get(decoded.dead().size() - 1);
        assertEquals(DeadReason.BAD_GZIP, last.reason());
        assertTrue(last.message().startsWith("the compressed data is damaged or cut off: "), last::message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"events.json.gz", "events.json", "PT1H"})
    void isToldByItsBytesAndNotByItsName(String name) {
        Decoded decoded = Decoded.ofFile(name, Decoded.gzip(lines()));

        assertEquals(ROWS, decoded.rows().size());
        assertEquals(List.of(), decoded.dead());
    }

    @Test
    void holdsCsvToo() {
        assertEquals(
                ROWS,
                Decoded.ofFile("export.csv.gz", Decoded.gzip(csv())).rows().size());
    }

    @Test
    void mayBeSeveralStreamsBehindEachOther() {
        byte[] one = Decoded.gzip(lines() + "\n");
        byte[] two = Arrays.copyOf(one, one.length * 2);
        System.arraycopy(one, 0, two, one.length, one.length);

        assertEquals(2 * ROWS, Decoded.ofFile("f", two).rows().size());
    }

    @Test
    void mayBeSeveralStreamsThatArriveOneByOne() {
        byte[] one = Decoded.gzip(lines() + "\n");
        InputStream oneByOne = new Arriving(one, one, one);

        assertEquals(
                3 * ROWS,
                Decoded.of("f", oneByOne, Limits.DEFAULT, (table, row) -> 1)
                        .rows()
                        .size());
    }

    /** A stream from afar: a read gives what has arrived, and nobody knows whether more will. */
    private static final class Arriving extends InputStream {
        private final Iterator<ByteArrayInputStream> parts;
        private ByteArrayInputStream part = new ByteArrayInputStream(new byte[0]);

        Arriving(byte[]... parts) {
            this.parts = Stream.of(parts).map(ByteArrayInputStream::new).iterator();
        }

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int from, int length) {
            while (part.available() == 0) {
                if (!parts.hasNext()) {
                    return -1;
                }
                part = parts.next();
            }
            return part.read(bytes, from, length);
        }
    }

    @Test
    void keepsTheRowsBeforeItIsCutOff() {
        byte[] whole = Decoded.gzip(lines());

        assertFirstRows(Decoded.ofFile("f", Arrays.copyOf(whole, whole.length / 2)));
    }

    @Test
    void keepsTheRowsBeforeTheDamage() {
        byte[] damaged = Decoded.gzip(lines());
        Arrays.fill(damaged, damaged.length / 2, damaged.length / 2 + 100, (byte) 0xff);

        assertFirstRows(Decoded.ofFile("f", damaged));
    }

    @Test
    void keepsTheRowsOfACsvFileBeforeItIsCutOff() {
        byte[] whole = Decoded.gzip(csv());

        assertFirstRows(Decoded.ofFile("f.csv", Arrays.copyOf(whole, whole.length / 2)));
    }

    @Test
    void keepsTheRowsOfACsvFileBeforeTheDamage() {
        byte[] damaged = Decoded.gzip(csv());
        Arrays.fill(damaged, damaged.length / 2, damaged.length / 2 + 100, (byte) 0xff);

        assertFirstRows(Decoded.ofFile("f.csv", damaged));
    }

    @Test
    void keepsAllRowsOfAShortFileWithoutItsEnd() {
        byte[] whole = Decoded.gzip("{\"category\":\"SignInLogs\",\"time\":\"2024-05-01\",\"Id\":\"1\"}\n");
        Decoded decoded = Decoded.ofFile("f", Arrays.copyOf(whole, whole.length - 4));

        assertEquals(List.of("1"), decoded.column("Id"));
        assertEquals(List.of("bad-gzip 0:0"), decoded.deadPlaces());
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 9, 10})
    void mayEndInItsHead(int length) {
        assertEquals(
                List.of("bad-gzip 0:0"),
                Decoded.ofFile("f", Arrays.copyOf(Decoded.gzip("{}"), length)).deadPlaces());
    }
}
