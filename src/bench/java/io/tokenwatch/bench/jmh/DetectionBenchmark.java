package io.tokenwatch.bench.jmh;

import io.tokenwatch.bench.data.Fate;
import io.tokenwatch.engine.RuleLane;
import io.tokenwatch.event.RowBatch;
import io.tokenwatch.event.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;

/** One detection on one lane: rows that it wants, from an empty state on. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class DetectionBenchmark {
    private static final int ROWS = 20_000;

    /** So many of any are sure to hold enough that each detection wants. */
    private static final int ROWS_OF_ANY = 15 * ROWS;

    @Param({"T1550.001", "T1528"})
    public String detection;

    private final List<Wanted> wanted = new ArrayList<>();
    private Engine engine;
    private int rule;
    private RuleLane lane;

    private record Wanted(Table table, Object[] row) {}

    @Setup
    public void prepare() throws Exception {
        engine = new Engine();
        rule = engine.rule(detection);
        engine.decode(Engine.log(Fate.ANY, ROWS_OF_ANY), this::keep);
    }

    private void keep(RowBatch batch) {
        for (int i = 0; i < batch.size() && wanted.size() < ROWS; i++) {
            if (engine.wants(rule, batch, i)) {
                wanted.add(new Wanted(batch.table(i), batch.row(i)));
            }
        }
    }

    /** An invocation takes tens of milliseconds, so a lane for each of them does no harm. */
    @Setup(Level.Invocation)
    public void start(Blackhole sink) {
        lane = engine.lane(sink::consume);
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public void rows() {
        for (Wanted row : wanted) {
            lane.row(rule, row.table(), row.row());
        }
    }

    @TearDown(Level.Invocation)
    public void end() {
        lane.close();
    }
}
