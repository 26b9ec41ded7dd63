package io.tokenwatch.cluster;

import com.hazelcast.cluster.Address;
import com.hazelcast.config.Config;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.instance.EndpointQualifier;
import com.hazelcast.instance.impl.DefaultNodeContext;
import com.hazelcast.instance.impl.DefaultNodeExtension;
import com.hazelcast.instance.impl.HazelcastInstanceFactory;
import com.hazelcast.instance.impl.Node;
import com.hazelcast.instance.impl.NodeExtension;
import com.hazelcast.internal.networking.HandlerStatus;
import com.hazelcast.internal.networking.InboundHandler;
import com.hazelcast.internal.server.ServerConnection;
import com.hazelcast.internal.server.ServerContext;
import com.hazelcast.internal.server.tcp.PacketDecoder;
import com.hazelcast.internal.util.ConcurrencyUtil;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/**
 * Starts members that take no large packet from who is not a member. Hazelcast makes room for as many bytes as a packet
 * announces before it knows who speaks: announcing two billion would end the process.
 */
final class GuardedMember extends DefaultNodeContext {
    /** Who joins says less than this before others know it as a member. */
    private static final int MOST_BYTES_OF_A_STRANGER = 1 << 20;

    static {
        // On a machine of two processors Hazelcast starts a thread for each answer that nobody waits for.
        ConcurrencyUtil.setDefaultAsyncExecutor(Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "member-answers");
            thread.setDaemon(true);
            return thread;
        }));
    }

    private final Set<InetSocketAddress> named;

    private GuardedMember(Set<InetSocketAddress> named) {
        this.named = named;
    }

    /** Starts a member. */
    static HazelcastInstance start(Config config) {
        Set<InetSocketAddress> named = config.getNetworkConfig().getJoin().getTcpIpConfig().getMembers().stream()
                .map(GuardedMember::address)
                .collect(Collectors.toSet());
        return HazelcastInstanceFactory.newHazelcastInstance(
                config, config.getInstanceName(), new GuardedMember(named));
    }

    private static InetSocketAddress address(String member) {
        int colon = member.lastIndexOf(':');
        return new InetSocketAddress(member.substring(0, colon), Integer.parseInt(member.substring(colon + 1)));
    }

    @Override
    public NodeExtension createNodeExtension(Node node) {
        return new DefaultNodeExtension(node) {
            @Override
            public InboundHandler<?, ?>[] createInboundHandlers(
                    EndpointQualifier qualifier, ServerConnection connection, ServerContext context) {
                return new InboundHandler<?, ?>[] {new Packets(node, connection, named)};
            }
        };
    }

    /** Reads packets, and looks at what they announce before. */
    private static final class Packets extends PacketDecoder {
        /** Before a packet's bytes: version (1 byte), flags (2), partition (4), and how many bytes follow (4). */
        private static final int HEADER_BYTES = 11;

        private static final int SIZE_AT = 7;

        private final Node node;
        private final Set<InetSocketAddress> named;
        private int left;

        Packets(Node node, ServerConnection connection, Set<InetSocketAddress> named) {
            super(connection, node.getNodeEngine().getPacketDispatcher());
            this.node = node;
            this.named = named;
        }

        @Override
        public HandlerStatus onRead() throws Exception {
            look();
            return super.onRead();
        }

        /** What came lies before the buffer's position; of what came before that, only an unfinished header is left. */
        private void look() throws IOException {
            int end = src.position();
            int at = 0;
            while (true) {
                int skipped = Math.min(left, end - at);
                left -= skipped;
                at += skipped;
                if (left > 0 || end - at < HEADER_BYTES) {
                    return;
                }
                left = src.getInt(at + SIZE_AT);
                at += HEADER_BYTES;
                if (left < 0 || left > MOST_BYTES_OF_A_STRANGER && !isFromMember()) {
                    throw new IOException(
                            connection.getRemoteSocketAddress() + " is not a member and announces " + left + " bytes");
                }
            }
        }

        /** One that is named may have joined before this member has heard of it, and have much to hand over. */
        private boolean isFromMember() throws IOException {
            Address from = connection.getRemoteAddress();
            return from != null
                    && (named.contains(from.getInetSocketAddress())
                            || node.getClusterService().getMember(from) != null);
        }
    }
}
