package io.tokenwatch.cluster;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Rows as they are kept: which version of the rules placed them, and the rows, packed.
 *
 * @param version the rules' version
 * @param rows the rows as {@link io.tokenwatch.lane.RowPack} writes them
 */
record KeptBatch(long version, byte[] rows) {
    byte[] toBytes() {
        return ByteBuffer.allocate(Long.BYTES + rows.length)
                .putLong(version)
                .put(rows)
                .array();
    }

    static KeptBatch of(byte[] bytes) {
        return new KeptBatch(ByteBuffer.wrap(bytes).getLong(), Arrays.copyOfRange(bytes, Long.BYTES, bytes.length));
    }
}
