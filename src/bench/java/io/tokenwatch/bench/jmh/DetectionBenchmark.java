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
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** One detection on one lane: rows that it wants, hour after hour, so that old ones are forgotten as new ones come. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xmx1g", "-XX:+UseParallelGC"})
@Warmup(iterations = 40)
@Measurement(iterations = 20)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class DetectionBenchmark {
    private static final int ROWS = 5_000;

    /** So many that are kept are sure to hold enough that each detection wants. */
    private static final int ROWS_OF_ALL = 10 * ROWS;

    @Param({"T1550.001", "T1528"})
    public String detection;

    private final List<Wanted> wanted = new ArrayList<>();
    private Engine engine;
    private int rule;
    private RuleLane lane;
    private int hour;

    private record Wanted(Table table, Object[] row) {}

    @Setup
    public void start(Blackhole sink) throws Exception {
        engine = new Engine();
        rule = engine.rule(detection);
        lane = engine.lane(sink::consume);
    }

    @Setup(Level.Iteration)
    public void nextHour() throws Exception {
        wanted.clear();
        engine.decode(Engine.log(Fate.KEPT, ROWS_OF_ALL, hour++), this::keep);
        if (wanted.size() < ROWS) {
            throw new IllegalStateException(detection + " wants " + wanted.size() + " rows; expected " + ROWS);
        }
    }

    private void keep(RowBatch batch) {
        for (int i = 0; i < batch.size() && wanted.size() < ROWS; i++) {
            if (engine.wants(rule, batch, i)) {
                wanted.add(new Wanted(batch.table(i), batch.row(i)));
            }
        }
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public void detect() {
        long[] marks = engine.marks(hour - 1);
        lane.watermarks(marks);
        lane.forget(marks);
        for (Wanted row : wanted) {
            lane.row(rule, row.table(), row.row());
        }
    }

    @TearDown
    public void end() {
        lane.close();
    }
}
