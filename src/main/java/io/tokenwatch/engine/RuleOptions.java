package io.tokenwatch.engine;

import io.tokenwatch.engine.safety.Guards;
import java.time.Duration;
import java.util.function.BiFunction;

/**
 * What is set from outside for all rules.
 *
 * @param comparisons how addresses and token ids are compared
 * @param lateness the lateness of a table, by its name and the one that its schema says
 * @param retention the retention of a table, by its name and the one that its schema says
 * @param guards how much a rule may ask for
 */
public record RuleOptions(
        Comparisons comparisons,
        BiFunction<String, Duration, Duration> lateness,
        BiFunction<String, Duration, Duration> retention,
        Guards guards) {
    /** Nothing is set: the default profile and what the schemas say. */
    public static final RuleOptions NONE = new RuleOptions(
            Comparisons.TENANT, (table, lateness) -> lateness, (table, retention) -> retention, Guards.DEFAULT);
}
