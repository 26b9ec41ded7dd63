package io.tokenwatch.engine;

import io.tokenwatch.event.Column;
import io.tokenwatch.event.ColumnType;
import io.tokenwatch.event.Table;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The names by which expressions know the values of a row, and their types. Immutable and safe to share.
 *
 * @param places the place of each name in a row
 * @param types by place
 */
record RowShape(Map<String, Integer> places, List<ColumnType> types) {
    RowShape {
        places = Map.copyOf(places);
        types = List.copyOf(types);
    }

    /** A row of a table. */
    static RowShape of(Table table) {
        Map<String, Integer> places = new HashMap<>();
        for (Column column : table.columns()) {
            places.put(column.name(), places.size());
        }
        return new RowShape(places, table.columns().stream().map(Column::type).toList());
    }

    /** The place of a name, or -1. */
    int find(String name) {
        return places.getOrDefault(name, -1);
    }

    ColumnType type(int place) {
        return types.get(place);
    }
}
