package io.tokenwatch.cluster;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.StreamSerializer;
import com.hazelcast.partition.PartitionAware;
import java.io.IOException;
import java.util.UUID;

/**
 * Under what rows are kept: the batch that they came with, and the partition of their keys.
 *
 * @param batch the batch's id; the same when it is sent again
 * @param anchor a number that Hazelcast puts into that partition, as {@link Partitions} knows it
 */
record RowsKey(UUID batch, int anchor) implements PartitionAware<Integer> {
    @Override
    public Integer getPartitionKey() {
        return anchor;
    }

    /** How Hazelcast writes it. */
    static final class Serializer implements StreamSerializer<RowsKey> {
        @Override
        public int getTypeId() {
            return SerialTypes.ROWS_KEY;
        }

        @Override
        public void write(ObjectDataOutput out, RowsKey key) throws IOException {
            out.writeLong(key.batch.getMostSignificantBits());
            out.writeLong(key.batch.getLeastSignificantBits());
            out.writeInt(key.anchor);
        }

        @Override
        public RowsKey read(ObjectDataInput in) throws IOException {
            return new RowsKey(new UUID(in.readLong(), in.readLong()), in.readInt());
        }
    }
}
