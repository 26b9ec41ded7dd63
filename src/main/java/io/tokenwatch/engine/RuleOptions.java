package io.tokenwatch.engine;

import io.tokenwatch.engine.safety.Guards;
import java.time.Duration;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * What is set from outside for all rules.
 *
 * @param comparisons how addresses and token ids are compared
 * @param lateness the lateness of a table, by its name and the one that its schema says
 * @param retention the retention of a table, by its name and the one that its schema says
 * @param guards how much a rule may ask for
 * @param keyed whether token ids are replaced by keyed hashes
 * @param enabled ids of detections that only run if they are asked for; {@link #ALL} among them stands for every one
 */
public record RuleOptions(
        Comparisons comparisons,
        BiFunction<String, Duration, Duration> lateness,
        BiFunction<String, Duration, Duration> retention,
        Guards guards,
        boolean keyed,
        Set<String> enabled) {
    /** Stands for the ids of all detections. */
    public static final String ALL = "*";

    /** Nothing is set: the default profile, what the schemas say, and all rules. */
    public static final RuleOptions NONE = new RuleOptions(
            Comparisons.TENANT,
            (table, lateness) -> lateness,
            (table, retention) -> retention,
            Guards.DEFAULT,
            false,
            Set.of(ALL));
}
