package io.tokenwatch.engine;

import io.tokenwatch.event.Table;
import java.util.BitSet;

/**
 * What a rule wants of a table.
 *
 * @param table the table
 * @param wanted true for every row that a statement of the rule may take
 * @param exact whether it is true for no other row, so that the rule's one statement on the table need not ask again
 * @param key what the rule gathers rows by
 * @param keyText the key as the rule writes it
 * @param judged the columns that {@code wanted} looks at, by their places in a row
 * @param read all columns that the rule looks at
 */
record Subscription(
        Table table,
        RowExpression wanted,
        boolean exact,
        RowExpression key,
        String keyText,
        BitSet judged,
        BitSet read) {

    /** Wants what either of two statements of a rule wants. */
    Subscription or(Subscription other) {
        BitSet both = (BitSet) judged.clone();
        both.or(other.judged);
        return new Subscription(
                table, row -> wanted.test(row) || other.wanted.test(row), false, key, keyText, both, read);
    }
}
