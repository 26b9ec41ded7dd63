package io.tokenwatch.engine.annotation;

/** Who and what an alert is about: {@code type=Column}, such as {@code account=UserPrincipalName}. */
public @interface Entities {
    String[] value();
}
