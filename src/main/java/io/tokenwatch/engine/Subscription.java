package io.tokenwatch.engine;

import io.tokenwatch.event.Table;

/**
 * What a rule wants of a table.
 *
 * @param table the table
 * @param wanted true for every row that a statement of the rule may take
 * @param key what the rule gathers rows by
 * @param keyText the key as the rule writes it
 */
record Subscription(Table table, RowExpression wanted, RowExpression key, String keyText) {}
