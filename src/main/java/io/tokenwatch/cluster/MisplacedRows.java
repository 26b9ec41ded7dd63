package io.tokenwatch.cluster;

import io.tokenwatch.event.Table;
import io.tokenwatch.lane.RowPack;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** Rows that edited rules want in other partitions than those that they were placed in. Safe to share. */
final class MisplacedRows {
    private Map<Integer, ByBatch> byHome = new HashMap<>();

    /** Rows that belong in one partition, by the batch that they came with. */
    private static final class ByBatch {
        private final Map<UUID, RowPack.Writer> writers = new LinkedHashMap<>();
        private Object[] last;

        void add(UUID batch, Table table, Object[] row) {
            // Several rules may want one row in the same place.
            if (row != last) {
                writers.computeIfAbsent(batch, b -> new RowPack.Writer()).add(table, row, false);
                last = row;
            }
        }
    }

    synchronized void add(UUID batch, int home, Table table, Object[] row) {
        byHome.computeIfAbsent(home, p -> new ByBatch()).add(batch, table, row);
    }

    /** Sends the rows to where they belong under that version of the rules. */
    void send(long version, Partitions partitions, Outflow outflow) {
        Map<Integer, ByBatch> all;
        synchronized (this) {
            all = byHome;
            byHome = new HashMap<>();
        }
        all.forEach((home, batches) -> batches.writers.forEach((batch, writer) -> {
            // The same rows sent by whoever finds them have the same id.
            UUID id = UUID.nameUUIDFromBytes((batch + "/" + home + "/" + version).getBytes(StandardCharsets.UTF_8));
            outflow.keep(new RowsKey(id, partitions.anchor(home)), KeptBatch.bytes(version, writer));
        }));
    }
}
