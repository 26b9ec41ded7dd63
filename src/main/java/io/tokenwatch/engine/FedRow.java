package io.tokenwatch.engine;

import io.tokenwatch.event.Table;
import java.util.List;
import java.util.Set;

/** A row that was fed to an {@link Explainer}, with what was seen of it then. */
public final class FedRow {
    private final Table table;
    private final Object[] row;
    private final List<Explanation.Reader> readers;
    private final List<Explanation.Kept> kept;
    private final Set<List<Object>> groups;
    private final Set<String> events;

    /**
     * @param groups the keys of the groups that it counts in
     * @param events the types of the events that the rule makes of it
     */
    FedRow(
            Table table,
            Object[] row,
            List<Explanation.Reader> readers,
            List<Explanation.Kept> kept,
            Set<List<Object>> groups,
            Set<String> events) {
        this.table = table;
        this.row = row;
        this.readers = readers;
        this.kept = kept;
        this.groups = groups;
        this.events = events;
    }

    /** The keys by which the rule's statements gather the row. */
    public List<Object> keys() {
        return readers.stream().map(Explanation.Reader::keyValue).toList();
    }

    Table table() {
        return table;
    }

    Object[] row() {
        return row;
    }

    List<Explanation.Reader> readers() {
        return readers;
    }

    List<Explanation.Kept> kept() {
        return kept;
    }

    Set<List<Object>> groups() {
        return groups;
    }

    Set<String> events() {
        return events;
    }
}
