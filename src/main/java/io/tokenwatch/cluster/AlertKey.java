package io.tokenwatch.cluster;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.StreamSerializer;
import com.hazelcast.partition.PartitionAware;
import java.io.IOException;

/**
 * Under what is kept how an alert was told last: beside the rows that it rests on, so that whoever has the ones has the
 * other.
 *
 * @param id the alert's id
 * @param anchor stands for the partition of its rows
 */
record AlertKey(String id, int anchor) implements PartitionAware<Integer> {
    @Override
    public Integer getPartitionKey() {
        return anchor;
    }

    /** How Hazelcast writes it. */
    static final class Serializer implements StreamSerializer<AlertKey> {
        @Override
        public int getTypeId() {
            return SerialTypes.ALERT_KEY;
        }

        @Override
        public void write(ObjectDataOutput out, AlertKey key) throws IOException {
            out.writeString(key.id);
            out.writeInt(key.anchor);
        }

        @Override
        public AlertKey read(ObjectDataInput in) throws IOException {
            return new AlertKey(in.readString(), in.readInt());
        }
    }
}
