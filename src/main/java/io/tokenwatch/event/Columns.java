package io.tokenwatch.event;

import java.util.stream.IntStream;

/**
 * Which columns of a table anybody reads, by their places in a row. Others need not be decoded: they are null in a row.
 *
 * @param judged those that a row is judged by
 * @param kept those that are read of rows that are kept, beside these
 */
public record Columns(int[] judged, int[] kept) {
    /** All columns, all of them to judge a row by. */
    public static Columns all(Table table) {
        return new Columns(IntStream.range(0, table.columns().size()).toArray(), new int[0]);
    }
}
