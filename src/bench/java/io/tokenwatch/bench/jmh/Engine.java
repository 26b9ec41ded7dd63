package io.tokenwatch.bench.jmh;

import io.tokenwatch.bench.data.Fate;
import io.tokenwatch.bench.data.Logs;
import io.tokenwatch.bench.data.Plan;
import io.tokenwatch.engine.Finding;
import io.tokenwatch.engine.Findings;
import io.tokenwatch.engine.Rule;
import io.tokenwatch.engine.RuleLane;
import io.tokenwatch.engine.RuleOptions;
import io.tokenwatch.engine.RuleSet;
import io.tokenwatch.engine.RulesException;
import io.tokenwatch.event.Counters;
import io.tokenwatch.event.Decoder;
import io.tokenwatch.event.Limits;
import io.tokenwatch.event.RowBatch;
import io.tokenwatch.event.Source;
import io.tokenwatch.event.Table;
import io.tokenwatch.event.Ticks;
import io.tokenwatch.lane.LaneWork;
import io.tokenwatch.lane.Router;
import io.tokenwatch.lane.Watermarks;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** The program's parts as the benchmarks use them: the one place that knows how they are put together. */
final class Engine {
    private static final Instant START = Instant.parse("2024-05-01T10:00:00Z");

    private final RuleSet rules;
    private final Decoder decoder;

    Engine() throws RulesException, IOException {
        Path epl = Path.of(System.getProperty("tokenwatch.home", ""), "epl");
        rules = RuleSet.load(
                epl,
                new RuleOptions(
                        RuleOptions.NONE.comparisons(),
                        RuleOptions.NONE.lateness(),
                        RuleOptions.NONE.retention(),
                        RuleOptions.NONE.guards(),
                        false,
                        Set.of()),
                List.of(),
                null);
        decoder = new Decoder(rules.catalog(), Limits.DEFAULT);
    }

    /**
     * Rows of one hour, one a line.
     *
     * @param hour which; each has rows of its own
     */
    static byte[] log(Fate fate, int rows, int hour) throws IOException {
        Plan plan =
                switch (fate) {
                    case ANY -> Plan.day(hour, rows);
                    case KEPT -> Plan.kept(hour, rows);
                    case DROPPED -> Plan.dropped(hour, rows);
                };
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Logs.write(plan.during(START.plus(Duration.ofHours(hour)), Duration.ofHours(1)), out);
        return out.toByteArray();
    }

    /** The watermarks of all tables when an hour begins. */
    long[] marks(int hour) {
        long[] marks = new long[rules.catalog().tables().size()];
        Arrays.fill(marks, START.plus(Duration.ofHours(hour)).getEpochSecond() * Ticks.PER_SECOND);
        return marks;
    }

    /** Decodes rows, asking the rules which they want. */
    void decode(byte[] rows, Consumer<RowBatch> sink) throws IOException {
        decoder.decode(Source.named("events.ndjson"), new ByteArrayInputStream(rows), rules, sink);
    }

    List<RowBatch> decode(byte[] rows) throws IOException {
        List<RowBatch> batches = new ArrayList<>();
        decode(rows, batches::add);
        return batches;
    }

    /** A router whose lanes do nothing. */
    Router router(int lanes) {
        Watermarks watermarks =
                new Watermarks(rules.catalog(), Clock.systemUTC(), Duration.ofMinutes(5), Duration.ofMinutes(5));
        return new Router(
                rules.catalog(), rules, watermarks, new Counters(), dead -> {}, lanes, lane -> new Idle(), false, 0, 0);
    }

    /** Routes a batch, which stays as it is, to be routed again. */
    void route(RowBatch batch, Router router) throws InterruptedException {
        batch.hold();
        router.route(batch, rules);
    }

    /** The number of the rule whose detection has an id. */
    int rule(String detection) {
        for (int i = 0; i < rules.rules().size(); i++) {
            if (rules.rules().get(i).detection().id().equals(detection)) {
                return i;
            }
        }
        throw new IllegalArgumentException(detection + ": there is no such detection");
    }

    /** Whether a rule wants a row of a batch. */
    boolean wants(int rule, RowBatch batch, int row) {
        for (long bits = batch.wanted(row); bits != 0; bits &= bits - 1) {
            if (rules.rule(batch.table(row), Long.numberOfTrailingZeros(bits)) == rule) {
                return true;
            }
        }
        return false;
    }

    /** Gives a row to all rules that want it. */
    void feed(RuleLane lane, RowBatch batch, int row) {
        for (long bits = batch.wanted(row); bits != 0; bits &= bits - 1) {
            int rule = rules.rule(batch.table(row), Long.numberOfTrailingZeros(bits));
            lane.row(rule, batch.table(row), batch.row(row));
        }
    }

    /** A lane whose findings go to a sink. */
    RuleLane lane(Consumer<Object> sink) {
        return rules.lane(new Sunk(sink));
    }

    private record Sunk(Consumer<Object> sink) implements Findings {
        @Override
        public void found(Finding finding) {
            sink.accept(finding);
        }

        @Override
        public void advanced(Rule rule, long lowWatermark) {}

        @Override
        public void forgotten(Rule rule, long lowWatermark) {}

        @Override
        public void ended() {}
    }

    private static final class Idle implements LaneWork {
        @Override
        public void row(int rule, Table table, Object[] row) {}

        @Override
        public void watermarks(long[] marks) {}

        @Override
        public void forget(long[] marks) {}

        @Override
        public void end() {}
    }
}
