package io.tokenwatch.cluster;

import com.hazelcast.config.Config;
import com.hazelcast.config.InMemoryFormat;
import com.hazelcast.config.JavaSerializationFilterConfig;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.MapStoreConfig;
import com.hazelcast.config.MergePolicyConfig;
import com.hazelcast.config.NetworkConfig;
import com.hazelcast.config.SerializerConfig;
import com.hazelcast.nio.serialization.StreamSerializer;
import com.hazelcast.spi.merge.PutIfAbsentMergePolicy;
import io.tokenwatch.alert.ToldAlert;
import io.tokenwatch.store.Store;

/** How a member of the cluster is set up: one address, one port, explicit members, and nothing that calls home. */
final class MemberConfig {
    static final String ROWS = "tokenwatch.rows";
    static final String ALERTS = "tokenwatch.alerts";
    static final String TELLINGS = "tokenwatch.tellings";
    static final String NODES = "tokenwatch.nodes";
    static final String MARKS = "tokenwatch.watermarks";
    static final String RULES = "tokenwatch.rules";
    static final String STATE = "tokenwatch.state";

    /**
     * Few, because each has a runtime of its own for each rule, and so that the rows of a batch that share a partition
     * are many. All of 1, 2, 3, 4, 6 and 12 members own as many of them; more members than these own none.
     */
    private static final int PARTITIONS = 12;

    private static final int CONNECT_SECONDS = 5;
    private static final int STORE_DELAY_SECONDS = 1;

    private MemberConfig() {}

    /** @param store where alerts are kept over a stop of all members, or null */
    static Config of(ClusterOptions options, Store store) {
        Config config = new Config();
        config.setClusterName(options.fullName());
        // Without partitions at first: a node that still starts must not own what others work well.
        config.setLiteMember(true);
        property(config, "hazelcast.logging.type", "slf4j");
        // They would hold the cluster's full name, which is as good as its token.
        property(config, "hazelcast.logging.details.enabled", false);
        property(config, "hazelcast.phone.home.enabled", false);
        property(config, "hazelcast.shutdownhook.enabled", false);
        property(config, "hazelcast.socket.bind.any", false);
        property(config, "hazelcast.partition.count", PARTITIONS);
        // A backup that did not answer leaves open whether rows are safe; they are sent again until that is known.
        property(config, "hazelcast.operation.fail.on.indeterminate.state", true);
        property(config, "hazelcast.operation.backup.timeout.millis", 1000);
        property(config, "hazelcast.wait.seconds.before.join", 0);
        property(config, "hazelcast.heartbeat.interval.seconds", 1);
        property(
                config,
                "hazelcast.max.no.heartbeat.seconds",
                options.failureTimeout().toSeconds());
        property(
                config,
                "hazelcast.merge.first.run.delay.seconds",
                options.mergeDelay().toSeconds());
        property(
                config,
                "hazelcast.merge.next.run.delay.seconds",
                options.mergeDelay().toSeconds());
        // They are gathered and named anew every five seconds, for readers that are not there.
        config.getMetricsConfig().setEnabled(false);
        config.setNetworkConfig(network(options));
        serialization(config);
        config.addMapConfig(map(ROWS, options.backups(), PutIfAbsentMergePolicy.class.getName()));
        MapConfig alerts = map(ALERTS, options.backups(), NewerAlert.class.getName());
        if (store != null) {
            alerts.setMapStoreConfig(new MapStoreConfig()
                    .setEnabled(true)
                    .setImplementation(new AlertMapStore(store))
                    .setInitialLoadMode(MapStoreConfig.InitialLoadMode.EAGER)
                    .setWriteDelaySeconds(STORE_DELAY_SECONDS));
        }
        config.addMapConfig(alerts);
        config.addMapConfig(map(RULES, options.backups(), NewerRules.class.getName()));
        config.addMapConfig(map(TELLINGS, options.backups(), NewerAlert.class.getName()));
        for (String name : new String[] {NODES, MARKS, STATE}) {
            config.addMapConfig(map(name, options.backups(), PutIfAbsentMergePolicy.class.getName()));
        }
        return config;
    }

    private static void property(Config config, String name, Object value) {
        config.setProperty(name, String.valueOf(value));
    }

    private static NetworkConfig network(ClusterOptions options) {
        NetworkConfig network = new NetworkConfig();
        network.setPort(options.port()).setPortAutoIncrement(false);
        network.getInterfaces().setEnabled(true).addInterface(options.host());
        JoinConfig join = network.getJoin();
        join.getAutoDetectionConfig().setEnabled(false);
        join.getMulticastConfig().setEnabled(false);
        join.getTcpIpConfig()
                .setEnabled(true)
                .setConnectionTimeoutSeconds(CONNECT_SECONDS)
                .setMembers(options.members());
        return network;
    }

    private static MapConfig map(String name, int backups, String mergePolicy) {
        return new MapConfig(name)
                .setBackupCount(backups)
                .setInMemoryFormat(InMemoryFormat.BINARY)
                .setMergePolicyConfig(new MergePolicyConfig(mergePolicy, MergePolicyConfig.DEFAULT_BATCH_SIZE));
    }

    private static void serialization(Config config) {
        serializer(config, RowsKey.class, new RowsKey.Serializer());
        serializer(config, AlertKey.class, new AlertKey.Serializer());
        serializer(config, ToldAlert.class, new ToldAlertSerializer());
        serializer(config, NodeState.class, new NodeState.Serializer());
        serializer(config, RuleFiles.class, new RuleFiles.Serializer());
        serializer(config, KeepRows.class, new KeepRows.Serializer());
        serializer(config, KeepRows.Copy.class, new KeepRows.CopySerializer());
        serializer(config, SharedRules.TrialTask.class, new SharedRules.TrialTask.Serializer());
        // Nothing of ours is written by Java; Hazelcast itself writes some collections and exceptions so.
        JavaSerializationFilterConfig filter = new JavaSerializationFilterConfig();
        filter.setDefaultsDisabled(true);
        filter.getWhitelist().addPrefixes("com.hazelcast.", "java.lang.", "java.util.", "java.io.", "[");
        filter.getBlacklist().addPrefixes("java.lang.reflect.", "java.lang.invoke.");
        config.getSerializationConfig().setJavaSerializationFilterConfig(filter);
    }

    private static <T> void serializer(Config config, Class<T> type, StreamSerializer<T> serializer) {
        config.getSerializationConfig()
                .addSerializerConfig(new SerializerConfig().setTypeClass(type).setImplementation(serializer));
    }
}
