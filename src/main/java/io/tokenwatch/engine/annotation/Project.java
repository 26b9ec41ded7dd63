package io.tokenwatch.engine.annotation;

/** The columns of the KQL query's {@code project}, in its order. */
public @interface Project {
    String[] value();
}
