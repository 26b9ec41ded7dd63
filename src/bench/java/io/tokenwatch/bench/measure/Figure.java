package io.tokenwatch.bench.measure;

/**
 * One line of the report.
 *
 * @param name what was measured
 * @param unit in which unit; empty for ratios and counts
 */
public record Figure(String name, String unit, Spread spread) {
    public Figure(String name, String unit, double measured) {
        this(name, unit, Spread.of(measured));
    }
}
