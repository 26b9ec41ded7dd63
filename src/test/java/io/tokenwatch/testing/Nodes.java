package io.tokenwatch.testing;

import static org.awaitility.Awaitility.await;

import io.tokenwatch.event.JsonText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/** Nodes of one cluster, each a process of its own with its own folders, on free ports of 127.0.0.1. */
public final class Nodes implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Path folder;
    private final List<Integer> ports;
    private final List<Relay> relays = new ArrayList<>();
    private final List<String> settings;
    private final List<String> strangers = new ArrayList<>();
    private final List<RunningProcess> processes = new ArrayList<>();

    /**
     * Names the nodes, and starts none.
     *
     * @param set settings of all nodes, as {@code name=value}
     */
    public Nodes(Path folder, int count, String... set) throws IOException {
        this.folder = folder;
        this.ports = FreePorts.some(count);
        this.settings = List.of(set);
        for (int node = 0; node < count; node++) {
            processes.add(null);
            Files.createDirectories(folder(node));
            RulesFolder.copiedTo(rules(node));
        }
    }

    private Path folder(int node) {
        return folder.resolve("node" + node);
    }

    /** The folder with the rules of a node. */
    public Path rules(int node) {
        return folder(node).resolve("epl");
    }

    /** The file that a node appends its alerts to. */
    public Path alertsFile(int node) {
        return folder(node).resolve("data/alerts.ndjson");
    }

    private List<String> addresses() {
        return IntStream.range(0, ports.size()).mapToObj(this::address).toList();
    }

    private String address(int node) {
        return "127.0.0.1:"
                + (relays.isEmpty() ? ports.get(node) : relays.get(node).port());
    }

    /** Has the nodes talk to each other by ways that {@link #split} cuts. */
    public Nodes byRelays() throws IOException {
        for (int port : ports) {
            relays.add(new Relay(port));
        }
        return this;
    }

    /** Cuts each node off from all others. */
    public void split() {
        relays.forEach(Relay::cut);
    }

    /** Undoes {@link #split}. */
    public void heal() {
        relays.forEach(Relay::mend);
    }

    /** Has these nodes name others among their members. */
    public Nodes alsoNaming(Nodes others) {
        strangers.addAll(others.addresses());
        return this;
    }

    /** Starts all nodes at once, and waits until they take events in. */
    public Nodes start() throws IOException {
        for (int node = 0; node < ports.size(); node++) {
            start(node);
        }
        IntStream.range(0, ports.size())
                .mapToObj(node -> CompletableFuture.runAsync(() -> awaitReady(node)))
                .toList()
                .forEach(CompletableFuture::join);
        return this;
    }

    private void start(int node) throws IOException {
        List<String> all = new ArrayList<>();
        // Tests of several processes on few processors keep each other waiting.
        all.add("tokenwatch.cluster.failure.timeout=20s");
        all.addAll(settings);
        all.add("tokenwatch.cluster.members=" + String.join(",", addresses()) + "," + String.join(",", strangers));
        all.add("tokenwatch.cluster.port=" + ports.get(node));
        all.add("tokenwatch.rules.dir=" + rules(node));
        List<String> options = new ArrayList<>();
        if (!relays.isEmpty()) {
            all.add("tokenwatch.cluster.interface=127.0.0.1");
            options.add("-Dhazelcast.local.publicAddress=" + address(node));
        }
        processes.set(node, new RunningProcess(options, folder(node).resolve("data"), all.toArray(String[]::new)));
    }

    private void awaitReady(int node) {
        try {
            processes.get(node).awaitReady();
        } catch (IOException ended) {
            throw new UncheckedIOException(ended);
        }
    }

    public int count() {
        return processes.size();
    }

    public RunningProcess get(int node) {
        return processes.get(node);
    }

    /** The cluster as a node sees it. */
    public Map<String, Object> view(int node) throws IOException, InterruptedException {
        return JsonText.object(get(node).get("/api/v1/cluster").body());
    }

    /** The members that a node sees, the oldest first. */
    @SuppressWarnings("unchecked")
    public List<Map<String, Object>> members(int node) throws IOException, InterruptedException {
        return (List<Map<String, Object>>) view(node).get("members");
    }

    /**
     * Waits until a node sees so many members that are ready, with as many partitions each, and every row has its
     * backup.
     */
    public void awaitSafe(int node, int members) {
        await().atMost(PATIENCE).ignoreException(IOException.class).until(() -> {
            Map<String, Object> view = view(node);
            List<Map<String, Object>> all = members(node);
            return Boolean.TRUE.equals(view.get("safe"))
                    && Boolean.TRUE.equals(view.get("ready"))
                    && all.size() == members
                    && all.stream().noneMatch(member -> Integer.valueOf(0).equals(member.get("partitions")));
        });
    }

    /** The node that is a member for longest. */
    public int oldest() throws IOException, InterruptedException {
        return addresses().indexOf((String) members(0).get(0).get("address"));
    }

    @Override
    public void close() throws InterruptedException, IOException {
        for (RunningProcess process : processes) {
            if (process != null) {
                process.close();
            }
        }
        for (Relay relay : relays) {
            relay.close();
        }
    }
}
