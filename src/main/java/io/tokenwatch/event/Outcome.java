package io.tokenwatch.event;

import java.util.Locale;

/** What became of a row. Every row that is {@link #READ} has exactly one of the others. */
public enum Outcome {
    /** Found in a source, whatever became of it. */
    READ,
    /** Given to the rules that want it. */
    KEPT,
    /** Wanted by no rule. */
    FILTERED,
    /** Delivered before, by its own id. */
    DUPLICATE,
    /** Later than its hour is kept; a dead letter too. */
    LATE,
    /** Not readable; a dead letter. */
    DEAD,
    /** Of a table that no schema declares. */
    UNKNOWN;

    /** The name in small letters. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
