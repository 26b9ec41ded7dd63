package io.tokenwatch.engine;

import com.espertech.esper.common.client.soda.Conjunction;
import com.espertech.esper.common.client.soda.Disjunction;
import com.espertech.esper.common.client.soda.DotExpression;
import com.espertech.esper.common.client.soda.DotExpressionItem;
import com.espertech.esper.common.client.soda.DotExpressionItemCall;
import com.espertech.esper.common.client.soda.Expression;
import com.espertech.esper.common.client.soda.ExpressionPrecedenceEnum;
import com.espertech.esper.common.client.soda.PropertyValueExpression;
import com.espertech.esper.common.client.soda.SelectClauseExpression;
import com.espertech.esper.common.client.soda.SingleRowMethodExpression;
import java.io.StringWriter;
import java.util.List;
import java.util.Set;

/** Takes expressions of EPL apart, and writes them. */
final class EplExpressions {
    private EplExpressions() {}

    /** Adds the conditions that a condition is made of by {@code and} and {@code or}. */
    static void comparisons(Expression having, List<Expression> comparisons) {
        if (having instanceof Conjunction || having instanceof Disjunction) {
            having.getChildren().forEach(child -> comparisons(child, comparisons));
        } else {
            comparisons.add(having);
        }
    }

    /** The parts of a conjunction. */
    static List<Expression> parts(Expression condition) {
        if (condition == null) {
            return List.of();
        }
        return condition instanceof Conjunction
                ? condition.getChildren().stream()
                        .flatMap(child -> parts(child).stream())
                        .toList()
                : List.of(condition);
    }

    /** Adds the names of columns and variables in an expression. */
    static void columns(Expression expression, Set<String> names) {
        if (expression instanceof PropertyValueExpression property) {
            names.add(property.getPropertyName());
        }
        List<DotExpressionItem> chain = List.of();
        if (expression instanceof SingleRowMethodExpression call) {
            chain = call.getChain();
        } else if (expression instanceof DotExpression call) {
            chain = call.getChain();
        }
        for (DotExpressionItem item : chain) {
            if (item instanceof DotExpressionItemCall call) {
                call.getParameters().forEach(parameter -> columns(parameter, names));
            }
        }
        expression.getChildren().forEach(child -> columns(child, names));
    }

    /** The name of the column that it gives; null if it has none. */
    static String name(SelectClauseExpression selected) {
        if (selected.getAsName() != null) {
            return selected.getAsName();
        }
        return selected.getExpression() instanceof PropertyValueExpression property ? property.getPropertyName() : null;
    }

    /** An expression as EPL. */
    static String text(Expression expression) {
        StringWriter text = new StringWriter();
        expression.toEPL(text, ExpressionPrecedenceEnum.MINIMUM);
        return text.toString();
    }
}
