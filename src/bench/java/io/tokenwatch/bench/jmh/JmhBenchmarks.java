package io.tokenwatch.bench.jmh;

import io.tokenwatch.bench.measure.Figure;
import io.tokenwatch.bench.measure.Report;
import io.tokenwatch.bench.measure.Spread;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;
import org.openjdk.jmh.util.Statistics;

/** Runs the benchmarks of this package. */
public final class JmhBenchmarks {
    private static final String PART = "jmh";

    private JmhBenchmarks() {}

    /** Measures; the figures go to the report. */
    public static void run(Report report) throws RunnerException {
        report.doing("running JMH");
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .include(JmhBenchmarks.class.getPackageName())
                        .shouldFailOnError(true)
                        .verbosity(VerboseMode.SILENT)
                        .build())
                .run();
        List<Figure> figures = new ArrayList<>();
        for (RunResult result : results) {
            Result<?> primary = result.getPrimaryResult();
            Statistics times = primary.getStatistics();
            figures.add(new Figure(
                    name(result), "µs/row", new Spread(times.getPercentile(50), times.getMin(), times.getMax())));
        }
        report.add(PART, figures);
    }

    /** Such as {@code decode, ANY}. */
    private static String name(RunResult result) {
        List<String> words = new ArrayList<>(List.of(result.getPrimaryResult().getLabel()));
        TreeMap<String, String> parameters = new TreeMap<>();
        result.getParams()
                .getParamsKeys()
                .forEach(key -> parameters.put(key, result.getParams().getParam(key)));
        words.addAll(parameters.values());
        return String.join(", ", words);
    }
}
