package io.tokenwatch.bench.data;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.CRC32C;

/** Takes rows, one a line, and tells how many bytes there were and their checksum. */
final class LogOutput implements Closeable {
    private final OutputStream out;
    private final byte[] buffer = new byte[1 << 20];
    private final CRC32C checksum = new CRC32C();
    private int filled;
    private long bytes;

    LogOutput(OutputStream out) {
        this.out = out;
    }

    void put(byte[] part) throws IOException {
        if (filled + part.length > buffer.length) {
            flush();
        }
        System.arraycopy(part, 0, buffer, filled, part.length);
        filled += part.length;
    }

    void endRow() throws IOException {
        if (filled == buffer.length) {
            flush();
        }
        buffer[filled++] = '\n';
    }

    private void flush() throws IOException {
        out.write(buffer, 0, filled);
        checksum.update(buffer, 0, filled);
        bytes += filled;
        filled = 0;
    }

    long bytes() {
        return bytes + filled;
    }

    /** The CRC-32C of all bytes; after the end only. */
    long checksum() {
        return checksum.getValue();
    }

    @Override
    public void close() throws IOException {
        flush();
        out.close();
    }
}
