package io.tokenwatch.bench.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import org.junit.jupiter.api.Test;

class RowCountsTest {
    @Test
    void areThoseOfAllTables() {
        String printed = """
                 rows                         read   kept  filtered  dead
                 AADManagedIdentitySignInLogs  601    601         0     0
                 all                          9740   2905      6835     0
                2 alerts
                """;

        assertEquals(Map.of("read", 9740, "kept", 2905, "filtered", 6835, "dead", 0), RowCounts.printed(printed));
    }

    @Test
    void mustBeThere() {
        assertThrows(IllegalArgumentException.class, () -> RowCounts.printed("2 alerts\n"));
    }
}
