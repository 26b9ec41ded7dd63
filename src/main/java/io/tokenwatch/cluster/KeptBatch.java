package io.tokenwatch.cluster;

import io.tokenwatch.lane.RowPack;
import java.nio.ByteBuffer;

/**
 * Rows as they are kept: which version of the rules placed them, and the rows, packed.
 *
 * @param version the rules' version
 * @param rows the rows as {@link RowPack} writes them, from the buffer's position on
 */
record KeptBatch(long version, ByteBuffer rows) {
    /** What a writer has packed, as bytes that {@link #of} reads. */
    static byte[] bytes(long version, RowPack.Writer writer) {
        byte[] bytes = writer.finish(Long.BYTES);
        ByteBuffer.wrap(bytes).putLong(version);
        return bytes;
    }

    static KeptBatch of(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new KeptBatch(buffer.getLong(), buffer);
    }
}
