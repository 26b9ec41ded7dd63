package io.tokenwatch.bench.measure;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads a file so many lines at a time. */
public final class Slices implements Closeable {
    private final InputStream in;
    private final int lines;
    private final byte[] buffer = new byte[1 << 20];
    private int from;
    private int to;

    /** @param lines how many lines a slice has; the last may have fewer */
    public Slices(Path file, int lines) throws IOException {
        this.in = Files.newInputStream(file);
        this.lines = lines;
    }

    /** The next lines, each with its end; null if there are none. */
    public byte[] next() throws IOException {
        ByteArrayOutputStream slice = new ByteArrayOutputStream();
        int left = lines;
        while (left > 0 && filled()) {
            int at = from;
            while (at < to && left > 0) {
                left -= buffer[at++] == '\n' ? 1 : 0;
            }
            slice.write(buffer, from, at - from);
            from = at;
        }
        return slice.size() == 0 ? null : slice.toByteArray();
    }

    private boolean filled() throws IOException {
        if (from == to) {
            from = 0;
            to = Math.max(0, in.read(buffer));
        }
        return from < to;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
