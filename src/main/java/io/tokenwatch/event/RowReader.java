package io.tokenwatch.event;

import java.io.IOException;

/**
 * Decodes single JSON objects, the slices of a {@link Chunk}: picks the columns that tables declare and skips the rest.
 * Keeps what it knows between rows; not safe to share.
 */
final class RowReader {
    private final Limits limits;
    private final PlainReader plain;
    private final JacksonReader jackson;
    private final RowAssembler assembler;

    RowReader(Catalog catalog, Limits limits) {
        this.limits = limits;
        FieldTree fields = new FieldTree(catalog);
        Values values = new Values(RowAssembler.slots(fields));
        this.plain = new PlainReader(fields, values, limits);
        this.jackson = new JacksonReader(fields, values, limits);
        this.assembler = new RowAssembler(catalog, fields, values);
    }

    /** Decodes all rows of a chunk. The batch has the chunk until it is released. */
    RowBatch read(Chunk chunk, Chunks chunks, Source source, Table hinted, RowFilter filter) throws IOException {
        RowBatch batch = new RowBatch(
                source, assembler.tableCount(), chunk.size, chunk.rows, chunk, () -> chunks.recycle(chunk));
        assembler.use(filter);
        for (int i = 0; i < chunk.size; i++) {
            switch (chunk.kinds[i]) {
                case ROW -> row(chunk, i, hinted, batch);
                case TOO_LONG ->
                    batch.kill(DeadReason.TOO_LONG, "the row is longer than " + limits.rowBytes() + " bytes", "", i);
                case UNCLOSED -> batch.kill(DeadReason.CUT_OFF, "the array of rows is not closed; expected ']'", "", i);
            }
        }
        return batch;
    }

    private void row(Chunk chunk, int i, Table hinted, RowBatch batch) throws IOException {
        int from = chunk.from[i];
        int to = chunk.to[i];
        if (!plain.read(chunk.bytes, from, to)) {
            JacksonReader.Fault fault = jackson.read(chunk.bytes, from, to);
            if (fault != null) {
                batch.kill(fault.reason(), fault.message(), "", i);
                return;
            }
        }
        assembler.finish(hinted, batch, i);
    }
}
