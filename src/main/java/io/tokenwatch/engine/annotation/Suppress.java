package io.tokenwatch.engine.annotation;

/** After an alert, others with the same values in these columns are held back for a time. */
public @interface Suppress {
    String[] key();

    /** A timespan such as {@code 1h} or {@code 30m}. */
    String time();
}
