package io.tokenwatch.bench.jmh;

import org.junit.jupiter.api.Test;

class RouteBenchmarkTest {
    @Test
    void routesTheSameRowsAgainAndAgain() throws Exception {
        RouteBenchmark benchmark = new RouteBenchmark();
        benchmark.prepare();
        benchmark.route();
        benchmark.route();
        benchmark.stop();
    }
}
