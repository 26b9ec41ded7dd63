package io.tokenwatch.engine;

import com.espertech.esper.common.client.annotation.EventRepresentation;
import com.espertech.esper.common.client.annotation.Name;
import com.espertech.esper.common.client.soda.ArithmaticExpression;
import com.espertech.esper.common.client.soda.CreateWindowClause;
import com.espertech.esper.common.client.soda.DotExpressionItemCall;
import com.espertech.esper.common.client.soda.EPStatementObjectModel;
import com.espertech.esper.common.client.soda.Expression;
import com.espertech.esper.common.client.soda.FilterStream;
import com.espertech.esper.common.client.soda.OnDeleteClause;
import com.espertech.esper.common.client.soda.OnMergeClause;
import com.espertech.esper.common.client.soda.OnSelectClause;
import com.espertech.esper.common.client.soda.OnUpdateClause;
import com.espertech.esper.common.client.soda.PropertyValueExpression;
import com.espertech.esper.common.client.soda.RelationalOpExpression;
import com.espertech.esper.common.client.soda.SchemaColumnDesc;
import com.espertech.esper.common.client.soda.SelectClause;
import com.espertech.esper.common.client.soda.SelectClauseElement;
import com.espertech.esper.common.client.soda.SelectClauseExpression;
import com.espertech.esper.common.client.soda.SingleRowMethodExpression;
import com.espertech.esper.common.client.soda.StreamSelector;
import com.espertech.esper.common.client.soda.View;
import io.tokenwatch.engine.annotation.PartitionBy;
import io.tokenwatch.engine.window.KeyedWindowForge;
import io.tokenwatch.event.ColumnType;
import io.tokenwatch.event.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds out which rows a rule need not see as events: those for which the rule does nothing but keep them in a named
 * window until rows of another window fit. Most rows of a join never meet one.
 *
 * <p>Says yes to what it understands as a whole: {@code insert into W select … from Table(…)} where all that looks at
 * what comes into {@code W} are statements {@code on W as a select … from V as b where b.Key = a.Column and …}, or such
 * that delete. Everything else runs as it stands.
 */
final class InsertPlanner {
    /** What two values of these are to each other is the same to all; of real numbers there is a zero below zero. */
    private static final Set<ColumnType> PLAIN =
            Set.of(ColumnType.STRING, ColumnType.LONG, ColumnType.INT, ColumnType.BOOL);

    private static final Set<String> HARMLESS = Set.of(
            PartitionBy.class.getSimpleName(), EventRepresentation.class.getSimpleName(), Name.class.getSimpleName());

    private final List<Statement> statements;
    private final Map<String, Object> constants;
    private final Functions functions;
    private final Map<String, Window> windows = new HashMap<>();

    /** A {@code #keyed_timetolive(key, millis(until))} with columns of its own. */
    private record Window(String name, String key, Until until, List<String> columns, List<ColumnType> types) {}

    /** A column and a constant of so many ticks that is added to it; of none it has no name. */
    private record Until(String column, String constant, long ticks) {}

    private InsertPlanner(List<Statement> statements, Map<String, Object> constants, Functions functions) {
        this.statements = statements;
        this.constants = constants;
        this.functions = functions;
        statements.stream()
                .map(statement -> statement.model().getCreateWindow())
                .flatMap(created -> created == null ? Optional.<Window>empty().stream() : window(created).stream())
                .forEach(window -> windows.put(window.name(), window));
    }

    /**
     * The plans for a rule's tables; none for a table whose rows have to become events.
     *
     * @param subscriptions what the rule wants of its tables
     * @param constants the constant variables that its statements may name, with their values
     */
    static List<InsertPlan> plans(
            List<Statement> statements,
            List<Subscription> subscriptions,
            Map<String, Object> constants,
            Functions functions) {
        if (statements.stream().anyMatch(statement -> statement.model().getContextName() != null)) {
            return List.of();
        }
        InsertPlanner planner = new InsertPlanner(statements, constants, functions);
        return subscriptions.stream()
                .filter(Subscription::exact)
                .flatMap(subscription -> planner.plan(subscription.table()).stream())
                .toList();
    }

    private Optional<Window> window(CreateWindowClause created) {
        if (created.getViews().size() != 1 || created.isInsert() || created.getColumns() == null) {
            return Optional.empty();
        }
        View view = created.getViews().get(0);
        List<String> columns =
                created.getColumns().stream().map(SchemaColumnDesc::getName).toList();
        List<ColumnType> types = created.getColumns().stream()
                .flatMap(column -> type(column.getType()).stream())
                .toList();
        return KeyedWindowForge.NAME.equals(view.getName())
                        && types.size() == columns.size()
                        && view.getParameters().get(0) instanceof PropertyValueExpression key
                ? until(view.getParameters().get(1))
                        .filter(until -> columns.contains(until.column())
                                && !columns.contains(until.constant())
                                && types.get(columns.indexOf(until.column())) == ColumnType.LONG)
                        .map(until -> new Window(created.getWindowName(), key.getPropertyName(), until, columns, types))
                : Optional.empty();
    }

    /** What an expression turns into milliseconds; empty if it does not do just that. */
    private Optional<Until> until(Expression expression) {
        return expression instanceof SingleRowMethodExpression call
                        && call.getChain().size() == 1
                        && call.getChain().get(0) instanceof DotExpressionItemCall millis
                        && millis.getName().equals(Functions.MILLIS)
                ? ticks(millis.getParameters().get(0))
                : Optional.empty();
    }

    private Optional<Until> ticks(Expression expression) {
        if (expression instanceof PropertyValueExpression column) {
            return Optional.of(new Until(column.getPropertyName(), "", 0));
        }
        return expression instanceof ArithmaticExpression sum
                        && sum.getOperator().equals("+")
                        && sum.getChildren().size() == 2
                        && sum.getChildren().get(0) instanceof PropertyValueExpression column
                        && sum.getChildren().get(1) instanceof PropertyValueExpression constant
                        && constants.get(constant.getPropertyName()) instanceof Long more
                ? Optional.of(new Until(column.getPropertyName(), constant.getPropertyName(), more))
                : Optional.empty();
    }

    private static Optional<ColumnType> type(String name) {
        try {
            return Optional.of(ColumnType.named(name)).filter(PLAIN::contains);
        } catch (IllegalArgumentException another) {
            return Optional.empty();
        }
    }

    private Optional<InsertPlan> plan(Table table) {
        List<Statement> readers = statements.stream()
                .filter(statement -> statement.mentions(table.name()) > 0)
                .toList();
        if (readers.size() != 1 || !insertsOnly(readers.get(0).model())) {
            return Optional.empty();
        }
        EPStatementObjectModel insert = readers.get(0).model();
        Window window = windows.get(insert.getInsertInto().getStreamName());
        return window == null
                ? Optional.empty()
                : values(table, insert.getSelectClause(), window).flatMap(values -> partners(window)
                        .map(partners -> new InsertPlan(
                                table,
                                window.name(),
                                window.columns(),
                                window.columns().indexOf(window.until().column()),
                                window.until().ticks(),
                                values,
                                partners)));
    }

    /** Whether a statement is an {@code insert into … select … from …(…)} of one stream and nothing more. */
    private static boolean insertsOnly(EPStatementObjectModel model) {
        if (model.getInsertInto() == null || model.getSelectClause() == null || stream(model) == null) {
            return false;
        }
        EPStatementObjectModel bare = new EPStatementObjectModel()
                .insertInto(model.getInsertInto())
                .selectClause(model.getSelectClause())
                .fromClause(model.getFromClause());
        return saysTheSame(bare, model)
                && model.getAnnotations().stream().allMatch(says -> HARMLESS.contains(says.getName()))
                && model.getInsertInto().getColumnNames().isEmpty()
                && model.getInsertInto().getEventPrecedence() == null
                && model.getInsertInto().getStreamSelector() == StreamSelector.ISTREAM_ONLY
                && selectsPlainly(model.getSelectClause());
    }

    private static boolean saysTheSame(EPStatementObjectModel bare, EPStatementObjectModel model) {
        bare.setAnnotations(model.getAnnotations());
        return bare.toEPL().equals(model.toEPL());
    }

    private static boolean selectsPlainly(SelectClause select) {
        return !select.isDistinct()
                && select.getStreamSelector() == StreamSelector.ISTREAM_ONLY
                && select.getSelectList().stream().allMatch(SelectClauseExpression.class::isInstance);
    }

    /** The one stream that a statement reads, if it reads it row by row; else null. */
    private static FilterStream stream(EPStatementObjectModel model) {
        FilterStream only = Statement.onlyStream(model);
        return only != null
                        && isNone(only.getViews())
                        && isNone(only.getFilter().getOptionalPropertySelects())
                ? only
                : null;
    }

    private static boolean isNone(List<?> parts) {
        return parts == null || parts.isEmpty();
    }

    /** What the window's columns get, each in its place; empty if not all of it is understood. */
    private Optional<List<RowExpression>> values(Table table, SelectClause select, Window window) {
        RowExpressions expressions = new RowExpressions(RowShape.of(table), constants, functions);
        RowExpression[] values = new RowExpression[window.columns().size()];
        for (SelectClauseElement element : select.getSelectList()) {
            SelectClauseExpression selected = (SelectClauseExpression) element;
            int place = window.columns().indexOf(EplExpressions.name(selected));
            Optional<RowExpression> value = expressions.exactly(selected.getExpression());
            if (place < 0 || value.isEmpty()) {
                return Optional.empty();
            }
            values[place] = value.get();
        }
        return Optional.of(Arrays.asList(values));
    }

    /** Where the statements look that a window triggers; empty if something else sees what comes into it. */
    private Optional<List<InsertPlan.Partner>> partners(Window window) {
        List<InsertPlan.Partner> partners = new ArrayList<>();
        for (Statement statement : statements) {
            int mentions = statement.mentions(window.name());
            EPStatementObjectModel model = statement.model();
            if (model.getCreateWindow() != null || model.getCreateIndex() != null) {
                continue;
            }
            if (model.getInsertInto() != null
                    && window.name().equals(model.getInsertInto().getStreamName())) {
                mentions--;
            }
            if (window.name().equals(looksIn(model))) {
                mentions--;
            }
            if (mentions > 0) {
                FilterStream trigger = stream(model);
                if (mentions > 1
                        || trigger == null
                        || !window.name().equals(trigger.getFilter().getEventTypeName())) {
                    return Optional.empty();
                }
                Optional<InsertPlan.Partner> partner = partner(window, trigger, model);
                if (partner.isEmpty()) {
                    return Optional.empty();
                }
                partners.add(partner.get());
            }
        }
        return Optional.of(List.copyOf(partners));
    }

    /** The window whose rows a statement reads or changes when another row comes; null if it is no such statement. */
    private static String looksIn(EPStatementObjectModel model) {
        if (model.getOnExpr() instanceof OnSelectClause select) {
            return select.getWindowName();
        }
        if (model.getOnExpr() instanceof OnDeleteClause delete) {
            return delete.getWindowName();
        }
        if (model.getOnExpr() instanceof OnUpdateClause update) {
            return update.getWindowName();
        }
        return model.getOnExpr() instanceof OnMergeClause merge ? merge.getWindowName() : null;
    }

    /** Where a triggered statement looks; empty unless it does nothing when it finds nothing. */
    private Optional<InsertPlan.Partner> partner(Window window, FilterStream trigger, EPStatementObjectModel model) {
        Window other = windows.get(looksIn(model));
        boolean selects = model.getOnExpr() instanceof OnSelectClause;
        String alias = trigger.getStreamName();
        String otherAlias = model.getOnExpr() instanceof OnSelectClause select
                ? select.getOptionalAsName()
                : model.getOnExpr() instanceof OnDeleteClause delete ? delete.getOptionalAsName() : null;
        if (other == null || other == window || alias == null || otherAlias == null) {
            return Optional.empty();
        }
        EPStatementObjectModel bare = new EPStatementObjectModel()
                .insertInto(model.getInsertInto())
                .selectClause(model.getSelectClause())
                .fromClause(model.getFromClause())
                .whereClause(model.getWhereClause());
        bare.setOnExpr(model.getOnExpr());
        RowExpressions pairs = pairs(alias, window, otherAlias, other);
        if (!saysTheSame(bare, model) || selects && !selectsNoMoreThanRows(model.getSelectClause(), pairs)) {
            return Optional.empty();
        }
        int key = key(model.getWhereClause(), alias, window, otherAlias, other);
        return key < 0
                ? Optional.empty()
                : Optional.of(new InsertPlan.Partner(
                        other.name(), other.columns(), key, pairs.implied(model.getWhereClause())));
    }

    /** Whether nothing is selected that there would be without a row, such as a count. */
    private static boolean selectsNoMoreThanRows(SelectClause select, RowExpressions pairs) {
        return selectsPlainly(select)
                && select.getSelectList().stream()
                        .map(element -> ((SelectClauseExpression) element).getExpression())
                        .allMatch(selected -> pairs.exactly(selected).isPresent());
    }

    private RowExpressions pairs(String alias, Window window, String otherAlias, Window other) {
        Map<String, Integer> places = new HashMap<>();
        List<ColumnType> types = new ArrayList<>(window.types());
        types.addAll(other.types());
        window.columns().forEach(column -> places.put(alias + "." + column, places.size()));
        other.columns().forEach(column -> places.put(otherAlias + "." + column, places.size()));
        return new RowExpressions(new RowShape(places, types), constants, functions);
    }

    /** The place of the window's column that the other window's key has to be equal to; -1 if there is none. */
    private static int key(Expression where, String alias, Window window, String otherAlias, Window other) {
        String wanted = otherAlias + "." + other.key();
        for (Expression part : EplExpressions.parts(where)) {
            if (part instanceof RelationalOpExpression relation
                    && relation.getOperator().equals("=")
                    && relation.getChildren().get(0) instanceof PropertyValueExpression left
                    && relation.getChildren().get(1) instanceof PropertyValueExpression right) {
                String name = left.getPropertyName().equals(wanted)
                        ? right.getPropertyName()
                        : right.getPropertyName().equals(wanted) ? left.getPropertyName() : "";
                if (name.startsWith(alias + ".")) {
                    return window.columns().indexOf(name.substring(alias.length() + 1));
                }
            }
        }
        return -1;
    }
}
