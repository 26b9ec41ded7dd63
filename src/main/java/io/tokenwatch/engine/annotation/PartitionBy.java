package io.tokenwatch.engine.annotation;

/** On a statement that reads a table: the expression over its columns by which rows come together. */
public @interface PartitionBy {
    String value();
}
