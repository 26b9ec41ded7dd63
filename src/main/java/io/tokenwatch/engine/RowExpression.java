package io.tokenwatch.engine;

import java.util.function.Predicate;

/** An EPL expression over the columns of one row, evaluated outside of Esper. Null is EPL's null. Safe to share. */
@FunctionalInterface
interface RowExpression extends Predicate<Object[]> {
    Object of(Object[] row);

    /** Whether the expression is true, as a filter takes it: null is not. */
    @Override
    default boolean test(Object[] row) {
        return Boolean.TRUE.equals(of(row));
    }
}
