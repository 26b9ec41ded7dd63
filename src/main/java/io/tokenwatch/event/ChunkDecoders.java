package io.tokenwatch.event;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Decodes the chunks of a source on several threads, and hands their rows on in the order of the source. The short
 * chunks that a source begins with, which are all that most messages have, are decoded by its own thread: the first of
 * them is at the lanes before the second is looked at. Safe to share.
 */
final class ChunkDecoders implements AutoCloseable {
    /** Small enough that a garbage collector with regions of 1 MiB does not treat it as a giant. */
    private static final int CHUNK_BYTES = 256 * 1024;

    /** So many chunks per thread are on their way at most. */
    private static final int AHEAD = 3;

    private static final int IDLE_SECONDS = 10;

    private final Catalog catalog;
    private final Limits limits;
    private final int threads;
    private final ThreadPoolExecutor executor;
    private final Chunks chunks;
    private final Queue<RowReader> readers = new ConcurrentLinkedQueue<>();

    ChunkDecoders(Catalog catalog, Limits limits, int threads) {
        this.catalog = catalog;
        this.limits = limits;
        this.threads = threads;
        this.chunks = new Chunks(CHUNK_BYTES, catalog.tables().stream().anyMatch(table -> table.keyedCount() > 0));
        AtomicInteger number = new AtomicInteger();
        this.executor = new ThreadPoolExecutor(
                threads, threads, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), r -> {
                    Thread thread = new Thread(r, "decode-" + number.getAndIncrement());
                    thread.setDaemon(true);
                    return thread;
                });
        executor.allowCoreThreadTimeOut(true);
    }

    /**
     * Splits a stream into chunks and decodes them.
     *
     * @throws IOException if the stream cannot be read further; the rows before that were handed on
     */
    void decode(java.io.InputStream in, RowReader.Job job, Consumer<RowBatch> sink) throws IOException {
        RowSplitter splitter = new RowSplitter(in, chunks, limits.rowBytes());
        Deque<Future<RowBatch>> ahead = new ArrayDeque<>();
        try {
            while (alone(splitter, ahead) ? next(splitter, job, sink) : nextAhead(splitter, job, ahead, sink)) {
                // each reads one chunk
            }
            handOn(ahead, 0, sink);
        } catch (IOException brokenOff) {
            handOn(ahead, 0, sink);
            throw brokenOff;
        } finally {
            ahead.forEach(unwanted -> unwanted.cancel(false));
        }
    }

    /** Whether the next chunk is for the thread that reads the source. */
    private boolean alone(RowSplitter splitter, Deque<Future<RowBatch>> ahead) {
        return threads == 1 || ahead.isEmpty() && splitter.nextIsShort();
    }

    /** Decodes the next chunk while it is split; whether there was one. */
    private boolean next(RowSplitter splitter, RowReader.Job job, Consumer<RowBatch> sink) throws IOException {
        RowBatch batch = withReader(reader -> reader.read(splitter, chunks, job));
        if (batch != null) {
            sink.accept(batch);
        }
        return batch != null;
    }

    /** Splits the next chunk, and has another thread decode it unless it is the last; whether there was one. */
    private boolean nextAhead(
            RowSplitter splitter, RowReader.Job job, Deque<Future<RowBatch>> ahead, Consumer<RowBatch> sink)
            throws IOException {
        Chunk chunk = splitter.next();
        if (chunk == null) {
            return false;
        }
        if (ahead.isEmpty() && splitter.isOver()) {
            sink.accept(withReader(reader -> reader.read(chunk, chunks, job)));
        } else {
            ahead.add(executor.submit(() -> withReader(reader -> reader.read(chunk, chunks, job))));
            handOn(ahead, threads * AHEAD, sink);
        }
        return true;
    }

    @FunctionalInterface
    private interface Reading {
        RowBatch with(RowReader reader) throws IOException;
    }

    private RowBatch withReader(Reading reading) throws IOException {
        RowReader reader = readers.poll();
        if (reader == null) {
            reader = new RowReader(catalog, limits);
        }
        try {
            return reading.with(reader);
        } finally {
            readers.add(reader);
        }
    }

    /** Hands on what is decoded, and waits while more than that many chunks are on their way. */
    private static void handOn(Deque<Future<RowBatch>> ahead, int most, Consumer<RowBatch> sink) throws IOException {
        while (ahead.size() > most || !ahead.isEmpty() && ahead.element().isDone()) {
            try {
                sink.accept(ahead.remove().get());
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException();
            } catch (ExecutionException failed) {
                throw new IllegalStateException("rows cannot be decoded: " + failed.getCause(), failed.getCause());
            }
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
