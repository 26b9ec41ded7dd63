package io.tokenwatch.cluster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.hazelcast.map.IMap;
import io.tokenwatch.alert.Status;
import io.tokenwatch.alert.ToldAlert;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BeforeMergeIT {
    private LoneMember member;
    private Partitions partitions;
    private IMap<RowsKey, byte[]> rows;
    private IMap<AlertKey, ToldAlert> alerts;
    private IMap<AlertKey, ToldAlert> tellings;

    @BeforeEach
    void start() throws IOException {
        member = LoneMember.start("merge");
        partitions = new Partitions(member.hazelcast());
        rows = member.hazelcast().getMap(MemberConfig.ROWS);
        alerts = member.hazelcast().getMap(MemberConfig.ALERTS);
        tellings = member.hazelcast().getMap(MemberConfig.TELLINGS);
    }

    @AfterEach
    void stop() {
        member.close();
    }

    private RowsKey kept(int partition, int content) {
        RowsKey key = new RowsKey(UUID.randomUUID(), partitions.anchor(partition));
        rows.put(key, new byte[] {(byte) content});
        return key;
    }

    private AlertKey key(String id) {
        return new AlertKey(id, partitions.anchor(1));
    }

    private static ToldAlert told(String id, int revision, String content) {
        return new ToldAlert(id, "T1528", Status.OPEN, revision, Instant.EPOCH, content, "{}");
    }

    private BeforeMerge before(RowsKey... takenIn) {
        return new BeforeMerge(partitions, rows, Set.of(takenIn), List.of(alerts, tellings));
    }

    @Test
    void handsOverTheRowsThatTheOthersHaveNotGot() {
        RowsKey known = kept(0, 1);
        RowsKey missing = kept(0, 2);
        RowsKey elsewhere = kept(5, 3);
        RowsKey ofBefore = kept(5, 4);
        BeforeMerge before = before(known, missing, elsewhere);
        rows.delete(missing);
        rows.delete(elsewhere);
        rows.delete(ofBefore);

        assertEquals(2, before.handOver());
        assertEquals(Set.of(known, missing, elsewhere), rows.keySet());
        assertArrayEquals(new byte[] {2}, rows.get(missing));
        assertArrayEquals(new byte[] {3}, rows.get(elsewhere));
        assertEquals(0, before.handOver());
    }

    @Test
    void handsOverTheNewerTellings() {
        alerts.put(key("missing"), told("missing", 2, "a"));
        alerts.put(key("older there"), told("older there", 3, "a"));
        alerts.put(key("newer there"), told("newer there", 1, "a"));
        alerts.put(key("other there"), told("other there", 2, "a"));
        tellings.put(key("missing"), told("missing", 2, ""));
        BeforeMerge before = before();
        alerts.delete(key("missing"));
        alerts.put(key("older there"), told("older there", 2, "b"));
        alerts.put(key("newer there"), told("newer there", 4, "b"));
        alerts.put(key("other there"), told("other there", 2, "b"));
        tellings.delete(key("missing"));

        assertEquals(4, before.handOver());
        assertEquals(told("missing", 2, "a"), alerts.get(key("missing")));
        assertEquals(told("older there", 3, "a"), alerts.get(key("older there")));
        assertEquals(told("newer there", 4, "b"), alerts.get(key("newer there")));
        assertEquals(told("other there", 2, ""), alerts.get(key("other there")));
        assertEquals(told("missing", 2, ""), tellings.get(key("missing")));
        assertEquals(0, before.handOver());
    }
}
