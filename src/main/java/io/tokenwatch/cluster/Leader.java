package io.tokenwatch.cluster;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import io.tokenwatch.engine.RuleSet;
import io.tokenwatch.event.Ticks;
import io.tokenwatch.lane.Watermarks;
import io.tokenwatch.store.Store;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the oldest member does for all: has loaded what the database holds, and brought back what is lost; moves event
 * time on, and deletes what nothing can use any more. Every member has one, for when it is the oldest.
 */
final class Leader {
    private static final Logger LOG = LoggerFactory.getLogger(Leader.class);

    private final HazelcastInstance hazelcast;
    private final ClusterState state;
    private final IMap<String, NodeState> nodes;
    private final IMap<String, Long> marks;
    private final Partitions partitions;
    private final LostPartitions lost;
    private final SeenTimes seen;
    private final Store store;
    private final Duration idle;
    private final Clock wall;
    private final Loader.Rules rules;
    private final Outflow outflow;
    private final AtomicBoolean loading = new AtomicBoolean();
    private final AtomicBoolean bringingBack = new AtomicBoolean();
    private long lowDeleted = Watermarks.NOT_YET;

    /**
     * @param lost the partitions that this member knows to be lost
     * @param seen the times that this member's sources have shown
     * @param store the database of all members, or null
     * @param idle after how long without a row a table's source is not waited for
     * @param rules what all members run
     * @param outflow takes rows to their owners
     */
    Leader(
            HazelcastInstance hazelcast,
            ClusterState state,
            Partitions partitions,
            LostPartitions lost,
            SeenTimes seen,
            Store store,
            Duration idle,
            Clock wall,
            Loader.Rules rules,
            Outflow outflow) {
        this.hazelcast = hazelcast;
        this.state = state;
        this.nodes = hazelcast.getMap(MemberConfig.NODES);
        this.marks = hazelcast.getMap(MemberConfig.MARKS);
        this.partitions = partitions;
        this.lost = lost;
        this.seen = seen;
        this.store = store;
        this.idle = idle;
        this.wall = wall;
        this.rules = rules;
        this.outflow = outflow;
    }

    /**
     * Does what is due; to be called again and again, by one thread.
     *
     * @param known how far event time has come as this member knows it, in ticks by table
     * @param loaded whether this member knows that what was kept is there
     */
    void lead(Map<String, Long> known, boolean loaded) {
        if (loaded) {
            // Should the partition that says so have been lost.
            state.loaded();
        }
        if (loaded && lost.isDue() && bringingBack.compareAndSet(false, true)) {
            beside(this::bringBack);
        }
        if (!state.isLoaded() && loading.compareAndSet(false, true)) {
            beside(this::load);
        }
        RuleSet running = rules.live().rules();
        Map<String, Long> next = Marks.next(
                known,
                running.catalog(),
                nodes.getAll(live()).values(),
                idle.toMillis() * Ticks.PER_MILLI,
                seen.nowTicks());
        if (!next.equals(known)) {
            marks.putAll(next);
            if (store != null) {
                store.putMarks(next);
            }
        }
        long low = Watermarks.lowest(Marks.of(running, next));
        if (store != null && low != Watermarks.NOT_YET && low - lowDeleted >= Ticks.PER_HOUR) {
            lowDeleted = low;
            store.deleteBatches(low);
        }
    }

    private Set<String> live() {
        return hazelcast.getCluster().getMembers().stream()
                .map(Member::getUuid)
                .map(String::valueOf)
                .collect(Collectors.toSet());
    }

    /** The caller has other things to do meanwhile. */
    private static void beside(Runnable loading) {
        Thread loader = new Thread(loading, "loader");
        loader.setDaemon(true);
        loader.start();
    }

    /** Brings what the database holds into the cluster. */
    private void load() {
        Set<Integer> lostBefore = lost.all();
        try {
            if (store != null) {
                long begun = System.nanoTime();
                Map<String, Long> before = store.marks();
                seen.resume(before, idle);
                if (marks.isEmpty()) {
                    marks.putAll(before);
                }
                state.starts(store.countStart());
                Loader loader = Loader.ofAll(partitions, rules, outflow::keep);
                store.batches(loader);
                loader.finish();
                LOG.info(
                        "{} rows that were kept are there again after {} ms",
                        loader.rows(),
                        (System.nanoTime() - begun) / 1_000_000);
            }
            state.loaded();
            if (!lostBefore.isEmpty()) {
                lost.areBack(lostBefore);
                state.mergedAt(wall.millis());
            }
        } catch (RuntimeException | InterruptedException | ExecutionException failed) {
            LOG.error("what was kept cannot be loaded, it is tried again", failed);
            loading.set(false);
        }
    }

    /** Brings back what the database holds of partitions that are lost, and tells all members. */
    private void bringBack() {
        Set<Integer> these = lost.all();
        try {
            state.starts(store.countStart());
            lost.bringBack(these, rules);
            lost.areBack(these);
            state.mergedAt(wall.millis());
        } catch (RuntimeException | InterruptedException | ExecutionException failed) {
            LOG.error("what is lost cannot be brought back, it is tried again", failed);
        } finally {
            bringingBack.set(false);
        }
    }
}
