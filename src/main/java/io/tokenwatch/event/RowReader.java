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

    private Table hinted;
    private RowBatch batch;

    /** How many of the chunk's rows are in the batch. */
    private int done;

    RowReader(Catalog catalog, Limits limits) {
        this.limits = limits;
        FieldTree fields = new FieldTree(catalog);
        Values values = new Values(RowAssembler.slots(fields));
        this.plain = new PlainReader(fields, values, limits);
        this.jackson = new JacksonReader(fields, values, limits);
        this.assembler = new RowAssembler(catalog, fields, values);
    }

    /** What is read, and for whom. */
    record Job(Source source, Table hinted, RowFilter filter) {}

    /** Decodes all rows of a chunk. The batch has the chunk until it is released. */
    RowBatch read(Chunk chunk, Chunks chunks, Job job) throws IOException {
        begin(chunk, chunks, job);
        return rest(chunk);
    }

    /**
     * Decodes the next chunk of a stream while its rows are looked for; null at the end of the stream. The batch has
     * the chunk until it is released.
     */
    RowBatch read(RowSplitter splitter, Chunks chunks, Job job) throws IOException {
        Chunk chunk = splitter.next(new RowSplitter.LineReader() {
            @Override
            public void begin(Chunk of) {
                RowReader.this.begin(of, chunks, job);
            }

            @Override
            public int read(Chunk of, int from, int view) {
                // After a row that was left for later the others have to wait for it.
                return of.size == done ? plain.line(of.bytes, from, view) : -1;
            }

            @Override
            public void add() {
                assembler.finish(hinted, batch, done++);
            }
        });
        return chunk == null ? null : rest(chunk);
    }

    private void begin(Chunk chunk, Chunks chunks, Job job) {
        hinted = job.hinted();
        done = 0;
        batch = new RowBatch(
                job.source(), assembler.tableCount(), chunk.size, chunk.rows, chunk, () -> chunks.recycle(chunk));
        assembler.use(job.filter());
    }

    /** Decodes the rows that are left, and gives the batch away. */
    private RowBatch rest(Chunk chunk) throws IOException {
        for (; done < chunk.size; done++) {
            switch (chunk.kinds[done]) {
                case ROW -> row(chunk, done);
                case TOO_LONG ->
                    batch.kill(DeadReason.TOO_LONG, "the row is longer than " + limits.rowBytes() + " bytes", "", done);
                case UNCLOSED ->
                    batch.kill(DeadReason.CUT_OFF, "the array of rows is not closed; expected ']'", "", done);
            }
        }
        RowBatch whole = batch;
        batch = null;
        return whole;
    }

    private void row(Chunk chunk, int i) throws IOException {
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
