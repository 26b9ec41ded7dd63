package io.tokenwatch.engine;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What a detection says about itself, from the annotations of its EPL.
 *
 * @param id its id, such as {@code T1550.001}
 * @param title what an alert is called
 * @param severity informational, low, medium, high or critical
 * @param confidence low, medium or high
 * @param tactics ATT&amp;CK tactics
 * @param techniques ATT&amp;CK techniques
 * @param entities who and what an alert is about
 * @param project the columns of the KQL query's {@code project}, in its order
 * @param key the columns that together name an alert
 * @param updateOn the columns whose change is told at once
 * @param samples the columns of some rows that an alert shows; empty if each row replaces the one before
 * @param everyRow whether every row of the statement is a row of the query; else each replaces the one before with the
 *     same key
 * @param falsePositives when it alerts though nothing is wrong
 * @param references URLs
 * @param suppress which alerts are held back after one; empty if none
 * @param onlyIfEnabled whether the rule only runs if the settings name it
 */
public record DetectionInfo(
        String id,
        String title,
        String severity,
        String confidence,
        List<Named> tactics,
        List<Named> techniques,
        List<Entity> entities,
        List<String> project,
        List<String> key,
        List<String> updateOn,
        List<String> samples,
        boolean everyRow,
        List<String> falsePositives,
        List<String> references,
        Optional<Suppression> suppress,
        boolean onlyIfEnabled) {

    /** After an alert, others with the same values in the key's columns are held back for a time. */
    public record Suppression(List<String> key, Duration time) {}

    /** Whether the rule runs. */
    boolean runs(Set<String> enabled) {
        return !onlyIfEnabled || enabled.contains(id) || enabled.contains(RuleOptions.ALL);
    }

    /** All columns of the statement that are named here. */
    Set<String> columns() {
        Set<String> columns = new TreeSet<>(List.of(Rule.FIRST_EVENT, Rule.LAST_EVENT, Rule.WINDOW_END));
        Stream.of(project, key, updateOn, samples).forEach(columns::addAll);
        entities.forEach(entity -> columns.add(entity.column()));
        return columns;
    }

    /** An ATT&amp;CK id with its name. */
    public record Named(String id, String name) {
        static Named of(String text) {
            int blank = text.indexOf(' ');
            return blank < 0 ? new Named(text, "") : new Named(text.substring(0, blank), text.substring(blank + 1));
        }
    }

    /** A column that holds something an alert is about, such as an account or an address. */
    public record Entity(String type, String column) {
        static Entity of(String text) {
            int equals = text.indexOf('=');
            return equals < 0
                    ? new Entity(text, text)
                    : new Entity(text.substring(0, equals), text.substring(equals + 1));
        }
    }
}
