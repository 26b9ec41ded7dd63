package io.tokenwatch.event;

import java.util.stream.IntStream;

/**
 * Which columns of a table anybody reads, by their places in a row. Others need not be decoded: they are null in a row.
 *
 * @param judged those that a row is judged by
 * @param kept those that are read of rows that are kept, beside these
 * @param keptBesideGuid the same for a row whose own id is a GUID: that is in the {@link RowBatch} as it is, and needs
 *     no text if nobody reads it but to tell rows apart
 */
public record Columns(int[] judged, int[] kept, int[] keptBesideGuid) {
    /** All columns, all of them to judge a row by. */
    public static Columns all(Table table) {
        return new Columns(IntStream.range(0, table.columns().size()).toArray(), new int[0], new int[0]);
    }
}
