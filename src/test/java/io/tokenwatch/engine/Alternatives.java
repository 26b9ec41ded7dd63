package io.tokenwatch.engine;

import com.espertech.esper.common.client.soda.ArithmaticExpression;
import com.espertech.esper.common.client.soda.ArrayExpression;
import com.espertech.esper.common.client.soda.CaseWhenThenExpression;
import com.espertech.esper.common.client.soda.CoalesceExpression;
import com.espertech.esper.common.client.soda.Conjunction;
import com.espertech.esper.common.client.soda.ConstantExpression;
import com.espertech.esper.common.client.soda.Disjunction;
import com.espertech.esper.common.client.soda.DotExpression;
import com.espertech.esper.common.client.soda.DotExpressionItem;
import com.espertech.esper.common.client.soda.DotExpressionItemCall;
import com.espertech.esper.common.client.soda.EPStatementObjectModel;
import com.espertech.esper.common.client.soda.Expression;
import com.espertech.esper.common.client.soda.MaxProjectionExpression;
import com.espertech.esper.common.client.soda.MinProjectionExpression;
import com.espertech.esper.common.client.soda.NotExpression;
import com.espertech.esper.common.client.soda.PropertyValueExpression;
import com.espertech.esper.common.client.soda.RelationalOpExpression;
import com.espertech.esper.common.client.soda.SingleRowMethodExpression;
import com.espertech.esper.common.client.soda.SubqueryExistsExpression;
import com.espertech.esper.common.client.soda.SubqueryExpression;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What may stand in an expression's place to break a rule. */
final class Alternatives {
    private static final Map<String, List<String>> OPERATORS = Map.of(
            "=", List.of("!="),
            "!=", List.of("="),
            ">", List.of(">=", "<"),
            ">=", List.of(">", "<"),
            "<", List.of("<=", ">"),
            "<=", List.of("<", ">"));

    private static final Pattern TIMESPAN = Pattern.compile("(\\d+)(d|h|m|s|ms)");
    private static final String NO_SUCH = "no such text";

    private Alternatives() {}

    static List<Expression> of(Expression expression, Set<String> names) {
        List<Expression> others = new ArrayList<>();
        List<Expression> children = expression.getChildren();
        if (expression instanceof ConstantExpression constant) {
            constant(constant.getConstant(), others);
        } else if (expression instanceof PropertyValueExpression property) {
            property(property.getPropertyName(), names, others);
        } else if (expression instanceof ArrayExpression) {
            ArrayExpression none = new ArrayExpression();
            none.getChildren().add(new ConstantExpression(NO_SUCH));
            others.add(none);
        } else if (expression instanceof Conjunction || expression instanceof Disjunction) {
            for (int i = 0; i < children.size(); i++) {
                others.add(without(expression, i));
            }
        } else if (expression instanceof RelationalOpExpression relation) {
            OPERATORS
                    .getOrDefault(relation.getOperator(), List.of())
                    .forEach(operator ->
                            others.add(new RelationalOpExpression(children.get(0), operator, children.get(1))));
        } else if (expression instanceof NotExpression || expression instanceof CoalesceExpression) {
            others.add(children.get(0));
        } else if (expression instanceof ArithmaticExpression arithmetic) {
            others.add(children.get(0));
            others.add(new ArithmaticExpression(
                    children.get(0), arithmetic.getOperator().equals("+") ? "-" : "+", children.get(1)));
        } else if (expression instanceof CaseWhenThenExpression) {
            for (int i = 0; i + 1 < children.size(); i += 2) {
                others.add(withoutCase(children, i));
            }
        } else if (expression instanceof MinProjectionExpression min) {
            MaxProjectionExpression max = new MaxProjectionExpression(min.isDistinct());
            max.getChildren().addAll(children);
            others.add(max);
        } else if (expression instanceof MaxProjectionExpression max) {
            MinProjectionExpression min = new MinProjectionExpression(max.isDistinct());
            min.getChildren().addAll(children);
            others.add(min);
        } else {
            parameters(expression).stream()
                    .filter(parameters -> !parameters.isEmpty())
                    .forEach(parameters -> others.add(parameters.get(0)));
        }
        return others;
    }

    private static void constant(Object value, List<Expression> others) {
        if (value instanceof Integer number) {
            others.add(new ConstantExpression(number + 1));
            others.add(new ConstantExpression(number - 1));
        } else if (value instanceof String text) {
            Matcher timespan = TIMESPAN.matcher(text);
            others.add(new ConstantExpression(
                    timespan.matches()
                            ? (Integer.parseInt(timespan.group(1)) + 1) + timespan.group(2)
                            : text.isEmpty() ? NO_SUCH : text + "x"));
        }
    }

    /** The next name that belongs to the same stream. */
    private static void property(String name, Set<String> names, List<Expression> others) {
        List<String> alike = names.stream()
                .filter(other -> stream(other).equals(stream(name)))
                .toList();
        int place = alike.indexOf(name);
        for (int i = 1; i <= alike.size(); i++) {
            String next = alike.get((place + i) % alike.size());
            if (!next.equals(name)) {
                others.add(new PropertyValueExpression(next));
                return;
            }
        }
    }

    private static String stream(String name) {
        return name.substring(0, name.lastIndexOf('.') + 1);
    }

    private static Expression without(Expression junction, int left) {
        List<Expression> rest = new ArrayList<>(junction.getChildren());
        rest.remove(left);
        if (rest.size() == 1) {
            return rest.get(0);
        }
        Expression smaller = junction instanceof Conjunction ? new Conjunction() : new Disjunction();
        smaller.getChildren().addAll(rest);
        return smaller;
    }

    private static Expression withoutCase(List<Expression> children, int left) {
        List<Expression> rest = new ArrayList<>(children);
        rest.remove(left);
        rest.remove(left);
        CaseWhenThenExpression smaller = new CaseWhenThenExpression();
        smaller.getChildren().addAll(rest);
        return smaller;
    }

    /** Whether nothing within the expression is broken by itself: a list counts as one. */
    static boolean isWhole(Expression expression) {
        return expression instanceof ArrayExpression;
    }

    /** The parameters of the calls that an expression is made of. */
    static List<List<Expression>> parameters(Expression expression) {
        List<DotExpressionItem> chain = List.of();
        if (expression instanceof SingleRowMethodExpression call) {
            chain = call.getChain();
        } else if (expression instanceof DotExpression call) {
            chain = call.getChain();
        }
        return chain.stream()
                .filter(DotExpressionItemCall.class::isInstance)
                .map(item -> ((DotExpressionItemCall) item).getParameters())
                .toList();
    }

    /** The statement within an expression; null if there is none. */
    static EPStatementObjectModel subquery(Expression expression) {
        if (expression instanceof SubqueryExistsExpression exists) {
            return exists.getModel();
        }
        return expression instanceof SubqueryExpression subquery ? subquery.getModel() : null;
    }

    /** Adds the names of the properties in an expression. */
    static void names(Expression expression, Set<String> names) {
        if (expression instanceof PropertyValueExpression property) {
            names.add(property.getPropertyName());
        } else if (expression != null) {
            expression.getChildren().forEach(child -> names(child, names));
            parameters(expression).forEach(list -> list.forEach(one -> names(one, names)));
        }
    }
}
