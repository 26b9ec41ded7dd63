package io.tokenwatch.app;

import io.tokenwatch.cluster.Cluster;
import io.tokenwatch.cluster.ClusterOptions;
import io.tokenwatch.store.Store;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How this node becomes a member of a cluster, as the settings say. */
final class Membership {
    private static final Logger LOG = LoggerFactory.getLogger(Membership.class);

    private Membership() {}

    /** Whether the settings name other nodes. */
    static boolean isWanted(Settings settings) {
        String members = settings.text(Setting.CLUSTER_MEMBERS);
        return members != null && !members.isBlank();
    }

    /** @throws IllegalArgumentException if a setting does not fit */
    static ClusterOptions options(Settings settings) {
        String text = settings.text(Setting.CLUSTER_MEMBERS);
        List<String> members = Arrays.stream(text.split("[,\\s]+"))
                .filter(one -> !one.isEmpty())
                .toList();
        for (String member : members) {
            if (!member.matches("\\S+:\\d{1,5}")) {
                throw new IllegalArgumentException(Setting.CLUSTER_MEMBERS.key() + "=" + text
                        + ": expected host:port of each node, between commas, such as 10.0.0.1:5701,10.0.0.2:5701");
            }
        }
        if (members.size() > 1
                && settings.isSet(Setting.STORE_URL)
                && Memory.isWanted(settings)
                && !settings.text(Setting.STORE_URL).strip().startsWith("jdbc:postgresql:")) {
            throw new IllegalArgumentException(Setting.STORE_URL.key() + "=" + settings.text(Setting.STORE_URL)
                    + ": several nodes need a database that they share; expected jdbc:postgresql://…, or none");
        }
        int port = settings.number(Setting.CLUSTER_PORT);
        String host = settings.text(Setting.CLUSTER_INTERFACE);
        return new ClusterOptions(
                settings.text(Setting.CLUSTER_NAME),
                members,
                host == null ? own(members, port) : host,
                port,
                settings.text(Setting.CLUSTER_TOKEN),
                settings.number(Setting.CLUSTER_BACKUPS),
                settings.duration(Setting.CLUSTER_FAILURE),
                settings.duration(Setting.CLUSTER_MERGE));
    }

    /** The address of the member that is this node: the one that is an address of this machine, with this port. */
    private static String own(List<String> members, int port) {
        for (String member : members) {
            int colon = member.lastIndexOf(':');
            try {
                InetAddress address = InetAddress.getByName(member.substring(0, colon));
                if (Integer.parseInt(member.substring(colon + 1)) == port
                        && NetworkInterface.getByInetAddress(address) != null) {
                    return address.getHostAddress();
                }
            } catch (UnknownHostException | SocketException elsewhere) {
                // a name that this machine does not know is not its own
            }
        }
        throw new IllegalArgumentException(Setting.CLUSTER_MEMBERS.key() + "=" + String.join(",", members)
                + ": none of these is an address of this machine with port " + port + "; set "
                + Setting.CLUSTER_PORT.key() + " or " + Setting.CLUSTER_INTERFACE.key());
    }

    /**
     * Opens the database of all members; null if there is none.
     *
     * @throws IOException if it cannot be opened
     */
    static Store store(Settings settings) throws IOException {
        if (!settings.isSet(Setting.STORE_URL) || !Memory.isWanted(settings)) {
            LOG.warn(
                    "what the nodes keep ends with the last of them: a stop of all nodes loses the open windows; set {} to"
                            + " a PostgreSQL database to keep them",
                    Setting.STORE_URL.key());
            return null;
        }
        return Memory.store(settings);
    }

    /**
     * Joins the others.
     *
     * @param store the database of all members, or null
     * @throws IOException if they cannot be joined
     */
    static Cluster join(Settings settings, Store store, Clock wall) throws IOException {
        if (settings.text(Setting.CLUSTER_TOKEN).isEmpty()) {
            LOG.warn(
                    "whoever reaches port {} and knows the cluster's name can join and read the rows; set {}",
                    settings.number(Setting.CLUSTER_PORT),
                    Setting.CLUSTER_TOKEN.variable());
        }
        return Cluster.join(
                options(settings),
                new Cluster.Settings(
                        settings.lanesBesideOthers(),
                        settings.duration(Setting.CLOCK_SKEW),
                        settings.duration(Setting.IDLE_TIMEOUT),
                        settings.duration(Setting.UPDATE_INTERVAL),
                        settings.number(Setting.KEPT_FILTERED),
                        settings.flag(Setting.DUPLICATES_ONCE)),
                store,
                wall);
    }
}
