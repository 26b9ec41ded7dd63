/**
 * Lanes: which thread a row goes to, and when event time moves.
 *
 * <p>The {@link io.tokenwatch.lane.Router} sends each row to the lane that owns its key, so that rows that must come
 * together do, and tells all lanes when a table's watermark moved. A {@link io.tokenwatch.lane.Lane} is one thread with
 * its own work. Nothing here knows what the work does.
 */
package io.tokenwatch.lane;
