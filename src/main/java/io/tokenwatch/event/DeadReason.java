package io.tokenwatch.event;

import java.util.Locale;

/** Why a row was not taken. */
public enum DeadReason {
    /** The row ends in the middle of its JSON, or an array or envelope ends before it is closed. */
    CUT_OFF,
    /** The row is not JSON. */
    NOT_JSON,
    /** The row is JSON but not an object. */
    WRONG_ROOT,
    /** After the row's object something else stands on the same line. */
    SECOND_VALUE,
    /** The row says one key twice. */
    DUPLICATE_KEY,
    /** The row is nested deeper than the limit. */
    TOO_DEEP,
    /** The row, or a text in it, is longer than the limit. */
    TOO_LONG,
    /** The row's time cannot be read. */
    BAD_TIME,
    /** The row has no time. */
    NO_TIME,
    /** Neither the row nor its source says which table it belongs to. */
    NO_TABLE,
    /** The CSV record does not fit its header. */
    BAD_CSV,
    /** The compressed file or message is damaged. */
    BAD_GZIP,
    /** The row's hour is no longer kept. */
    LATE,
    /** A rule failed on the row. */
    RULE_FAILED;

    /** The name as files and messages show it: {@code cut-off}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
