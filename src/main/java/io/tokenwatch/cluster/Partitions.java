package io.tokenwatch.cluster;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.partition.Partition;
import com.hazelcast.partition.PartitionService;
import io.tokenwatch.event.Table;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Which partition a key belongs to, and which member owns it now. Safe to share. */
final class Partitions {
    private static final int LONGEST_ANSWER_SECONDS = 2;

    private final PartitionService service;
    private final int[] anchors;

    Partitions(HazelcastInstance hazelcast) {
        this.service = hazelcast.getPartitionService();
        this.anchors = anchors(service);
    }

    /** For each partition the smallest number that Hazelcast puts into it. */
    private static int[] anchors(PartitionService service) {
        int[] anchors = new int[service.getPartitions().size()];
        int missing = anchors.length;
        boolean[] known = new boolean[anchors.length];
        for (int number = 0; missing > 0; number++) {
            int partition = service.getPartition(number).getPartitionId();
            if (!known[partition]) {
                known[partition] = true;
                anchors[partition] = number;
                missing--;
            }
        }
        return anchors;
    }

    int count() {
        return anchors.length;
    }

    /** A number that stands for a partition. */
    int anchor(int partition) {
        return anchors[partition];
    }

    /** The partition that a number stands for. */
    int ofAnchor(int anchor) {
        return service.getPartition(anchor).getPartitionId();
    }

    /** The partition of a rule's key, by its hash; the same on all members. */
    int of(int keyHash) {
        int h = keyHash * 0x9E3779B9;
        return Math.floorMod(h ^ h >>> 16, anchors.length);
    }

    /** Finds the partitions in which rules want a row. */
    void find(LiveRuleSet live, Table table, Object[] row, long wanted, Places places) {
        places.clear();
        for (long bits = wanted; bits != 0; bits &= bits - 1) {
            int bit = Long.numberOfTrailingZeros(bits);
            places.add(of(live.rules().keyHash(table, bit, row)), 1L << bit);
        }
    }

    /** Whether this member owns a partition now. */
    boolean owns(int partition) {
        Member owner = service.getPartition(anchors[partition]).getOwner();
        return owner != null && owner.localMember();
    }

    /** How many partitions each member owns is told by this: the owner of one, or null while it has none. */
    Member owner(int partition) {
        return service.getPartition(anchors[partition]).getOwner();
    }

    /**
     * Whether every partition of these members has its backups. Not if that is not known within
     * {@value #LONGEST_ANSWER_SECONDS} seconds: Hazelcast asks a member that has left meanwhile for up to two minutes.
     */
    boolean safe(Collection<Member> members) {
        return CompletableFuture.supplyAsync(() -> members.stream().allMatch(service::isMemberSafe))
                .completeOnTimeout(false, LONGEST_ANSWER_SECONDS, TimeUnit.SECONDS)
                .join();
    }

    Iterable<Partition> all() {
        return service.getPartitions();
    }
}
