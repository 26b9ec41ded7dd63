package io.tokenwatch.cluster;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import com.hazelcast.partition.Partition;
import io.tokenwatch.event.Ticks;
import io.tokenwatch.lane.Watermarks;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The cluster as this member sees it, for those who operate it. */
final class ClusterView {
    private ClusterView() {}

    static Map<String, Object> of(
            ClusterOptions options,
            HazelcastInstance hazelcast,
            Partitions partitions,
            IMap<String, NodeState> nodes,
            Map<String, Long> marks,
            Instant lastMigration) {
        Map<Member, Integer> owned = new HashMap<>();
        for (Partition partition : partitions.all()) {
            if (partition.getOwner() != null) {
                owned.merge(partition.getOwner(), 1, Integer::sum);
            }
        }
        Set<Member> there = hazelcast.getCluster().getMembers();
        List<Map<String, Object>> members = new ArrayList<>();
        Map<String, Map<String, Long>> rows = new TreeMap<>();
        boolean ready = true;
        for (Member member : there) {
            NodeState state = nodes.get(member.getUuid().toString());
            members.add(member(member, state, owned.getOrDefault(member, 0), members.isEmpty()));
            ready &= state != null && state.figures().getOrDefault("ready", 0L) == 1;
            if (state != null) {
                addTo(rows, state);
            }
        }
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("name", options.name());
        map.put("expected", options.members().size());
        map.put("majority", members.size() >= options.quorum());
        map.put("ready", ready);
        map.put("safe", owned.size() > options.backupsWanted() && partitions.safe(there));
        map.put("partitions", partitions.count());
        map.put("lastMigration", lastMigration == null ? null : lastMigration.toString());
        map.put("watermarks", times(marks));
        map.put("members", members);
        map.put("rows", rows);
        return map;
    }

    private static Map<String, Object> member(Member member, NodeState state, int owned, boolean oldest) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("id", member.getUuid().toString());
        map.put(
                "address",
                member.getAddress().getHost() + ":" + member.getAddress().getPort());
        map.put("here", member.localMember());
        map.put("oldest", oldest);
        map.put("partitions", owned);
        if (state != null) {
            Map<String, Long> figures = state.figures();
            map.put("ready", figures.getOrDefault("ready", 0L) == 1);
            map.put("partitionsWorked", figures.get("partitions"));
            map.put("keptRows", figures.get("keptRows"));
            map.put("keptBatches", figures.get("keptBatches"));
            map.put("keptUnwantedRows", figures.get("keptUnwantedRows"));
            map.put("waitingBytes", figures.get("waitingBytes"));
            map.put("rulesVersion", figures.get("rulesVersion"));
            Map<String, Long> seen = new TreeMap<>();
            state.seen().forEach((table, times) -> seen.put(table, times.newest()));
            map.put("watermarks", times(seen));
        }
        return map;
    }

    private static void addTo(Map<String, Map<String, Long>> rows, NodeState state) {
        state.counts().forEach((name, count) -> {
            int slash = name.lastIndexOf('/');
            rows.computeIfAbsent(name.substring(0, slash), table -> new TreeMap<>())
                    .merge(name.substring(slash + 1), count, Long::sum);
        });
    }

    private static Map<String, Object> times(Map<String, Long> ticks) {
        Map<String, Object> times = new TreeMap<>();
        ticks.forEach((table, time) -> {
            if (time != Watermarks.NOT_YET && time != Watermarks.NOT_WAITED_FOR) {
                times.put(table, Ticks.toIso(time));
            }
        });
        return times;
    }
}
