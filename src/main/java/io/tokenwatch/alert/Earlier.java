package io.tokenwatch.alert;

import io.tokenwatch.event.JsonText;
import io.tokenwatch.event.Ticks;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What was told of an alert that counts every row, of rows that are forgotten: to be added to what is found in the
 * others. Immutable.
 *
 * @param firstEvent when the first event happened, in ticks
 * @param lastEvent when the last one happened, in ticks
 * @param count how many rows of the query are forgotten
 * @param samples the earliest rows that were told
 * @param row the earliest one, as it was told
 */
record Earlier(
        long firstEvent, long lastEvent, long count, List<Map<String, Object>> samples, Map<String, Object> row) {
    /**
     * What is missing of an alert that was told before.
     *
     * @param found of how many rows it is found again; those were told too, as far as can be known
     */
    @SuppressWarnings("unchecked")
    static Earlier of(ToldAlert told, long found) {
        Map<String, Object> json = JsonText.object(told.json());
        return new Earlier(
                firstEvent(json),
                Ticks.parse((String) json.get("lastEvent")),
                Math.max(0, ((Number) json.get("count")).longValue() - found),
                (List<Map<String, Object>>) json.get("samples"),
                (Map<String, Object>) json.get("row"));
    }

    /** When the first event happened of an alert that was told, in ticks. */
    static long firstEvent(ToldAlert told) {
        return firstEvent(JsonText.object(told.json()));
    }

    private static long firstEvent(Map<String, Object> json) {
        return Ticks.parse((String) json.get("firstEvent"));
    }

    /** The samples that were told, and others behind them as long as there is room. */
    List<Map<String, Object>> samplesWith(List<Map<String, Object>> others, int most) {
        List<Map<String, Object>> all = new ArrayList<>(samples);
        others.stream().filter(other -> !all.contains(other)).forEach(all::add);
        return all.subList(0, Math.min(all.size(), most));
    }
}
