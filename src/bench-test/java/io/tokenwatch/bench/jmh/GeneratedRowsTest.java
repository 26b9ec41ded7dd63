package io.tokenwatch.bench.jmh;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tokenwatch.bench.data.Fate;
import io.tokenwatch.bench.data.Logs;
import io.tokenwatch.bench.data.Plan;
import io.tokenwatch.bench.data.Planted;
import io.tokenwatch.engine.Finding;
import io.tokenwatch.engine.RuleLane;
import io.tokenwatch.event.RowBatch;
import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the program makes of generated rows. */
class GeneratedRowsTest {
    private static final int ROWS = 20_000;

    private static Engine engine;

    @BeforeAll
    static void compile() throws Exception {
        engine = new Engine();
    }

    @Test
    void areAllReadable() throws Exception {
        for (Fate fate : Fate.values()) {
            List<RowBatch> batches = engine.decode(Engine.log(fate, ROWS, 0));

            assertEquals(ROWS, batches.stream().mapToLong(RowBatch::read).sum());
            assertEquals(
                    List.of(),
                    batches.stream().flatMap(batch -> batch.dead().stream()).toList());
        }
    }

    @Test
    void passTheFiltersInTheSharesOfRealLogs() throws Exception {
        Map<String, Double> kept = kept(Fate.ANY);

        assertEquals(0.15, kept.get("AADNonInteractiveUserSignInLogs"), 0.02);
        assertEquals(0.92, kept.get("MicrosoftGraphActivityLogs"), 0.02);
        assertEquals(1, kept.get("AADServicePrincipalSignInLogs"));
        assertEquals(1, kept.get("AADManagedIdentitySignInLogs"));
    }

    @Test
    void passTheFiltersAllOrNotAtAllWhereThatIsAskedFor() throws Exception {
        kept(Fate.KEPT).forEach((table, share) -> assertEquals(1, share, table));
        kept(Fate.DROPPED).forEach((table, share) -> assertEquals(0, share, table));
    }

    /** A detection hears of the key of each planted alert first with the row that the plan names. */
    @Test
    void openTheirAlertsWithTheRowsThatDecideThem() throws Exception {
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        List<Planted> planted = Logs.write(Plan.day(3, ROWS), log).planted();
        Map<String, Integer> first = new HashMap<>();
        int[] row = {0};
        RuleLane lane = engine.lane(found -> planted.stream()
                .filter(alert -> isOf(alert, (Finding) found))
                .forEach(alert -> first.putIfAbsent(alert.key().toString(), row[0])));
        for (RowBatch batch : engine.decode(log.toByteArray())) {
            for (int i = 0; i < batch.size(); i++, row[0]++) {
                engine.feed(lane, batch, i);
            }
        }
        lane.close();

        for (Planted alert : planted) {
            assertEquals(alert.decidedBy(), first.get(alert.key().toString()), alert::toString);
        }
    }

    private static boolean isOf(Planted alert, Finding found) {
        return found.rule().detection().id().equals(alert.detection())
                && alert.key().entrySet().stream()
                        .filter(column -> !column.getKey().equals("TimeGenerated"))
                        .allMatch(column -> column.getValue().equals(found.get(column.getKey())));
    }

    /** The share of each table's rows that some rule wants. */
    private static Map<String, Double> kept(Fate fate) throws Exception {
        Map<String, int[]> counts = new TreeMap<>();
        for (RowBatch batch : engine.decode(Engine.log(fate, ROWS, 0))) {
            for (int i = 0; i < batch.size(); i++) {
                int[] count = counts.computeIfAbsent(batch.table(i).name(), table -> new int[2]);
                count[0]++;
                count[1] += batch.wanted(i) == 0 ? 0 : 1;
            }
        }
        Map<String, Double> shares = new TreeMap<>();
        counts.forEach((table, count) -> shares.put(table, count[1] / (double) count[0]));
        return shares;
    }
}
