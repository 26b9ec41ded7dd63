package io.tokenwatch.alert;

import io.tokenwatch.engine.DetectionInfo;
import io.tokenwatch.event.JsonText;
import io.tokenwatch.event.Ticks;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** One telling of an alert. Immutable; each is equal to itself alone. */
public final class Alert {
    private final String id;
    private final DetectionInfo detection;
    private final Status status;
    private final int revision;
    private final long firstEvent;
    private final long lastEvent;
    private final List<Entity> entities;
    private final long count;
    private final List<Map<String, Object>> samples;
    private final Map<String, Object> row;

    /** Made when it is asked for first: each route and the ledger would make it anew. */
    private volatile String json;

    /**
     * A telling.
     *
     * @param id the alert's id; the same for all tellings, and for the same rows fed again
     * @param detection what the detection says about itself
     * @param status where the alert stands
     * @param revision which telling this is, from 1
     * @param firstEvent when its first event happened, in ticks
     * @param lastEvent when its last event happened, in ticks
     * @param entities who and what it is about
     * @param count how many rows of the query it stands for; 1 unless the detection counts every row
     * @param samples some of these rows
     * @param row the columns of the KQL query by their own names; if it stands for several rows, the earliest
     */
    public Alert(
            String id,
            DetectionInfo detection,
            Status status,
            int revision,
            long firstEvent,
            long lastEvent,
            List<Entity> entities,
            long count,
            List<Map<String, Object>> samples,
            Map<String, Object> row) {
        this.id = id;
        this.detection = detection;
        this.status = status;
        this.revision = revision;
        this.firstEvent = firstEvent;
        this.lastEvent = lastEvent;
        this.entities = entities;
        this.count = count;
        this.samples = samples;
        this.row = row;
    }

    /** Someone or something that an alert is about, such as an {@code account} or an {@code ip}. */
    public record Entity(String type, String value) {}

    public String id() {
        return id;
    }

    public DetectionInfo detection() {
        return detection;
    }

    public Status status() {
        return status;
    }

    public int revision() {
        return revision;
    }

    /** When its first event happened, in ticks. */
    public long firstEvent() {
        return firstEvent;
    }

    /** When its last event happened, in ticks. */
    public long lastEvent() {
        return lastEvent;
    }

    public List<Entity> entities() {
        return entities;
    }

    public long count() {
        return count;
    }

    public List<Map<String, Object>> samples() {
        return samples;
    }

    public Map<String, Object> row() {
        return row;
    }

    /** The same telling with another status. */
    Alert as(Status other) {
        return new Alert(id, detection, other, revision, firstEvent, lastEvent, entities, count, samples, row);
    }

    /**
     * The values of a field: a column of the row, each value of a set for itself, or the entities of a type. Empty if
     * there is neither.
     */
    List<Object> values(String field) {
        if (row.containsKey(field)) {
            Object value = row.get(field);
            return value instanceof List<?> set ? new ArrayList<>(set) : Collections.singletonList(value);
        }
        return entities.stream()
                .filter(entity -> entity.type().equals(field))
                .map(entity -> (Object) entity.value())
                .toList();
    }

    /** The alert as one JSON object on one line; times in UTC ISO with seven digits. */
    public String toJson() {
        String made = json;
        if (made == null) {
            made = JsonText.of(toMap());
            json = made;
        }
        return made;
    }

    /** The alert as its JSON object's members, in their order. */
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("id", id);
        map.put("detection", detection.id());
        map.put("title", detection.title());
        map.put("severity", detection.severity());
        map.put("confidence", detection.confidence());
        map.put("status", status.text());
        map.put("revision", revision);
        map.put("firstEvent", Ticks.toIso(firstEvent));
        map.put("lastEvent", Ticks.toIso(lastEvent));
        map.put("entities", each(entities, e -> ordered("type", e.type(), "value", e.value())));
        map.put("attack", ordered("tactics", named(detection.tactics()), "techniques", named(detection.techniques())));
        map.put("falsePositives", detection.falsePositives());
        map.put("references", detection.references());
        if (detection.everyRow()) {
            map.put("count", count);
            map.put("samples", samples);
        }
        map.put("row", row);
        return map;
    }

    private static List<Map<String, Object>> named(List<DetectionInfo.Named> names) {
        return each(names, n -> ordered("id", n.id(), "name", n.name()));
    }

    private static <T> List<Map<String, Object>> each(List<T> all, Function<T, Map<String, Object>> shown) {
        List<Map<String, Object>> maps = new ArrayList<>(all.size());
        all.forEach(one -> maps.add(shown.apply(one)));
        return maps;
    }

    private static Map<String, Object> ordered(String key, Object value, String otherKey, Object otherValue) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put(key, value);
        map.put(otherKey, otherValue);
        return map;
    }
}
