package io.tokenwatch.bench.jmh;

import io.tokenwatch.bench.data.Fate;
import io.tokenwatch.event.RowBatch;
import io.tokenwatch.lane.Router;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** From decoded rows to the queues of two lanes, which do nothing with them. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xmx1g", "-XX:+UseParallelGC"})
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 5, time = 3)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class RouteBenchmark {
    private static final int ROWS = 10_000;

    private Engine engine;
    private Router router;
    private List<RowBatch> batches;

    @Setup
    public void prepare() throws Exception {
        engine = new Engine();
        router = engine.router(2);
        batches = engine.decode(Engine.log(Fate.ANY, ROWS, 0));
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public void route() throws Exception {
        for (RowBatch batch : batches) {
            engine.route(batch, router);
        }
        router.settle();
    }

    @TearDown
    public void stop() throws InterruptedException {
        router.close();
    }
}
