package io.tokenwatch.cluster;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class PartitionsIT {
    private LoneMember member;
    private Partitions partitions;

    @BeforeEach
    void start() throws IOException {
        member = LoneMember.start("partitions");
        partitions = new Partitions(member.hazelcast());
    }

    @AfterEach
    void stop() {
        member.close();
    }

    @Test
    void areSafeWithEveryMemberThere() {
        member.hazelcast().getMap("some").put("key", "value");
        assertTrue(partitions.safe(List.of(member.self())));
    }

    /** Hazelcast asks it for two minutes; whoever looks at the cluster when a member dies does not wait so long. */
    @Test
    @Timeout(value = 6, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void areNotKnownToBeSafeWhileAMemberIsLeaving() throws IOException {
        assertFalse(partitions.safe(List.of(member.self(), member.gone())));
    }
}
