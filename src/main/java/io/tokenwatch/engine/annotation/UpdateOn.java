package io.tokenwatch.engine.annotation;

/** The columns whose change is told at once; other changes wait for the update interval. */
public @interface UpdateOn {
    String[] value();
}
