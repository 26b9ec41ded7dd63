package io.tokenwatch.bench.replay;

import io.tokenwatch.bench.measure.Figure;
import io.tokenwatch.bench.measure.Spread;
import io.tokenwatch.bench.measure.Steady;
import io.tokenwatch.bench.measure.Usage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Several programs over the same two files, in turns, so that whatever else the machine does meets all of them. Ratios
 * are taken within a round.
 */
final class Rounds {
    private final List<Contestant> contestants;
    private final Path quarter;
    private final Path full;
    private final int more;
    private final Path log;
    private final Map<String, List<Usage>> fulls = new HashMap<>();
    private final Map<String, List<Steady>> steady = new HashMap<>();

    /**
     * @param contestants the programs; the last is what the others are compared with
     * @param more how many more events the full file has
     */
    Rounds(List<Contestant> contestants, Path quarter, Path full, int more, Path log) {
        this.contestants = contestants;
        this.quarter = quarter;
        this.full = full;
        this.more = more;
        this.log = log;
    }

    /** Runs each program over both files; every other time in the opposite order. */
    void run(int round) throws IOException, InterruptedException {
        List<Contestant> order = new ArrayList<>(contestants);
        if (round % 2 == 1) {
            Collections.reverse(order);
        }
        for (Contestant contestant : order) {
            Usage less = contestant.reading().apply(quarter).run(log);
            Usage all = contestant.reading().apply(full).run(log);
            add(contestant.name(), less, all);
        }
    }

    void add(String name, Usage less, Usage all) {
        fulls.computeIfAbsent(name, n -> new ArrayList<>()).add(all);
        steady.computeIfAbsent(name, n -> new ArrayList<>()).add(Steady.of(less, all, more));
    }

    /** What each program costs, and how that compares. */
    List<Figure> figures() {
        List<Figure> figures = new ArrayList<>();
        String yardstick = contestants.get(contestants.size() - 1).name();
        for (Contestant contestant : contestants) {
            String name = contestant.name();
            figures.add(new Figure(name + ", CPU per event", "µs", spread(steady.get(name), Steady::cpuMicros)));
            figures.add(new Figure(name + ", wall per event", "µs", spread(steady.get(name), Steady::wallMicros)));
            figures.add(
                    new Figure(name + ", wall of the whole file", "s", spread(fulls.get(name), Usage::wallSeconds)));
            figures.add(new Figure(
                    name + ", peak memory", "MiB", spread(fulls.get(name), run -> run.peakBytes() / 1048576.0)));
            if (!name.equals(yardstick)) {
                figures.add(new Figure(name + ", CPU by " + yardstick, "", ratio(name, yardstick, Steady::cpuMicros)));
                figures.add(
                        new Figure(name + ", wall by " + yardstick, "", ratio(name, yardstick, Steady::wallMicros)));
            }
        }
        return figures;
    }

    /** The ratio of two programs' steady costs, round by round. */
    Spread ratio(String name, String other, ToDoubleFunction<Steady> cost) {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < steady.get(name).size(); i++) {
            ratios.add(cost.applyAsDouble(steady.get(name).get(i))
                    / cost.applyAsDouble(steady.get(other).get(i)));
        }
        return Spread.of(ratios);
    }

    /** The ratio of the wall time that two programs took for the whole file, round by round. */
    Spread wholeFile(String name, String other) {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < fulls.get(name).size(); i++) {
            ratios.add(fulls.get(name).get(i).wallSeconds()
                    / fulls.get(other).get(i).wallSeconds());
        }
        return Spread.of(ratios);
    }

    private static <T> Spread spread(List<T> measured, ToDoubleFunction<T> value) {
        return Spread.of(measured.stream().map(value::applyAsDouble).toList());
    }
}
