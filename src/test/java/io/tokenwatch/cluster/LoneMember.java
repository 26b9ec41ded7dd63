package io.tokenwatch.cluster;

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

/** A cluster of one member, in this process. */
record LoneMember(HazelcastInstance hazelcast) implements AutoCloseable {
    static LoneMember start(String cluster) throws IOException {
        int port = FreePorts.one();
        HazelcastInstance member = GuardedMember.start(MemberConfig.of(
                new ClusterOptions(
                        cluster,
                        List.of("127.0.0.1:" + port),
                        "127.0.0.1",
                        port,
                        "",
                        0,
                        Duration.ofSeconds(20),
                        Duration.ofSeconds(20)),
                null));
        member.getCluster().promoteLocalLiteMember();
        return new LoneMember(member);
    }

    Member self() {
        return hazelcast.getCluster().getLocalMember();
    }

    /** A member as it would be known just before it left. */
    Member gone() throws IOException {
        return new MemberImpl.Builder(new Address("127.0.0.1", FreePorts.one()))
                .uuid(UUID.randomUUID())
                .version(MemberVersion.of(self().getVersion().toString()))
                .build();
    }

    @Override
    public void close() {
        hazelcast.getLifecycleService().terminate();
    }
}
