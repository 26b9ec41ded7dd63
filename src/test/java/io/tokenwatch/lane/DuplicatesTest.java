package io.tokenwatch.lane;

import static io.tokenwatch.lane.Rows.A;
import static io.tokenwatch.lane.Rows.B;
import static io.tokenwatch.lane.Rows.at;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tokenwatch.event.Table;
import org.junit.jupiter.api.Test;

class DuplicatesTest {
    private final Duplicates duplicates = new Duplicates();

    private void watermarkOfA(String time) {
        duplicates.forget(new long[] {at(time), Watermarks.NOT_YET});
    }

    /** Whether the only rule has taken a row with that id before. */
    private boolean seen(Table table, Object id, long time) {
        return duplicates.notSeen(table, id, time, 1) == 0;
    }

    @Test
    void areToldForEachRuleThatWantsTheRow() {
        assertEquals(0b001, duplicates.notSeen(A, "1", at("10:00"), 0b001));
        assertEquals(0b110, duplicates.notSeen(A, "1", at("10:00"), 0b111));
        assertEquals(0, duplicates.notSeen(A, "1", at("10:00"), 0b101));
    }

    @Test
    void areRowsOfOneTableWithOneId() {
        assertFalse(seen(A, "1", at("10:00")));
        assertTrue(seen(A, "1", at("10:00")));
        assertTrue(seen(A, "1", at("23:00")));
        assertFalse(seen(A, "2", at("10:00")));
        assertFalse(seen(B, "1", at("10:00")));
    }

    @Test
    void areKnownAsLongAsTheirHourIsKept() {
        seen(A, "1", at("10:20"));
        seen(B, "1", at("10:20"));
        watermarkOfA("2T18:59:50");
        assertTrue(seen(A, "1", at("10:20")));

        watermarkOfA("2T19:00");
        seen(A, "other", at("2T19:00"));

        assertFalse(seen(A, "1", at("10:20")));
        assertTrue(seen(B, "1", at("10:20")));
    }

    @Test
    void areKnownWhileThereIsNoWatermark() {
        seen(A, "1", at("10:20"));
        duplicates.forget(new long[] {Watermarks.NOT_YET, Watermarks.NOT_YET});
        duplicates.forget(new long[] {Watermarks.NOT_WAITED_FOR, Watermarks.NOT_WAITED_FOR});
        seen(A, "other", at("10:20"));

        assertTrue(seen(A, "1", at("10:20")));
    }

    @Test
    void areForgottenLittleByLittle() {
        for (int i = 0; i < 1000; i++) {
            seen(A, i, at("10:20"));
        }
        watermarkOfA("2T19:00");
        for (int row = 0; row < 248; row++) {
            seen(A, "other" + row, at("3T00:00"));
        }

        assertTrue(seen(A, 0, at("3T00:00")));
        assertFalse(seen(A, 0, at("3T00:00")));
    }
}
