package io.tokenwatch.bench.measure;

import java.util.Arrays;
import java.util.Collection;

/** The middle of several measurements, and how far they lie apart. */
public record Spread(double median, double least, double most) {
    /** @throws IllegalArgumentException if there is no measurement */
    public static Spread of(Collection<Double> measured) {
        double[] sorted = measured.stream().mapToDouble(Double::doubleValue).toArray();
        if (sorted.length == 0) {
            throw new IllegalArgumentException("expected at least one measurement");
        }
        Arrays.sort(sorted);
        int half = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
        return new Spread(median, sorted[0], sorted[sorted.length - 1]);
    }

    /** One measurement. */
    public static Spread of(double measured) {
        return new Spread(measured, measured, measured);
    }
}
