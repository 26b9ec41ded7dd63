package io.tokenwatch.alert;

import io.tokenwatch.engine.Finding;
import io.tokenwatch.event.Column;
import io.tokenwatch.event.ColumnType;
import io.tokenwatch.event.Table;
import io.tokenwatch.event.Ticks;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Shows a finding's columns as the rows of the KQL query show them. */
final class KqlRow {
    private KqlRow() {}

    /**
     * Columns by name, in the order asked for: times as UTC ISO text with seven digits, sets as lists. A column is a
     * time if a table that the rule reads has it as one.
     */
    static Map<String, Object> of(Finding finding, List<String> columns) {
        Map<String, Object> row = new LinkedHashMap<>();
        for (String column : columns) {
            row.put(column, shown(finding, column));
        }
        return row;
    }

    private static Object shown(Finding finding, String column) {
        Object value = finding.get(column);
        if (value instanceof Object[] set) {
            return Arrays.asList(set);
        }
        return value instanceof Long ticks && isTime(finding, column) ? Ticks.toIso(ticks) : value;
    }

    private static boolean isTime(Finding finding, String column) {
        for (Table table : finding.rule().tables()) {
            int at = table.find(column);
            if (at >= 0) {
                Column found = table.columns().get(at);
                return found.type() == ColumnType.DATETIME;
            }
        }
        return false;
    }
}
