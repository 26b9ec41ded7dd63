package io.tokenwatch.event;

import java.util.Arrays;
import java.util.concurrent.LinkedBlockingDeque;

/** Chunks that are used again and again: reading gigabytes need not make gigabytes of garbage. Safe to share. */
final class Chunks {
    /** More than this many that nobody uses are left to the garbage collector. */
    private static final int MOST_FREE = 64;

    private final int bytes;
    private final boolean erasing;

    /** The last one that came back first: the processor may still have it in its cache. */
    private final LinkedBlockingDeque<Chunk> free = new LinkedBlockingDeque<>(MOST_FREE);

    /**
     * @param bytes how much of a source a chunk holds
     * @param erasing whether a chunk that nobody looks at any more is overwritten
     */
    Chunks(int bytes, boolean erasing) {
        this.bytes = bytes;
        this.erasing = erasing;
    }

    /** An empty chunk that has room for the rest of the last one, and for as much again. */
    Chunk next(int rest) {
        Chunk used = rest * 2 <= bytes ? free.pollFirst() : null;
        return used != null ? used : new Chunk(Math.max(bytes, rest * 2));
    }

    /** Takes back a chunk that nobody looks at any more. */
    void recycle(Chunk chunk) {
        if (chunk.bytes.length == bytes) {
            chunk.size = 0;
            chunk.rows.clear();
            if (erasing) {
                Arrays.fill(chunk.bytes, (byte) 0);
            }
            free.offerFirst(chunk);
        }
    }
}
