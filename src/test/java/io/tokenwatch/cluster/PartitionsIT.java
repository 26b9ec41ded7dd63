package io.tokenwatch.cluster;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.hazelcast.cluster.Address;
import com.hazelcast.cluster.Member;
import com.hazelcast.cluster.impl.MemberImpl;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.version.MemberVersion;
import io.tokenwatch.testing.FreePorts;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class PartitionsIT {
    private HazelcastInstance member;
    private Partitions partitions;

    @BeforeEach
    void start() throws IOException {
        int port = FreePorts.one();
        member = GuardedMember.start(MemberConfig.of(
                new ClusterOptions(
                        "partitions",
                        List.of("127.0.0.1:" + port),
                        "127.0.0.1",
                        port,
                        "",
                        0,
                        Duration.ofSeconds(20),
                        Duration.ofSeconds(20)),
                null));
        member.getCluster().promoteLocalLiteMember();
        partitions = new Partitions(member);
    }

    @AfterEach
    void stop() {
        member.getLifecycleService().terminate();
    }

    @Test
    void areSafeWithEveryMemberThere() {
        member.getMap("some").put("key", "value");
        assertTrue(partitions.safe(member.getCluster().getMembers()));
    }

    /** Hazelcast asks it for two minutes; whoever looks at the cluster when a member dies does not wait so long. */
    @Test
    @Timeout(value = 6, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void areNotKnownToBeSafeWhileAMemberIsLeaving() throws IOException {
        Member gone = new MemberImpl.Builder(new Address("127.0.0.1", FreePorts.one()))
                .uuid(UUID.randomUUID())
                .version(MemberVersion.of(
                        member.getCluster().getLocalMember().getVersion().toString()))
                .build();
        assertFalse(partitions.safe(List.of(member.getCluster().getLocalMember(), gone)));
    }
}
