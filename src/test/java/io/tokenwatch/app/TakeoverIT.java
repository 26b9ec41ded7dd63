package io.tokenwatch.app;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tokenwatch.alert.Alert;
import io.tokenwatch.event.Source;
import io.tokenwatch.testing.FreePorts;
import io.tokenwatch.testing.LogRows;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a member makes of the alerts of another one whose partitions it takes over. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TakeoverIT {
    /** So many that some belong to the member that goes. */
    private static final int USERS = 16;

    @TempDir
    private Path folder;

    private final Map<String, Alert> told = new ConcurrentHashMap<>();
    private LivePipeline goes;
    private LivePipeline stays;

    @BeforeEach
    void join() throws Exception {
        List<Integer> ports = FreePorts.some(2);
        stays = member("stays", ports.get(0), ports);
        goes = member("goes", ports.get(1), ports);
        awaitMembers(2);
    }

    private void awaitMembers(int members) {
        await().until(() -> stays.checks().get(0).detail().startsWith(members + " of 2 members"));
        await().until(() -> stays.checks().get(0).detail().endsWith("all partitions work"));
    }

    private LivePipeline member(String name, int port, List<Integer> ports) throws Exception {
        Settings settings = Settings.gather(
                null,
                Map.of(),
                Map.of(
                        "tokenwatch.data.dir",
                        folder.resolve(name).toString(),
                        "tokenwatch.cluster.members",
                        ports.stream().map(p -> "127.0.0.1:" + p).collect(Collectors.joining(",")),
                        "tokenwatch.cluster.port",
                        String.valueOf(port)));
        LivePipeline member = new LiveRules(settings, Clock.systemUTC()).start();
        member.alerts()
                .add(alert -> told.merge(
                        alert.id(), alert, (before, now) -> now.revision() >= before.revision() ? now : before));
        member.load();
        member.open();
        return member;
    }

    @AfterEach
    void leave() throws Exception {
        stays.finish();
        stays.close();
    }

    private void post(List<String> rows) throws Exception {
        String body = String.join("\n", rows) + "\n";
        goes.accept(Source.named("rows.ndjson"), new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)));
    }

    private static List<String> ofAll(IntFunction<String> row) {
        return new ArrayList<>(IntStream.range(0, USERS).mapToObj(row).toList());
    }

    private static String signIn(int user, String time, int address) {
        return LogRows.tokenUse("user" + user, "2024-05-01T" + time + "Z", "203.0.113." + address, "Graph");
    }

    private static String call(int user, String time) {
        return LogRows.tokenUsed("2024-05-01T" + time + "Z", "192.0.2.7", token(user));
    }

    private static String token(int user) {
        return String.format("T%020dA", user);
    }

    private long kept() {
        return goes.keptRows() + stays.keptRows();
    }

    @Test
    void leavesThemAsTheyAreWhereRowsAreForgotten() throws Exception {
        List<String> first = new ArrayList<>();
        for (int minute = 0; minute < 9; minute++) {
            String time = "10:0" + minute + ":00";
            first.addAll(ofAll(user -> signIn(user, time, 1)));
        }
        post(first);
        // These stay for an hour longer than the first ones, because of the last row.
        List<String> second = ofAll(user -> signIn(user, "10:50:00", 1));
        second.addAll(ofAll(user -> signIn(user, "10:51:00", 2)));
        second.addAll(ofAll(user -> signIn(user, "11:05:00", 1)));
        post(second);
        post(ofAll(user -> call(user, "10:20:00")));
        post(ofAll(user -> LogRows.tokenIssued("app", "2024-05-01T10:30:00Z", "198.51.100.1", token(user))));
        post(ofAll(user -> call(user, "10:40:00")));
        int rows = first.size() + second.size() + 3 * USERS;
        await().until(() -> kept() == rows);
        String later = "2024-05-02T19:10:00Z";
        String issued = LogRows.tokenIssued("other", later, "198.51.100.1", "BBBBBBBBBBBBBBBBBBBBBB");
        List<String> last = List.of(
                LogRows.tokenUse("other", later, "203.0.113.1", "Graph"),
                issued,
                issued.replace("ServicePrincipalSignInLogs", "ManagedIdentitySignInLogs"),
                LogRows.tokenUsed(later, "198.51.100.1", "BBBBBBBBBBBBBBBBBBBBBB"));
        post(last);
        await().until(() -> kept() == rows - first.size() + last.size());

        goes.record(id -> false);
        stays.record(id -> false);
        // Without telling first that a second call was found with each token.
        goes.close();
        awaitMembers(1);
        stays.finish();
        assertEquals(2 * USERS, told.size());
        for (Alert alert : told.values()) {
            if (alert.detection().id().equals("T1528")) {
                assertEquals(2, alert.count(), alert.toJson());
            } else {
                assertEquals(11L, alert.row().get("TokenUseCount"), alert.toJson());
            }
        }
    }
}
