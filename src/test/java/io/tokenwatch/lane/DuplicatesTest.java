package io.tokenwatch.lane;

import static io.tokenwatch.lane.Rows.A;
import static io.tokenwatch.lane.Rows.B;
import static io.tokenwatch.lane.Rows.at;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class DuplicatesTest {
    private final Duplicates duplicates = new Duplicates();

    private void watermarkOfA(String time) {
        duplicates.forget(new long[] {at(time), Watermarks.NOT_YET});
    }

    @Test
    void areRowsOfOneTableWithOneId() {
        assertFalse(duplicates.seen(A, "1", at("10:00")));
        assertTrue(duplicates.seen(A, "1", at("10:00")));
        assertTrue(duplicates.seen(A, "1", at("23:00")));
        assertFalse(duplicates.seen(A, "2", at("10:00")));
        assertFalse(duplicates.seen(B, "1", at("10:00")));
    }

    @Test
    void areKnownAsLongAsTheirHourIsKept() {
        duplicates.seen(A, "1", at("10:20"));
        duplicates.seen(B, "1", at("10:20"));
        watermarkOfA("2T18:59:50");
        assertTrue(duplicates.seen(A, "1", at("10:20")));

        watermarkOfA("2T19:00");
        duplicates.seen(A, "other", at("2T19:00"));

        assertFalse(duplicates.seen(A, "1", at("10:20")));
        assertTrue(duplicates.seen(B, "1", at("10:20")));
    }

    @Test
    void areKnownWhileThereIsNoWatermark() {
        duplicates.seen(A, "1", at("10:20"));
        duplicates.forget(new long[] {Watermarks.NOT_YET, Watermarks.NOT_YET});
        duplicates.forget(new long[] {Watermarks.NOT_WAITED_FOR, Watermarks.NOT_WAITED_FOR});
        duplicates.seen(A, "other", at("10:20"));

        assertTrue(duplicates.seen(A, "1", at("10:20")));
    }

    @Test
    void areForgottenLittleByLittle() {
        for (int i = 0; i < 1000; i++) {
            duplicates.seen(A, i, at("10:20"));
        }
        watermarkOfA("2T19:00");
        for (int row = 0; row < 248; row++) {
            duplicates.seen(A, "other" + row, at("3T00:00"));
        }

        assertTrue(duplicates.seen(A, 0, at("3T00:00")));
        assertFalse(duplicates.seen(A, 0, at("3T00:00")));
    }
}
