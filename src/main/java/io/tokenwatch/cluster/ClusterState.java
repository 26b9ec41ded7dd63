package io.tokenwatch.cluster;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;

/** Where all members stand together: what was loaded, and what came together again. Safe to share. */
final class ClusterState {
    private static final String LOADED = "loaded";
    private static final String STARTS = "starts";
    private static final String MERGED = "merged";

    private final IMap<String, Long> state;

    ClusterState(HazelcastInstance hazelcast) {
        this.state = hazelcast.getMap(MemberConfig.STATE);
    }

    /** Whether what was kept before all members stopped is there. */
    boolean isLoaded() {
        return state.containsKey(LOADED);
    }

    /** What was kept is there; said again, it is there still. */
    void loaded() {
        state.putIfAbsent(LOADED, 1L);
    }

    /** How often rows were brought from the database, after a start or a loss; at least 1. */
    long starts() {
        return state.getOrDefault(STARTS, 1L);
    }

    void starts(long count) {
        state.put(STARTS, count);
    }

    /** When the cluster came together, or got back what it had lost, in milliseconds; null if it never had to. */
    Long mergedAt() {
        return state.get(MERGED);
    }

    void mergedAt(long millis) {
        state.put(MERGED, millis);
    }
}
