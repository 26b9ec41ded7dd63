package io.tokenwatch.engine.annotation;

/** When a detection alerts though nothing is wrong, each in a sentence. */
public @interface FalsePositives {
    String[] value();
}
