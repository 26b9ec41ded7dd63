package io.tokenwatch.engine;

import java.time.Instant;

/**
 * A line of {@code lists/exceptions.csv}: alerts that are known and wanted by nobody. Immutable.
 *
 * @param line its line in the file
 * @param detection the id of a detection, or {@code *} for any
 * @param field a column of the alert's row, or the type of an entity
 * @param value a text, an address, a range of addresses, or a pattern with {@code *}
 * @param reason why
 * @param owner whom to ask
 * @param expires until when, as it was written: a day, a time, or {@code never}
 * @param until the time from which on it no longer holds; {@link Instant#MAX} for never
 */
public record ExceptionItem(
        int line,
        String detection,
        String field,
        String value,
        String reason,
        String owner,
        String expires,
        Instant until) {
    /** Any detection. */
    public static final String ANY = "*";

    /** Where it stands, such as {@code lists/exceptions.csv:3}. */
    public String place() {
        return ExceptionFile.NAME + ":" + line;
    }

    /** Whether it holds at a time. */
    public boolean inForce(Instant now) {
        return now.isBefore(until);
    }

    /** Whether it is about a detection, by the detection's id. */
    public boolean concerns(String id) {
        return detection.equals(ANY) || detection.equals(id);
    }
}
