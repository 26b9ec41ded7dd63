package io.tokenwatch.engine;

/** What hears of a lane's findings. Called by the lane's thread only. */
public interface Findings {
    /** Rows are about to be given that were read at that time, by {@link System#nanoTime}; 0 if it is not known. */
    default void begins(long readAt) {}

    /** A detection's statement gave a row. */
    void found(Finding finding);

    /** The low watermark of the tables that a rule reads has come to a time, in ticks. */
    void advanced(Rule rule, long lowWatermark);

    /** Rows of a rule whose hours are no longer kept at that low watermark, in ticks, are forgotten. */
    void forgotten(Rule rule, long lowWatermark);

    /** No more rows come. */
    void ended();
}
