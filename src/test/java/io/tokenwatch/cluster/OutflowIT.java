package io.tokenwatch.cluster;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.hazelcast.map.IMap;
import com.hazelcast.map.listener.EntryAddedListener;
import io.tokenwatch.event.Column;
import io.tokenwatch.event.ColumnType;
import io.tokenwatch.event.Table;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OutflowIT {
    private static final Duration LONG = Duration.ofHours(1);
    private static final Table TABLE = new Table(
            0,
            "T",
            "",
            List.of(Column.named(Table.TIME_COLUMN, ColumnType.DATETIME), Column.named("UserId", ColumnType.STRING)),
            List.of(),
            Duration.ZERO,
            Duration.ofHours(1));

    private static final LiveRuleSet RULES = new LiveRuleSet(7, null, null);
    private static final LiveRuleSet EDITED = new LiveRuleSet(8, null, null);

    private LoneMember member;
    private Partitions partitions;
    private IMap<RowsKey, byte[]> rows;

    @BeforeEach
    void start() throws IOException {
        member = LoneMember.start("outflow");
        partitions = new Partitions(member.hazelcast());
        rows = member.hazelcast().getMap(MemberConfig.ROWS);
    }

    @AfterEach
    void stop() {
        member.close();
    }

    private Outflow outflow(Duration gathering) {
        return new Outflow(rows, partitions, null, gathering);
    }

    private static void add(Outflow.Consignment consignment, int partition, LiveRuleSet under)
            throws InterruptedException {
        Places places = new Places();
        places.add(partition, 1);
        consignment.add(under, TABLE, new Object[] {0L, "u"}, places);
    }

    /** Counts down when the first rows are kept. */
    private CountDownLatch kept() {
        CountDownLatch kept = new CountDownLatch(1);
        rows.addEntryListener((EntryAddedListener<RowsKey, byte[]>) added -> kept.countDown(), false);
        return kept;
    }

    private int batches() {
        return rows.keySet().stream()
                .map(RowsKey::batch)
                .collect(Collectors.toSet())
                .size();
    }

    @Test
    void rowsThatNobodyWaitsForGoWithThoseThatComeLater() throws Exception {
        try (Outflow outflow = outflow(LONG)) {
            Outflow.Consignment stillRead = outflow.consignment();
            add(stillRead, 1, RULES);
            add(stillRead, 2, RULES);
            Outflow.Consignment awaited = outflow.consignment();
            add(awaited, 2, RULES);
            awaited.awaitKept();
        }
        assertEquals(1, batches());
        assertEquals(2, rows.size());
    }

    @Test
    void rowsThatNobodyWaitsForGoAfterAWhile() throws Exception {
        CountDownLatch kept = kept();
        try (Outflow outflow = outflow(Duration.ofMillis(50))) {
            add(outflow.consignment(), 1, RULES);
            kept.await();
        }
        assertEquals(1, batches());
    }

    @Test
    void aFullBatchGoesAtOnce() throws Exception {
        CountDownLatch kept = kept();
        try (Outflow outflow = outflow(LONG)) {
            Outflow.Consignment stillRead = outflow.consignment();
            for (int i = 0; i < Outflow.MANY_ROWS; i++) {
                add(stillRead, 1, RULES);
            }
            kept.await();
        }
        assertEquals(1, batches());
    }

    @Test
    void tellsWhichBatchesAreKept() throws Exception {
        try (Outflow outflow = outflow(LONG)) {
            Outflow.Consignment consignment = outflow.consignment();
            assertTrue(consignment.isKept(consignment.begun()));
            for (int i = 0; i < Outflow.MANY_ROWS; i++) {
                add(consignment, 1, RULES);
            }
            int full = consignment.begun();
            add(consignment, 1, RULES);
            await().until(() -> consignment.isKept(full));
            assertEquals(full + 1, consignment.begun());
            assertFalse(consignment.isKept(full + 1));
            consignment.awaitKept();
            assertTrue(consignment.isKept(full + 1));
        }
    }

    @Test
    void aBatchThatCannotBeKeptIsNotTakenForKept() throws Exception {
        Outflow outflow = outflow(LONG);
        Outflow.Consignment consignment = outflow.consignment();
        add(consignment, 1, RULES);
        member.close();
        outflow.close();
        assertThrows(IOException.class, consignment::awaitKept);
        assertFalse(consignment.isKept(1));
    }

    @Test
    void rowsThatOtherRulesPlacedDoNotWaitForEachOther() throws Exception {
        try (Outflow outflow = outflow(LONG)) {
            Outflow.Consignment before = outflow.consignment();
            add(before, 1, RULES);
            Outflow.Consignment after = outflow.consignment();
            add(after, 1, EDITED);
            after.awaitKept();
        }
        assertEquals(2, batches());
    }

    @Test
    void whatIsThereGoesWhenItCloses() throws Exception {
        try (Outflow outflow = outflow(LONG)) {
            add(outflow.consignment(), 1, RULES);
        }
        assertEquals(1, batches());
    }
}
