package io.tokenwatch.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A source that cannot be read to its end. */
class FailingSourceTest {
    private static final int ROWS = 5000;

    private final List<RowBatch> batches = new ArrayList<>();

    private int rows() {
        return batches.stream().mapToInt(RowBatch::size).sum();
    }

    private IOException failure(InputStream in) {
        return assertThrows(IOException.class, () -> new Decoder(Decoded.CATALOG, Limits.DEFAULT)
                .decode(Source.named("f"), in, (table, row) -> 1, batches::add));
    }

    @Test
    void givesTheRowsBeforeItFails() {
        Failing in = new Failing("{\"category\":\"SignInLogs\",\"time\":\"2024-05-01\",\"Id\":\"1\"}\n".repeat(ROWS));

        assertEquals("unplugged", failure(in).getMessage());
        assertEquals(ROWS, rows());
        assertTrue(in.closed);
    }

    @Test
    void givesTheRecordsOfCsvBeforeItFails() {
        Failing in = new Failing("TimeGenerated,Id,Type\n" + "2024-05-01,1,SigninLogs\n".repeat(ROWS));

        assertEquals("unplugged", failure(in).getMessage());
        assertEquals(ROWS, rows());
        assertTrue(in.closed);
    }

    /** Gives a text, a part at each read, and then fails. */
    private static final class Failing extends FilterInputStream {
        private boolean closed;

        Failing(String text) {
            super(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            int n = super.read(bytes, from, Math.min(length, 1000));
            if (n < 0) {
                throw new IOException("unplugged");
            }
            return n;
        }

        @Override
        public int available() {
            return 1000;
        }

        @Override
        public void close() throws IOException {
            closed = true;
            super.close();
        }
    }
}
