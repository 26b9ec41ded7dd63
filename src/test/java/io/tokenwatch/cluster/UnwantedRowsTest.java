package io.tokenwatch.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tokenwatch.event.Catalog;
import io.tokenwatch.event.Column;
import io.tokenwatch.event.ColumnType;
import io.tokenwatch.event.Table;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnwantedRowsTest {
    private static final Table T = new Table(
            0,
            "T",
            "",
            List.of(Column.named(Table.TIME_COLUMN, ColumnType.DATETIME), Column.named("N", ColumnType.INT)),
            List.of(),
            Duration.ofMinutes(30),
            Duration.ofHours(32));
    private static final Catalog CATALOG = new Catalog(List.of(T));

    private static UnwantedRows filled(int most, int rows) {
        UnwantedRows unwanted = new UnwantedRows(most);
        for (int n = 0; n < rows; n++) {
            unwanted.add(T, new Object[] {0L, n});
        }
        return unwanted;
    }

    private static List<Object> taken(UnwantedRows unwanted, int lessThan) {
        return unwanted.take(CATALOG, (table, row) -> (int) row[1] < lessThan).stream()
                .map(wanted -> wanted.row()[1])
                .toList();
    }

    @Test
    void givesEachRowOnce() {
        UnwantedRows unwanted = filled(10_000, 2_500);

        assertEquals(List.of(0, 1, 2), taken(unwanted, 3));
        assertEquals(List.of(3), taken(unwanted, 4));
        assertEquals(2_496, unwanted.size());
    }

    @Test
    void letsTheOldestGoWhenThereAreTooMany() {
        UnwantedRows unwanted = filled(2_000, 3_500);

        assertEquals(2_000, taken(unwanted, Integer.MAX_VALUE).get(0));
    }

    @Test
    void keepsNoneIfToldSo() {
        assertEquals(0, filled(0, 10).size());
    }
}
