package io.tokenwatch.cluster;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceAware;
import com.hazelcast.map.EntryProcessor;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.StreamSerializer;
import java.io.IOException;
import java.util.Map;

/**
 * Keeps rows with the owner of their partition and its backups, and hands them to the owner's lane. Rows that are kept
 * already are kept again, so that their backup is, and worked once. Says how many rows wait for the owner's lanes.
 */
final class KeepRows implements EntryProcessor<RowsKey, byte[], Integer>, HazelcastInstanceAware {
    private static final long serialVersionUID = 1;

    private final byte[] rows;
    private final transient PlacedRows decoded;
    private transient HazelcastInstance hazelcast;

    /**
     * @param rows as {@link KeptBatch} has them
     * @param decoded the same as they were decoded, for an owner that is this member; may be null
     */
    KeepRows(byte[] rows, PlacedRows decoded) {
        this.rows = rows;
        this.decoded = decoded;
    }

    @Override
    public void setHazelcastInstance(HazelcastInstance instance) {
        hazelcast = instance;
    }

    @Override
    public Integer process(Map.Entry<RowsKey, byte[]> entry) {
        entry.setValue(rows);
        Cells cells = Cells.of(hazelcast);
        return cells == null ? 0 : cells.arrived(entry.getKey(), rows, decoded);
    }

    @Override
    public EntryProcessor<RowsKey, byte[], Integer> getBackupProcessor() {
        return new Copy(rows);
    }

    /** What a backup does: it keeps the rows and works none. */
    static final class Copy implements EntryProcessor<RowsKey, byte[], Integer> {
        private static final long serialVersionUID = 1;

        private final byte[] rows;

        Copy(byte[] rows) {
            this.rows = rows;
        }

        @Override
        public Integer process(Map.Entry<RowsKey, byte[]> entry) {
            entry.setValue(rows);
            return 0;
        }
    }

    /** How Hazelcast writes it. */
    static final class Serializer implements StreamSerializer<KeepRows> {
        @Override
        public int getTypeId() {
            return SerialTypes.KEEP_ROWS;
        }

        @Override
        public void write(ObjectDataOutput out, KeepRows keep) throws IOException {
            out.writeByteArray(keep.rows);
        }

        @Override
        public KeepRows read(ObjectDataInput in) throws IOException {
            return new KeepRows(in.readByteArray(), null);
        }
    }

    /** How Hazelcast writes a backup's. */
    static final class CopySerializer implements StreamSerializer<Copy> {
        @Override
        public int getTypeId() {
            return SerialTypes.KEEP_COPY;
        }

        @Override
        public void write(ObjectDataOutput out, Copy copy) throws IOException {
            out.writeByteArray(copy.rows);
        }

        @Override
        public Copy read(ObjectDataInput in) throws IOException {
            return new Copy(in.readByteArray());
        }
    }
}
