package io.tokenwatch.engine;

import com.espertech.esper.common.client.soda.ArithmaticExpression;
import com.espertech.esper.common.client.soda.ArrayExpression;
import com.espertech.esper.common.client.soda.BetweenExpression;
import com.espertech.esper.common.client.soda.CoalesceExpression;
import com.espertech.esper.common.client.soda.Conjunction;
import com.espertech.esper.common.client.soda.ConstantExpression;
import com.espertech.esper.common.client.soda.Disjunction;
import com.espertech.esper.common.client.soda.DotExpression;
import com.espertech.esper.common.client.soda.DotExpressionItem;
import com.espertech.esper.common.client.soda.DotExpressionItemCall;
import com.espertech.esper.common.client.soda.Expression;
import com.espertech.esper.common.client.soda.InExpression;
import com.espertech.esper.common.client.soda.NotExpression;
import com.espertech.esper.common.client.soda.PropertyValueExpression;
import com.espertech.esper.common.client.soda.RelationalOpExpression;
import com.espertech.esper.common.client.soda.SingleRowMethodExpression;
import io.tokenwatch.event.ColumnType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Turns EPL expressions over the columns of a row into {@link RowExpression}s, so that a row can be judged before it
 * becomes an event. Understands what filters are mostly made of; of anything else it says that it does not.
 */
final class RowExpressions {
    private static final Set<Class<?>> WHOLE = Set.of(Integer.class, Long.class);

    private final RowShape shape;
    private final Map<String, Object> constants;
    private final Functions functions;
    private final BitSet columns = new BitSet();
    private boolean exact = true;

    /** @param constants the constant variables that an expression may name, with their values */
    RowExpressions(RowShape shape, Map<String, Object> constants, Functions functions) {
        this.shape = shape;
        this.constants = constants;
        this.functions = functions;
    }

    /** The columns that all expressions that were made look at, by their places in a row. */
    BitSet columns() {
        return columns;
    }

    /**
     * Whether each condition that was {@linkplain #implied implied} is true for those rows alone for which its filter
     * is, and none of them can fail.
     */
    boolean exact() {
        return exact;
    }

    /**
     * A condition that is true for every row for which the filter is: the filter itself where all of it is understood,
     * else what is understood of its conjunction.
     */
    RowExpression implied(Expression filter) {
        if (filter == null) {
            return row -> Boolean.TRUE;
        }
        if (filter instanceof Conjunction) {
            List<RowExpression> parts =
                    filter.getChildren().stream().map(this::implied).toList();
            return all(parts);
        }
        Optional<RowExpression> condition = exactly(filter);
        exact &= condition.isPresent();
        return condition.map(RowExpressions::orFailing).orElse(row -> Boolean.TRUE);
    }

    /** A row that the filter fails on is for the rule to fail on. */
    private static RowExpression orFailing(RowExpression condition) {
        return row -> {
            try {
                return condition.of(row);
            } catch (RuntimeException failed) {
                return Boolean.TRUE;
            }
        };
    }

    private static RowExpression all(List<RowExpression> parts) {
        RowExpression[] conditions = parts.toArray(RowExpression[]::new);
        return row -> {
            for (RowExpression condition : conditions) {
                if (!condition.test(row)) {
                    return Boolean.FALSE;
                }
            }
            return Boolean.TRUE;
        };
    }

    /** The expression, if all of it is understood. */
    Optional<RowExpression> exactly(Expression expression) {
        if (expression instanceof ConstantExpression constant) {
            Object value = constant.getConstant();
            return Optional.of(row -> value);
        }
        if (expression instanceof PropertyValueExpression property) {
            return property(property.getPropertyName());
        }
        if (expression instanceof ArrayExpression array) {
            return array(array);
        }
        return parts(expression.getChildren())
                .flatMap(parts -> combined(expression, parts.toArray(RowExpression[]::new)));
    }

    // Arrays, because going through a list makes an iterator for each row.
    private Optional<RowExpression> combined(Expression expression, RowExpression[] parts) {
        if (expression instanceof Conjunction) {
            return Optional.of(row -> and(parts, row));
        }
        if (expression instanceof Disjunction) {
            return Optional.of(row -> or(parts, row));
        }
        if (expression instanceof NotExpression) {
            RowExpression inner = parts[0];
            return Optional.of(row -> inner.of(row) instanceof Boolean b ? !b : null);
        }
        if (expression instanceof RelationalOpExpression relation) {
            boolean toNull = relation.getChildren().stream()
                    .anyMatch(side -> side instanceof ConstantExpression constant && constant.getConstant() == null);
            return relation(relation.getOperator() + (toNull ? " null" : ""), parts[0], parts[1]);
        }
        if (expression instanceof BetweenExpression between
                && between.isLowEndpointIncluded()
                && between.isHighEndpointIncluded()) {
            return Optional.of(row -> between(parts, row, between.isNotBetween()));
        }
        if (expression instanceof InExpression in) {
            for (int i = 1; i < parts.length; i++) {
                Set<Object> list = list(in.getChildren().get(i));
                if (list != null) {
                    parts[i] = row -> list;
                }
            }
            return Optional.of(row -> negatedIf(in.isNotIn(), in(parts, row)));
        }
        if (expression instanceof CoalesceExpression) {
            return Optional.of(row -> coalesced(parts, row));
        }
        if (expression instanceof ArithmaticExpression arithmetic && isWhole(arithmetic)) {
            return arithmetic(arithmetic.getOperator(), parts[0], parts[1]);
        }
        if (expression instanceof DotExpression call && parts.length == 0) {
            return call(call.getChain());
        }
        if (expression instanceof SingleRowMethodExpression call) {
            return call(call.getChain());
        }
        return Optional.empty();
    }

    /** The texts of a named list, which may be thousands; null if the expression is none. */
    private Set<Object> list(Expression expression) {
        return expression instanceof PropertyValueExpression property
                        && shape.find(property.getPropertyName()) < 0
                        && constants.get(property.getPropertyName()) instanceof String[] texts
                ? Set.of(Arrays.stream(texts).distinct().toArray())
                : null;
    }

    private Optional<List<RowExpression>> parts(List<Expression> expressions) {
        List<RowExpression> parts = new ArrayList<>();
        for (Expression expression : expressions) {
            Optional<RowExpression> part = exactly(expression);
            if (part.isEmpty()) {
                return Optional.empty();
            }
            parts.add(part.get());
        }
        return Optional.of(parts);
    }

    private Optional<RowExpression> property(String name) {
        int column = shape.find(name);
        if (column >= 0) {
            columns.set(column);
            // Esper's index of ranges takes -0.0 for less than zero, as its expressions and KQL do not.
            exact &= shape.type(column) != ColumnType.REAL;
            return Optional.of(row -> row[column]);
        }
        Object constant = constants.get(name);
        return constant == null ? Optional.empty() : Optional.of(row -> constant);
    }

    private static Optional<RowExpression> array(ArrayExpression array) {
        Object[] values = new Object[array.getChildren().size()];
        for (int i = 0; i < values.length; i++) {
            if (!(array.getChildren().get(i) instanceof ConstantExpression constant)) {
                return Optional.empty();
            }
            values[i] = constant.getConstant();
        }
        Object list = Arrays.stream(values).allMatch(String.class::isInstance)
                ? Arrays.copyOf(values, values.length, String[].class)
                : values;
        return Optional.of(row -> list);
    }

    private Optional<RowExpression> call(List<DotExpressionItem> chain) {
        if (chain.size() != 1 || !(chain.get(0) instanceof DotExpressionItemCall item)) {
            return Optional.empty();
        }
        RowFunction function = functions.named(item.getName());
        exact &= functions.isTotal(item.getName());
        return function == null ? Optional.empty() : parts(item.getParameters()).flatMap(function::of);
    }

    private static Object coalesced(RowExpression[] parts, Object[] row) {
        Object value = null;
        for (int i = 0; value == null && i < parts.length; i++) {
            value = parts[i].of(row);
        }
        return value;
    }

    /** Whether an expression is a whole number for certain, by the types of what it is made of. */
    private boolean isWhole(Expression expression) {
        if (expression instanceof ArithmaticExpression arithmetic) {
            return arithmetic.getChildren().size() == 2
                    && arithmetic.getChildren().stream().allMatch(this::isWhole);
        }
        if (expression instanceof PropertyValueExpression property) {
            int column = shape.find(property.getPropertyName());
            return column >= 0
                    ? WHOLE.contains(shape.type(column).javaType())
                    : isWholeValue(constants.get(property.getPropertyName()));
        }
        return expression instanceof ConstantExpression constant && isWholeValue(constant.getConstant());
    }

    private static boolean isWholeValue(Object value) {
        return value != null && WHOLE.contains(value.getClass());
    }

    private static Optional<RowExpression> arithmetic(String operator, RowExpression left, RowExpression right) {
        return switch (operator) {
            case "+" -> Optional.of(row -> sum(left.of(row), right.of(row), 1));
            case "-" -> Optional.of(row -> sum(left.of(row), right.of(row), -1));
            default -> Optional.empty();
        };
    }

    /** Of two whole numbers; those of 32 bits stay such, and go over as Java's do. */
    private static Number sum(Object a, Object b, int sign) {
        if (a == null || b == null) {
            return null;
        }
        return a instanceof Integer x && b instanceof Integer y
                ? (Number) (x + sign * y)
                : (Number) (((Number) a).longValue() + sign * ((Number) b).longValue());
    }

    private static Optional<RowExpression> relation(String operator, RowExpression left, RowExpression right) {
        return switch (operator) {
            case "=" -> Optional.of(row -> equal(left.of(row), right.of(row)));
            case "!=" -> Optional.of(row -> negatedIf(true, equal(left.of(row), right.of(row))));
            case "is null" -> Optional.of(row -> left.of(row) == right.of(row));
            case "is not null" -> Optional.of(row -> left.of(row) != right.of(row));
            case "<" -> compared(left, right, c -> c < 0);
            case "<=" -> compared(left, right, c -> c <= 0);
            case ">" -> compared(left, right, c -> c > 0);
            case ">=" -> compared(left, right, c -> c >= 0);
            default -> Optional.empty();
        };
    }

    private static Optional<RowExpression> compared(
            RowExpression left, RowExpression right, java.util.function.IntPredicate fits) {
        return Optional.of(row -> {
            Integer order = compare(left.of(row), right.of(row));
            return order == null ? null : fits.test(order);
        });
    }

    private static Integer compare(Object a, Object b) {
        if (a instanceof Number x && b instanceof Number y) {
            return isReal(x) || isReal(y)
                    ? compare(x.doubleValue(), y.doubleValue())
                    : Long.compare(x.longValue(), y.longValue());
        }
        return a instanceof String x && b instanceof String y ? (Integer) x.compareTo(y) : null;
    }

    private static boolean isReal(Number number) {
        return number instanceof Double || number instanceof Float;
    }

    /** Zero is not less than zero, whatever its sign. */
    private static int compare(double a, double b) {
        return a < b ? -1 : a > b ? 1 : 0;
    }

    private static Boolean equal(Object a, Object b) {
        if (a == null || b == null) {
            return null;
        }
        if (a instanceof Number x && b instanceof Number y) {
            return isReal(x) || isReal(y)
                    ? Double.compare(x.doubleValue(), y.doubleValue()) == 0
                    : x.longValue() == y.longValue();
        }
        return a.equals(b);
    }

    /** The ends may stand in any order. Nothing is neither between nor not between. */
    private static Boolean between(RowExpression[] parts, Object[] row, boolean not) {
        Object value = parts[0].of(row);
        if (value == null) {
            return Boolean.FALSE;
        }
        Integer one = compare(value, parts[1].of(row));
        Integer other = compare(value, parts[2].of(row));
        boolean between = one != null && other != null && Integer.signum(one) * Integer.signum(other) <= 0;
        return between != not;
    }

    private static Boolean in(RowExpression[] parts, Object[] row) {
        Object value = parts[0].of(row);
        boolean unknown = value == null;
        for (int i = 1; i < parts.length; i++) {
            Object one = parts[i].of(row);
            Boolean same = one instanceof Set<?> list
                    ? value == null ? null : (Boolean) list.contains(value)
                    : one instanceof Object[] many ? equalToAny(value, many) : equal(value, one);
            if (Boolean.TRUE.equals(same)) {
                return Boolean.TRUE;
            }
            unknown |= same == null;
        }
        return unknown ? null : Boolean.FALSE;
    }

    /** An array in a list stands for its elements. */
    private static Boolean equalToAny(Object value, Object[] many) {
        for (Object one : many) {
            if (Boolean.TRUE.equals(equal(value, one))) {
                return Boolean.TRUE;
            }
        }
        return value == null ? null : Boolean.FALSE;
    }

    private static Boolean negatedIf(boolean negated, Boolean value) {
        return value == null ? null : (Boolean) (value != negated);
    }

    private static Boolean and(RowExpression[] parts, Object[] row) {
        boolean unknown = false;
        for (RowExpression part : parts) {
            Object value = part.of(row);
            if (Boolean.FALSE.equals(value)) {
                return Boolean.FALSE;
            }
            unknown |= value == null;
        }
        return unknown ? null : Boolean.TRUE;
    }

    private static Boolean or(RowExpression[] parts, Object[] row) {
        boolean unknown = false;
        for (RowExpression part : parts) {
            Object value = part.of(row);
            if (Boolean.TRUE.equals(value)) {
                return Boolean.TRUE;
            }
            unknown |= value == null;
        }
        return unknown ? null : Boolean.FALSE;
    }
}
