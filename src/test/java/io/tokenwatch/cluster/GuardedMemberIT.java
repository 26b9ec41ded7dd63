package io.tokenwatch.cluster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.hazelcast.cluster.Address;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.instance.ProtocolType;
import com.hazelcast.internal.cluster.impl.MemberHandshake;
import com.hazelcast.internal.nio.Packet;
import com.hazelcast.internal.nio.PacketIOHelper;
import com.hazelcast.internal.serialization.InternalSerializationService;
import com.hazelcast.internal.serialization.impl.DefaultSerializationServiceBuilder;
import io.tokenwatch.testing.FreePorts;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class GuardedMemberIT {
    private static final byte VERSION = 4;
    private static final int WAITED_MILLIS = 5_000;

    /** More bytes than a member says of itself to who says nothing. */
    private static final int ENOUGH = 1 << 20;

    private HazelcastInstance first;
    private HazelcastInstance second;

    @AfterEach
    void stop() {
        for (HazelcastInstance member : new HazelcastInstance[] {first, second}) {
            if (member != null) {
                member.getLifecycleService().terminate();
            }
        }
    }

    private static HazelcastInstance member(int port, List<String> members) {
        return GuardedMember.start(MemberConfig.of(
                new ClusterOptions(
                        "guarded", members, "127.0.0.1", port, "", 1, Duration.ofSeconds(20), Duration.ofSeconds(20)),
                null));
    }

    @Test
    void closesConnectionsOfStrangersThatAnnounceMuch() throws Exception {
        int port = FreePorts.one();
        first = member(port, List.of("127.0.0.1:" + port));
        first.getCluster().promoteLocalLiteMember();
        for (int size : new int[] {Integer.MAX_VALUE, -1, (1 << 20) + 1}) {
            try (Socket stranger = stranger(port)) {
                announce(stranger, size);
                assertEquals(-1, stranger.getInputStream().read(), "not closed at " + size);
            }
        }
        try (Socket stranger = stranger(port)) {
            announce(stranger, 1 << 20);
            assertThrows(SocketTimeoutException.class, () -> stranger.getInputStream()
                    .read());
        }
        first.getMap("still there").put("key", "value");
        assertEquals("value", first.getMap("still there").get("key"));
    }

    /** Somebody who speaks the members' protocol. */
    private static Socket stranger(int port) throws IOException {
        Socket stranger = new Socket(InetAddress.getLoopbackAddress(), port);
        stranger.setSoTimeout(WAITED_MILLIS);
        stranger.getOutputStream().write("HZC".getBytes(StandardCharsets.US_ASCII));
        assertEquals("HZC", new String(stranger.getInputStream().readNBytes(3), StandardCharsets.US_ASCII));
        return stranger;
    }

    /** Announces a packet, in two pieces. */
    private static void announce(Socket stranger, int size) throws IOException {
        DataOutputStream out = new DataOutputStream(stranger.getOutputStream());
        out.writeByte(VERSION);
        out.writeShort(1);
        out.flush();
        out.writeInt(0);
        out.writeInt(size);
        out.flush();
    }

    @Test
    void takesLargePacketsOfWhoIsNamedAndNotKnownYet() throws Exception {
        List<Integer> ports = FreePorts.some(3);
        first = member(ports.get(0), List.of("127.0.0.1:" + ports.get(0), "127.0.0.1:" + ports.get(1)));
        try (Socket named = stranger(ports.get(0));
                Socket other = stranger(ports.get(0))) {
            introduce(named, ports.get(1), ports.get(0));
            introduce(other, ports.get(2), ports.get(0));
            announce(named, 2 << 20);
            announce(other, 2 << 20);
            assertThrows(
                    SocketTimeoutException.class, () -> named.getInputStream().readNBytes(ENOUGH));
            assertTrue(other.getInputStream().readNBytes(ENOUGH).length < ENOUGH);
        }
    }

    /** Says which address one listens at, as members do, and waits until that is answered. */
    private static void introduce(Socket stranger, int port, int to) throws Exception {
        InternalSerializationService writing = new DefaultSerializationServiceBuilder().build();
        MemberHandshake handshake = new MemberHandshake(
                MemberHandshake.SCHEMA_VERSION_2,
                Map.of(ProtocolType.MEMBER, List.of(new Address("127.0.0.1", port))),
                new Address("127.0.0.1", to),
                true,
                UUID.randomUUID());
        ByteBuffer bytes = ByteBuffer.allocate(64 << 10);
        new PacketIOHelper()
                .writeTo(new Packet(writing.toBytes(handshake)).setPacketType(Packet.Type.SERVER_CONTROL), bytes);
        stranger.getOutputStream().write(bytes.array(), 0, bytes.position());
        assertEquals(VERSION, stranger.getInputStream().read());
    }

    @Test
    void takesLargePacketsOfMembers() throws Exception {
        List<Integer> ports = FreePorts.some(2);
        List<String> members = ports.stream().map(port -> "127.0.0.1:" + port).toList();
        first = member(ports.get(0), members);
        first.getCluster().promoteLocalLiteMember();
        second = member(ports.get(1), members);
        assertEquals(2, second.getCluster().getMembers().size());
        byte[] large = new byte[5 << 20];
        new Random(1).nextBytes(large);
        for (int key = 0; key < 20; key++) {
            second.getMap("large").put(key, large);
            assertArrayEquals(large, (byte[]) second.getMap("large").get(key));
        }
    }

    @Test
    void startsNoThreadForAnAnswerThatNobodyWaitsFor() throws Exception {
        int port = FreePorts.one();
        first = member(port, List.of("127.0.0.1:" + port));
        first.getCluster().promoteLocalLiteMember();
        Set<Thread> threads = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            threads.add(first.getMap("m")
                    .getAsync(i)
                    .thenApplyAsync(value -> Thread.currentThread())
                    .toCompletableFuture()
                    .get());
        }
        assertTrue(threads.size() < 10, () -> threads.size() + " threads");
    }
}
