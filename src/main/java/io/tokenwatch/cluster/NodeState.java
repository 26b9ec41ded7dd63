package io.tokenwatch.cluster;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.StreamSerializer;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * What a member tells the others of itself.
 *
 * @param upFor for how long it takes in rows, in ticks
 * @param seen what it has seen of each table
 * @param counts rows by table and outcome, as {@code table/outcome}
 * @param figures such as kept rows and waiting bytes, by name
 */
record NodeState(long upFor, Map<String, Seen> seen, Map<String, Long> counts, Map<String, Long> figures) {

    /**
     * Of a table.
     *
     * @param newest the largest time in ticks
     * @param silence for how long no row came, in ticks
     */
    record Seen(long newest, long silence) {}

    /** How Hazelcast writes it. */
    static final class Serializer implements StreamSerializer<NodeState> {
        @Override
        public int getTypeId() {
            return SerialTypes.NODE_STATE;
        }

        @Override
        public void write(ObjectDataOutput out, NodeState state) throws IOException {
            out.writeLong(state.upFor);
            out.writeInt(state.seen.size());
            for (Map.Entry<String, Seen> one : state.seen.entrySet()) {
                out.writeString(one.getKey());
                out.writeLong(one.getValue().newest());
                out.writeLong(one.getValue().silence());
            }
            write(out, state.counts);
            write(out, state.figures);
        }

        private static void write(ObjectDataOutput out, Map<String, Long> numbers) throws IOException {
            out.writeInt(numbers.size());
            for (Map.Entry<String, Long> one : numbers.entrySet()) {
                out.writeString(one.getKey());
                out.writeLong(one.getValue());
            }
        }

        @Override
        public NodeState read(ObjectDataInput in) throws IOException {
            long upFor = in.readLong();
            Map<String, Seen> seen = new HashMap<>();
            for (int left = in.readInt(); left > 0; left--) {
                seen.put(in.readString(), new Seen(in.readLong(), in.readLong()));
            }
            return new NodeState(upFor, seen, numbers(in), numbers(in));
        }

        private static Map<String, Long> numbers(ObjectDataInput in) throws IOException {
            Map<String, Long> numbers = new HashMap<>();
            for (int left = in.readInt(); left > 0; left--) {
                numbers.put(in.readString(), in.readLong());
            }
            return numbers;
        }
    }
}
