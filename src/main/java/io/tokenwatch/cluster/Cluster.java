package io.tokenwatch.cluster;

import com.hazelcast.cluster.Member;
import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.MembershipListener;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.LifecycleEvent;
import com.hazelcast.map.IMap;
import com.hazelcast.partition.MigrationListener;
import com.hazelcast.partition.MigrationState;
import com.hazelcast.partition.ReplicaMigrationEvent;
import io.tokenwatch.alert.AlertLedger;
import io.tokenwatch.alert.ExceptionGate;
import io.tokenwatch.alert.ToldAlert;
import io.tokenwatch.engine.RuleSet;
import io.tokenwatch.event.Counters;
import io.tokenwatch.event.DeadLetter;
import io.tokenwatch.event.DeadReason;
import io.tokenwatch.event.Outcome;
import io.tokenwatch.event.Source;
import io.tokenwatch.event.Table;
import io.tokenwatch.lane.DeadLetters;
import io.tokenwatch.store.Store;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node as a member of the cluster. Any member takes in any row; each row is kept and worked by the member that
 * owns its key's partition. Started in steps: {@link #join}, {@link #share} to learn which rules all run,
 * {@link #begin}.
 */
public final class Cluster implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Cluster.class);
    private static final long KEEP_MILLIS = 200;
    private static final long KEPT_SECONDS = 5;

    /** More revisions than may be told of an alert, and be lost to the database, before all members stop. */
    private static final int REVISIONS_A_START = 100;

    private static final long SETTLED_MILLIS = 2_000;

    private final ClusterOptions options;
    private final Settings settings;
    private final Store store;
    private final Clock wall;
    private final HazelcastInstance hazelcast;
    private final Partitions partitions;
    private final IMap<RowsKey, byte[]> rows;
    private final IMap<String, NodeState> nodes;
    private final IMap<String, Long> sharedMarks;
    private final ClusterState state;
    private final SharedRules sharedRules;
    private final SharedLedger ledger;
    private final SeenTimes seen;
    private final UnwantedRows unwanted;
    private final ScheduledExecutorService keeper;
    private final LostPartitions lost;
    private final MisplacedRows misplaced = new MisplacedRows();
    private volatile Counters counters;
    private volatile DeadLetters deadLetters;
    private volatile LaneThreads lanes;
    private volatile Cells cells;
    private volatile Outflow outflow;
    private volatile Leader leader;
    private volatile LiveRuleSet rules;
    private volatile Map<String, Long> marks = Map.of();
    private volatile boolean loaded;
    private volatile boolean open;
    private volatile boolean stopLoading;
    private volatile long lookAgainAt;
    private volatile boolean merged;
    private final Queue<BeforeMerge> toHandOver = new ConcurrentLinkedQueue<>();
    private Long lastMerge;
    private volatile Instant lastMigration;
    private volatile Throwable keeping;

    /**
     * What a node is told besides how it finds the others.
     *
     * @param lanes how many threads work rows
     * @param skew how far ahead of the wall clock a row may be and still move event time
     * @param idle after how long without a row a table's source is not waited for
     * @param updateInterval how long after an alert was told it is told again for mere counts
     * @param keptUnwanted how many rows that no rule wants are kept
     * @param onceById whether a row that comes again with the same id counts once
     */
    public record Settings(
            int lanes, Duration skew, Duration idle, Duration updateInterval, int keptUnwanted, boolean onceById) {}

    private Cluster(ClusterOptions options, Settings settings, Store store, Clock wall, HazelcastInstance hazelcast) {
        this.options = options;
        this.settings = settings;
        this.store = store;
        this.wall = wall;
        this.hazelcast = hazelcast;
        this.partitions = new Partitions(hazelcast);
        this.rows = hazelcast.getMap(MemberConfig.ROWS);
        this.nodes = hazelcast.getMap(MemberConfig.NODES);
        this.sharedMarks = hazelcast.getMap(MemberConfig.MARKS);
        this.state = new ClusterState(hazelcast);
        this.sharedRules = new SharedRules(hazelcast, hazelcast.getMap(MemberConfig.RULES), store);
        this.ledger = new SharedLedger(
                hazelcast.getMap(MemberConfig.ALERTS), hazelcast.getMap(MemberConfig.TELLINGS), partitions);
        this.lost = new LostPartitions(partitions, rows, ledger, store);
        this.seen = new SeenTimes(wall, settings.skew());
        this.unwanted = new UnwantedRows(settings.keptUnwanted());
        this.keeper = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "cluster-keeper");
            thread.setDaemon(true);
            return thread;
        });
        listen();
    }

    /** From now on this member owns partitions. */
    private static void takePartitions(HazelcastInstance hazelcast) {
        if (hazelcast.getCluster().getLocalMember().isLiteMember()) {
            hazelcast.getCluster().promoteLocalLiteMember();
        }
    }

    /** Takes partitions if nobody else has any. */
    private static void takePartitionsOfNobody(HazelcastInstance hazelcast) {
        if (hazelcast.getCluster().getMembers().stream().allMatch(Member::isLiteMember)) {
            takePartitions(hazelcast);
        }
    }

    /**
     * Joins the other members, or begins alone if none is there.
     *
     * @param store the database of all members, or null if what they keep ends with the last of them
     * @throws IOException if the address cannot be bound, or the members refuse this one
     */
    public static Cluster join(ClusterOptions options, Settings settings, Store store, Clock wall) throws IOException {
        HazelcastInstance hazelcast = null;
        try {
            hazelcast = GuardedMember.start(MemberConfig.of(options, store));
            takePartitionsOfNobody(hazelcast);
            return new Cluster(options, settings, store, wall, hazelcast);
        } catch (RuntimeException failed) {
            if (hazelcast != null) {
                hazelcast.getLifecycleService().terminate();
            }
            throw new IOException(
                    "cannot join the cluster " + options.name() + " from " + options.host() + ":" + options.port()
                            + ": " + failed.getMessage(),
                    failed);
        }
    }

    private void listen() {
        hazelcast.getCluster().addMembershipListener(new MembershipListener() {
            @Override
            public void memberAdded(MembershipEvent event) {
                LOG.info(
                        "{} has come; there are {} members",
                        address(event),
                        event.getMembers().size());
                if (cells != null
                        && event.getMembers().size() >= options.members().size()) {
                    cells.together();
                }
                ownershipMoved();
            }

            @Override
            public void memberRemoved(MembershipEvent event) {
                LOG.warn(
                        "{} is gone; there are {} members",
                        address(event),
                        event.getMembers().size());
                nodes.removeAsync(event.getMember().getUuid().toString());
                if (cells != null) {
                    cells.cutOff();
                }
                ownershipMoved();
            }
        });
        hazelcast.getPartitionService().addMigrationListener(new MigrationListener() {
            @Override
            public void migrationStarted(MigrationState migration) {
                lastMigration = wall.instant();
            }

            @Override
            public void migrationFinished(MigrationState migration) {
                lastMigration = wall.instant();
                ownershipMoved();
            }

            @Override
            public void replicaMigrationCompleted(ReplicaMigrationEvent event) {
                lookAgainAt = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(SETTLED_MILLIS);
            }

            @Override
            public void replicaMigrationFailed(ReplicaMigrationEvent event) {
                ownershipMoved();
            }
        });
        hazelcast.getPartitionService().addPartitionLostListener(event -> {
            if (event.getLostBackupCount() >= options.backups() && lost.add(event.getPartitionId()) && cells != null) {
                cells.hold(event.getPartitionId());
            }
        });
        hazelcast.getLifecycleService().addLifecycleListener(event -> {
            if (event.getState() == LifecycleEvent.LifecycleState.MERGING && cells != null) {
                LOG.warn("this node was cut off from others and comes together with them again");
                beforeMerge();
                cells.beginAnew();
            } else if (event.getState() == LifecycleEvent.LifecycleState.MERGED && cells != null) {
                keeper.execute(this::merged);
            }
        });
    }

    /** Called while this member can still be asked. */
    private void beforeMerge() {
        try {
            toHandOver.add(new BeforeMerge(partitions, rows, cells.sinceCutOff(), ledger.maps()));
        } catch (RuntimeException unreadable) {
            LOG.warn("whether all that this node took in alone is handed over cannot be seen afterwards", unreadable);
        }
    }

    /** Hands over what Hazelcast has not, and goes on; tries again until all of it is done. */
    private void merged() {
        try {
            for (BeforeMerge before = toHandOver.peek(); before != null; before = toHandOver.peek()) {
                int missing = before.handOver();
                LOG.info("this node has handed over what it took in alone, {} of it once more", missing);
                toHandOver.remove();
            }
            // Only now do the members look for what came: part of it may have come with a try that failed.
            state.mergedAt(wall.millis());
        } catch (RuntimeException failed) {
            LOG.warn(
                    "what this node took in alone cannot be handed over now, it is tried again: {}", failed.toString());
            if (!keeper.isShutdown()) {
                keeper.schedule(this::merged, KEEP_MILLIS, TimeUnit.MILLISECONDS);
            }
            return;
        }
        if (open) {
            cells.live();
        }
        ownershipMoved();
    }

    private static String address(MembershipEvent event) {
        return event.getMember().getAddress().toString();
    }

    private void ownershipMoved() {
        lookAgainAt = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(SETTLED_MILLIS);
        try {
            keeper.execute(this::follow);
        } catch (RejectedExecutionException closing) {
            LOG.debug("this node is stopping", closing);
        }
    }

    /**
     * Says which rules this node has, and learns which all run: those that run already, else those that ran before all
     * members were stopped, else these.
     */
    public RuleFiles share(RuleFiles own) throws InterruptedException {
        RuleFiles known = sharedRules.current();
        while (known == null) {
            if (isOldest()) {
                RuleFiles before = sharedRules.remembered();
                known = sharedRules.begin(before == null ? own : before);
            } else {
                Thread.sleep(KEEP_MILLIS);
                known = sharedRules.current();
            }
        }
        return known;
    }

    /** What all members run now. */
    public RuleFiles sharedRules() {
        return sharedRules.current();
    }

    /** Says what this member runs, if the others know nothing newer. */
    public void sayAgain(RuleFiles running) {
        sharedRules.sayAgain(running);
    }

    /** How this node tries rules that others have edited: what is wrong with them, or null. */
    public void tryRulesWith(Function<RuleFiles, String> trial) {
        sharedRules.tryWith(trial::apply);
    }

    /** Makes edited rules everyone's if all members can run them. */
    @FunctionalInterface
    public interface Proposal {
        /**
         * Waits for what the other members say, and makes the rules everyone's if nothing is wrong with them.
         *
         * @param running what all run until then
         * @return what is wrong with them, by member; empty if they are everyone's now
         * @throws IllegalStateException if another edit came first
         */
        Map<String, String> complete(RuleFiles running) throws InterruptedException;
    }

    /** Has the other members try edited rules. */
    public Proposal propose(RuleFiles edited) {
        return sharedRules.propose(edited)::complete;
    }

    private boolean isOldest() {
        return hazelcast.getCluster().getMembers().iterator().next().localMember();
    }

    /**
     * Begins to work rows.
     *
     * @param version the version of the rules
     * @param gate hears of the alerts of the partitions that this member owns
     */
    public void begin(RuleSet running, long version, ExceptionGate gate, Counters counted, DeadLetters dead) {
        counters = counted;
        deadLetters = dead;
        rules = new LiveRuleSet(version, running, null);
        lanes = new LaneThreads(settings.lanes());
        outflow = new Outflow(rows, partitions, store, Outflow.GATHERING);
        leader = new Leader(
                hazelcast, state, partitions, lost, seen, store, settings.idle(), wall, this::rules, outflow);
        cells = new Cells(
                partitions,
                rows,
                sharedMarks,
                lanes,
                rules,
                gate,
                ledger,
                counters,
                new Support(),
                wall,
                settings.updateInterval(),
                settings.onceById());
        lost.all().forEach(cells::hold);
        cells.reachableFrom(hazelcast);
        keeper.scheduleWithFixedDelay(this::keep, 0, KEEP_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** What the cells ask for. */
    private final class Support implements Cell.CellSupport {
        @Override
        public void misplaced(UUID batch, int home, Table table, Object[] row) {
            misplaced.add(batch, home, table, row);
        }

        @Override
        public void failed(Table table, Object[] row, RuntimeException why) {
            deadLetters.add(new DeadLetter(
                    DeadReason.RULE_FAILED,
                    String.valueOf(why),
                    new Source("the kept rows of " + table, ""),
                    0,
                    0,
                    table.name(),
                    Arrays.toString(row)));
        }

        @Override
        public void useless(RowsKey key) {
            cells.useless(key);
        }
    }

    /** What is done again and again: ownership, event time, and what the members tell each other. */
    private void keep() {
        try {
            takePartitionsOfNobody(hazelcast);
            publish();
            if (isOldest()) {
                leader.lead(marks, loaded);
            }
            if (!loaded && state.isLoaded()) {
                learnStart();
                cells.loaded();
                loaded = true;
            }
            Long mergedAt = state.mergedAt();
            if (mergedAt != null && !mergedAt.equals(lastMerge)) {
                lastMerge = mergedAt;
                learnStart();
                if (!isOldest()) {
                    lost.areBack(lost.all());
                }
                cells.release();
                merged = true;
                ownershipMoved();
            }
            Map<String, Long> now = new HashMap<>(sharedMarks.getAll(sharedMarks.keySet()));
            // What is missing was in a partition that is lost.
            marks.forEach((table, mark) -> now.computeIfAbsent(table, t -> {
                sharedMarks.putIfAbsent(t, mark);
                return mark;
            }));
            if (!now.equals(marks)) {
                marks = now;
                cells.watermarks(now);
            }
            follow();
            cells.tellChanges();
            misplaced.send(rules.version(), partitions, outflow);
            keeping = null;
        } catch (RuntimeException failed) {
            if (hazelcast.getLifecycleService().isRunning()) {
                keeping = failed;
                LOG.warn("the cluster cannot be looked after now: {}", failed.toString());
            }
        }
    }

    /** After which revision alerts go on that were not told since the last start, or loss. */
    private void learnStart() {
        ledger.startAt(((int) state.starts() - 1) * REVISIONS_A_START);
    }

    private void follow() {
        if (cells == null) {
            return;
        }
        cells.followOwnership();
        long at = lookAgainAt;
        if (at != 0 && System.nanoTime() - at >= 0) {
            lookAgainAt = 0;
            boolean all = merged;
            merged = false;
            cells.catchUp(all);
        }
    }

    private void publish() {
        Map<String, Long> counts = new HashMap<>();
        for (String table : counters.tables()) {
            for (Outcome outcome : Outcome.values()) {
                counts.put(table + "/" + outcome.text(), counters.get(table, outcome));
            }
        }
        nodes.set(
                hazelcast.getCluster().getLocalMember().getUuid().toString(),
                new NodeState(seen.upFor(), seen.all(), counts, figures()));
    }

    private Map<String, Long> figures() {
        Map<String, Long> figures = new TreeMap<>();
        figures.put("partitions", (long) cells.count());
        figures.put("partitionsLoading", cells.missing());
        figures.put("keptRows", cells.rows());
        figures.put("keptBatches", cells.batches());
        figures.put("keptUnwantedRows", unwanted.size());
        long waiting = 0;
        for (int lane = 0; lane < lanes.count(); lane++) {
            waiting += lanes.waitingForLane(lane);
        }
        figures.put("waitingBytes", waiting);
        figures.put("ready", ready() ? 1L : 0L);
        figures.put("rulesVersion", rules.version());
        return figures;
    }

    /**
     * For the rows of a file or message.
     *
     * @throws IllegalStateException if this node does not take rows in yet
     */
    public RowIntake intake() {
        if (!open) {
            throw new IllegalStateException("this node is loading what was kept");
        }
        return newIntake();
    }

    private RowIntake newIntake() {
        return new RowIntake(this, partitions, outflow, counters, deadLetters, seen, unwanted);
    }

    LiveRuleSet rules() {
        return rules;
    }

    /** How far event time has come, by table. */
    Map<String, Long> marks() {
        return marks;
    }

    /** Has this node go on with rules that all members run from now on. */
    public void become(RuleSet edited, long version, Runnable before) throws InterruptedException {
        LiveRuleSet next = new LiveRuleSet(version, edited, rules.rules());
        rules = next;
        cells.become(next, before);
        List<UnwantedRows.Wanted> come =
                unwanted.take(edited.catalog(), (table, row) -> edited.wanted(table, row) != 0);
        if (!come.isEmpty()) {
            RowIntake intake = newIntake();
            for (UnwantedRows.Wanted one : come) {
                intake.add(next, one.table(), one.row());
            }
            try {
                intake.awaitKept();
            } catch (IOException failed) {
                LOG.warn("{} rows that the edited rules want are not kept: {}", come.size(), failed.getMessage());
            }
        }
    }

    /** All members' alerts as they were told last, delivered or not. */
    public Collection<ToldAlert> alerts() {
        return ledger.listed();
    }

    /** How all members' alerts were told last, and delivered. */
    public AlertLedger ledger() {
        return ledger;
    }

    /** How many rows this member keeps for the cluster. */
    public long keptRows() {
        return cells.rows();
    }

    /** What went wrong in a lane; null while all work. */
    public Throwable failure() {
        return lanes.failure();
    }

    /** Whether this member works all partitions that it owns, with all that was kept. */
    public boolean ready() {
        return open && cells.missing() == 0;
    }

    /** Waits until what was kept before is there, and is worked here as far as it belongs here. */
    public void awaitLoaded() throws InterruptedException {
        while (!loaded || cells.missing() > 0) {
            if (stopLoading) {
                throw new InterruptedException("stopped while loading");
            }
            Thread.sleep(KEEP_MILLIS / 4);
        }
    }

    /** Has those who wait until all is loaded wait no longer. */
    public void stopLoading() {
        stopLoading = true;
    }

    /** Tells the alerts of this member's partitions from now on, and takes rows in. */
    public void open() throws InterruptedException {
        takePartitions(hazelcast);
        cells.settle();
        cells.live();
        open = true;
    }

    /** How the cluster does, in one line, and whether this member is among the majority of those that were named. */
    public String summary() {
        int there = hazelcast.getCluster().getMembers().size();
        return there + " of " + options.members().size() + " members, "
                + (there < options.quorum() ? "no majority; " : "")
                + (loaded
                        ? cells.missing() == 0 ? "all partitions work" : cells.missing() + " partitions are loading"
                        : "loading what was kept");
    }

    /** Whether enough members are there. */
    public boolean hasQuorum() {
        return hazelcast.getCluster().getMembers().size() >= options.quorum();
    }

    /** Why rows could not be kept the last time; null if they could. */
    public Throwable notKept() {
        return outflow.failure() == null ? keeping : outflow.failure();
    }

    /** The members of the JSON object that {@code GET /api/v1/cluster} answers. */
    public Map<String, Object> toMap() {
        return ClusterView.of(options, hazelcast, partitions, nodes, marks, lastMigration);
    }

    /** Numbers about this member, by name, for its metrics. */
    public Map<String, Long> numbers() {
        Map<String, Long> numbers = new TreeMap<>(figures());
        numbers.put("members", (long) hazelcast.getCluster().getMembers().size());
        return numbers;
    }

    /** How many bytes of rows wait for each lane of this member. */
    public long[] waiting() {
        long[] waiting = new long[lanes.count()];
        for (int lane = 0; lane < waiting.length; lane++) {
            waiting[lane] = lanes.waitingForLane(lane);
        }
        return waiting;
    }

    /** Sends what is on its way and tells all changes of alerts; rows are taken in no more. */
    public void finish() throws InterruptedException {
        if (outflow != null) {
            outflow.close();
            cells.settle();
            cells.tellAllChanges();
            cells.settle();
        }
    }

    /** Hands this member's partitions over to the others, and leaves. */
    @Override
    public void close() throws InterruptedException {
        // Not interrupted: what it asks of Hazelcast now is answered soon.
        keeper.shutdown();
        keeper.awaitTermination(KEPT_SECONDS, TimeUnit.SECONDS);
        hazelcast.getLifecycleService().shutdown();
        if (cells != null) {
            cells.close();
            lanes.close();
        }
    }
}
