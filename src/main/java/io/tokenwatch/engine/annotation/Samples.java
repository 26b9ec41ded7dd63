package io.tokenwatch.engine.annotation;

/** The columns of some rows that an alert shows when every row counts. */
public @interface Samples {
    String[] value();
}
