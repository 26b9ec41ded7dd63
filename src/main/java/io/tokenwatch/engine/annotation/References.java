package io.tokenwatch.engine.annotation;

/** Where a detection comes from and where to read on: URLs. */
public @interface References {
    String[] value();
}
