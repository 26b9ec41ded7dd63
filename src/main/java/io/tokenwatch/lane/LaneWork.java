package io.tokenwatch.lane;

import io.tokenwatch.event.Table;

/** What a lane does with its rows. Called by the lane's thread only. */
public interface LaneWork {
    /**
     * Tells that rows are about to be given.
     *
     * @param readAt when they were read, by {@link System#nanoTime}; 0 if in an earlier process, or if there are no
     *     more
     */
    default void begins(long readAt) {}

    /**
     * Gives a row to a rule.
     *
     * @param rule the rule's number
     * @throws RuntimeException if the rule failed on the row; the row becomes a dead letter and the lane goes on
     */
    void row(int rule, Table table, Object[] row);

    /**
     * Tells of a row that may be given to a rule soon, after others that were told of, and in that order.
     *
     * @param rule the rule's number
     */
    default void foresee(int rule, Table table, Object[] row) {}

    /**
     * Fetches from memory what the rows need that were told of, all at once.
     *
     * @return means nothing; what nobody gets would not be fetched
     */
    default int fetch() {
        return 0;
    }

    /**
     * Tells how far event time has come: windows that ended by then are final.
     *
     * @param marks the watermark of each table in ticks, by the table's ordinal; {@link Watermarks#NOT_YET} if there is
     *     none, {@link Watermarks#NOT_WAITED_FOR} if nobody waits for that table; used again for later ones
     */
    void watermarks(long[] marks);

    /**
     * Tells that rows whose hours are no longer kept may be forgotten. Comes after the same marks were told, or not at
     * all as long as everything is kept.
     *
     * @param marks as for {@link #watermarks}
     */
    void forget(long[] marks);

    /** Tells that no more rows come: all windows end now. */
    void end();

    /**
     * Tells which row is about to be given, or after which row watermarks are about to be told: its place in its batch.
     * Only of use to put what all lanes tell in one order.
     */
    default void at(int place) {}

    /**
     * Tells that the lane has worked its part of a batch, which may be empty. Batches are counted from 1, the same for
     * all lanes.
     */
    default void done(long batch) {}
}
