package io.tokenwatch.event;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Reads rows out of files and messages, whatever their shape: NDJSON, JSON arrays, Event Hub envelopes, storage blobs,
 * the portal's CSV, and each of these compressed with gzip. The shape is told by the bytes, not by a name.
 *
 * <p>A decoder learns from what it reads (shared texts, names), so it is worth keeping. Safe to share.
 */
public final class Decoder implements AutoCloseable {
    private static final int SNIFF_BYTES = 64 * 1024;

    private final Catalog catalog;
    private final Limits limits;
    private final ChunkDecoders chunks;

    /** A decoder for the tables of a catalog, without threads of its own. */
    public Decoder(Catalog catalog, Limits limits) {
        this(catalog, limits, 1);
    }

    /**
     * A decoder for the tables of a catalog.
     *
     * @param threads how many threads decode a large source beside the one that reads it; 1 for none
     */
    public Decoder(Catalog catalog, Limits limits, int threads) {
        this.catalog = catalog;
        this.limits = limits;
        this.chunks = new ChunkDecoders(catalog, limits, threads);
    }

    /**
     * Decodes a whole stream, and closes it.
     *
     * @param source what to call it, and what its name tells
     * @param in its bytes
     * @param filter which rows are wanted; the others are only counted
     * @param sink gets the rows, in batches, in the order of the stream; also the dead letters
     * @throws IOException if the stream cannot be read. A damaged gzip stream is no such failure: what could be
     *     inflated is decoded, and a dead letter tells the rest
     */
    public void decode(Source source, InputStream in, RowFilter filter, Consumer<RowBatch> sink) throws IOException {
        Table hinted = source.hint().isEmpty() ? null : catalog.hinted(source.hint());
        try (in) {
            BufferedInputStream stream = inflated(buffered(in));
            String header = beginsAsJson(stream) ? "{" : firstLine(stream);
            CsvRows csv = isJson(header) ? null : new CsvRows(catalog, limits);
            if (csv != null && csv.isHeader(header.strip())) {
                csv.read(stream, header, source, hinted, filter, sink);
            } else {
                chunks.decode(stream, new RowReader.Job(source, hinted, filter), sink);
            }
        } catch (ZipException | EOFException damaged) {
            RowBatch batch = new RowBatch(source, catalog.tables().size(), 0, Origin.NOWHERE, () -> {});
            batch.kill(
                    DeadReason.BAD_GZIP, "the compressed data is damaged or cut off: " + damaged.getMessage(), "", 0);
            sink.accept(batch);
        }
    }

    private static boolean isJson(String firstLine) {
        String text = firstLine.strip();
        return text.isEmpty() || text.charAt(0) == '{' || text.charAt(0) == '[';
    }

    private static BufferedInputStream inflated(BufferedInputStream in) throws IOException {
        in.mark(2);
        int first = in.read();
        int second = in.read();
        in.reset();
        // A gzip stream that is told that nothing is available may take the end of its first part for its own.
        return first == 0x1f && second == 0x8b ? buffered(new GZIPInputStream(new Available(in, 1), SNIFF_BYTES)) : in;
    }

    /**
     * A buffer that is told that nothing is available. Else it would read on in the same call, and when that fails lose
     * what it had read before.
     */
    private static BufferedInputStream buffered(InputStream in) {
        return new BufferedInputStream(new Available(in, 0), SNIFF_BYTES);
    }

    /** A stream that always says the same of how much is available. */
    private static final class Available extends FilterInputStream {
        private final int available;

        Available(InputStream in, int available) {
            super(in);
            this.available = available;
        }

        @Override
        public int available() {
            return available;
        }
    }

    /** Whether the first byte that is not blank is one that JSON begins with, so that no line need be looked at. */
    private static boolean beginsAsJson(BufferedInputStream in) throws IOException {
        in.mark(SNIFF_BYTES);
        int first = in.read();
        for (int n = 1; n < SNIFF_BYTES && (first == ' ' || first == '\n' || first == '\r'); n++) {
            first = in.read();
        }
        in.reset();
        return first == '{' || first == '[';
    }

    /** The first line that is not blank, as far as it fits into the sniffed bytes; the stream stays where it was. */
    private static String firstLine(BufferedInputStream in) throws IOException {
        in.mark(SNIFF_BYTES);
        byte[] head = new byte[SNIFF_BYTES - 1];
        int length = 0;
        try {
            for (int n = 0; n >= 0 && length < head.length; n = in.read(head, length, head.length - length)) {
                length += n;
            }
        } catch (EOFException | ZipException damaged) {
            // thrown again where the rows are read, after those before the damage
        }
        in.reset();
        String text = new String(head, 0, length, StandardCharsets.UTF_8)
                .replace("\uFEFF", "")
                .stripLeading();
        int newline = text.indexOf('\n');
        return newline < 0 ? text : text.substring(0, newline);
    }

    /** Ends the decoder's threads; nothing is decoded any more. */
    @Override
    public void close() {
        chunks.close();
    }
}
