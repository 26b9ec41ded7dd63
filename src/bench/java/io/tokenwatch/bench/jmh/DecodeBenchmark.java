package io.tokenwatch.bench.jmh;

import io.tokenwatch.bench.data.Fate;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** From bytes to rows: those of a real mix, such as all rules' filters drop, and such as they keep. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xmx1g", "-XX:+UseParallelGC"})
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 5, time = 3)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class DecodeBenchmark {
    private static final int ROWS = 10_000;

    @Param
    public Fate rows;

    private Engine engine;
    private byte[] log;

    @Setup
    public void prepare() throws Exception {
        engine = new Engine();
        log = Engine.log(rows, ROWS, 0);
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public void decode(Blackhole sink) throws Exception {
        engine.decode(log, batch -> {
            sink.consume(batch);
            batch.release();
        });
    }
}
