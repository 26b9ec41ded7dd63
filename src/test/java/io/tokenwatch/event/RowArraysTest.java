package io.tokenwatch.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

/** What one batch knew of its rows is not there for the next one. */
class RowArraysTest {
    private static final Table TABLE = Decoded.CATALOG.tables().get(0);

    private final RowArrays arrays = new RowArrays();

    private RowBatch batch() {
        return new RowBatch(Source.named("test"), 1, 2, arrays, Origin.NOWHERE, arrays::clear);
    }

    @Test
    void holdNoRowOfABatchThatIsReleased() {
        RowBatch batch = batch();
        batch.add(TABLE, 0, new Object[] {"secret"}, 1, 0);
        batch.release();

        assertEquals(0, arrays.size);
        assertNull(arrays.rows[0]);
        assertNull(arrays.tables[0]);
    }

    @Test
    void giveNoRowTheIdOfAnother() {
        RowBatch first = batch();
        first.add(TABLE, 0, new Object[1], 1, 0);
        first.addGuid(1, 2);
        first.release();
        RowBatch second = batch();
        second.add(TABLE, 0, new Object[1], 1, 0);

        assertEquals(0, second.guidHigh(0));
        assertEquals(0, second.guidLow(0));
    }

    @Test
    void areNotThoseOfABatchThatIsReleased() {
        RowBatch first = batch();
        first.add(TABLE, 0, new Object[1], 1, 0);
        first.release();
        RowBatch second = batch();
        second.add(TABLE, 7, new Object[1], 1, 0);

        assertThrows(NullPointerException.class, () -> first.time(0));
        assertEquals(7, second.time(0));
    }
}
