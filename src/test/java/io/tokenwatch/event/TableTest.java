package io.tokenwatch.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {
    private static final List<Column> COLUMNS = List.of(
            Column.named("Id", ColumnType.STRING),
            Column.named(Table.TIME_COLUMN, ColumnType.DATETIME),
            Column.named("Part", ColumnType.INT));

    private static Table table(String... rowId) {
        return new Table(0, "T", "", COLUMNS, List.of(rowId), Duration.ofMinutes(1), Duration.ofHours(1));
    }

    @Test
    void datesARowByTimeGenerated() {
        assertEquals(17, table().time(new Object[] {"a", 17L, 1}));
    }

    @Test
    void hasNoIdsUnlessItsSchemaSaysSo() {
        assertNull(table().id(new Object[] {"a", 17L, 1}));
    }

    @Test
    void tellsARowByOneColumn() {
        assertEquals("a", table("Id").id(new Object[] {"a", 17L, 1}));
        assertNull(table("Id").id(new Object[] {"", 17L, 1}));
    }

    @Test
    void tellsARowBySeveralColumnsTogether() {
        Table table = table("Id", "Part");

        assertEquals(table.id(new Object[] {"a", 17L, 1}), table.id(new Object[] {"a", 18L, 1}));
        assertNotEquals(table.id(new Object[] {"a", 17L, 1}), table.id(new Object[] {"a", 17L, 2}));
        assertNull(table.id(new Object[] {"a", 17L, null}));
    }

    @Test
    void keepsAllButTheTimesItIsGiven() {
        Table other = table("Id").with(Duration.ofDays(1), Duration.ofDays(2));

        assertEquals(Duration.ofDays(1), other.lateness());
        assertEquals(Duration.ofDays(2), other.retention());
        assertEquals("a", other.id(new Object[] {"a", 17L, 1}));
        assertEquals(COLUMNS, other.columns());
    }

    @Test
    void refusesASchemaWithoutTimeOrRowId() {
        assertEquals("table T has no column Nothing", refusal(COLUMNS, "Nothing"));
        assertEquals("table T has no column TimeGenerated", refusal(COLUMNS.subList(0, 1), "Id"));
        assertEquals(
                "table T: TimeGenerated must be a datetime",
                refusal(List.of(Column.named(Table.TIME_COLUMN, ColumnType.LONG)), Table.TIME_COLUMN));
    }

    private static String refusal(List<Column> columns, String rowId) {
        return assertThrows(
                        IllegalArgumentException.class,
                        () -> new Table(0, "T", "", columns, List.of(rowId), Duration.ZERO, Duration.ZERO))
                .getMessage();
    }
}
