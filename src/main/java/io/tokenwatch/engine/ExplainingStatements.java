package io.tokenwatch.engine;

import com.espertech.esper.common.client.configuration.Configuration;
import com.espertech.esper.common.client.soda.EPStatementObjectModel;
import com.espertech.esper.common.client.soda.Expression;
import com.espertech.esper.common.client.soda.FilterStream;
import com.espertech.esper.common.client.soda.OnSelectClause;
import com.espertech.esper.common.client.soda.PropertyValueExpression;
import com.espertech.esper.common.client.soda.RelationalOpExpression;
import com.espertech.esper.common.client.soda.SelectClause;
import com.espertech.esper.common.client.soda.StreamSelector;
import com.espertech.esper.common.client.soda.View;
import com.espertech.esper.compiler.client.EPCompileException;
import io.tokenwatch.engine.annotation.Detection;
import io.tokenwatch.engine.annotation.PartitionBy;
import io.tokenwatch.engine.window.KeyedWindowForge;
import io.tokenwatch.event.Catalog;
import io.tokenwatch.event.Table;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Statements that show what a rule's statements see, made of the rule's own: their conditions as columns, without the
 * clauses that hold rows back. They run beside the rule's statements and feed none of them.
 */
final class ExplainingStatements {
    /** Windows that keep each row until a time, with the place of that time among their parameters. */
    private static final Map<String, Integer> UNTIL = Map.of("timetolive", 0, KeyedWindowForge.NAME, 1);

    private final Catalog catalog;
    private final Configuration configuration;
    private final List<Reader> readers = new ArrayList<>();
    private final List<Keeper> keepers = new ArrayList<>();
    private final List<Join> joins = new ArrayList<>();
    private final List<String> unexplained = new ArrayList<>();
    private Groups groups;

    /** Shows the filter of a statement on a table; column {@code c0} and on are its conditions, {@code k} its key. */
    record Reader(int line, Table table, List<Expression> conditions, String key, String feeds, String epl) {}

    /** Shows until when a window keeps an event, in milliseconds in column {@code until}. */
    record Keeper(String window, String epl) {}

    /**
     * Shows what an event meets in a window; column {@code c0} and on are the further conditions, {@code v0} and on the
     * columns in them.
     */
    record Join(
            int line,
            String eventType,
            String window,
            List<String> on,
            List<Expression> conditions,
            List<String> columns,
            String epl) {}

    /**
     * Shows the detection's groups; {@code h0} and on are the comparisons that its having is made of, {@code l0} and on
     * their left sides, {@code r0} and on their right, {@code h} is all of it.
     */
    record Groups(List<Expression> comparisons, String epl) {}

    ExplainingStatements(EplFile file, Catalog catalog, Configuration configuration) throws RulesException {
        this.catalog = catalog;
        this.configuration = configuration;
        List<EplProblem> problems = new ArrayList<>();
        for (Statement statement : Epl.statements(file, configuration, problems)) {
            add(statement);
        }
        if (!problems.isEmpty()) {
            throw new RulesException(problems);
        }
    }

    List<Reader> readers() {
        return readers;
    }

    List<Keeper> keepers() {
        return keepers;
    }

    List<Join> joins() {
        return joins;
    }

    /** Null if the detection's statement compares no groups. */
    Groups groups() {
        return groups;
    }

    List<String> unexplained() {
        return unexplained;
    }

    private void add(Statement statement) {
        EPStatementObjectModel model = statement.model();
        boolean explained = isDeclaration(model) || isCopy(model);
        if (model.getCreateWindow() != null) {
            explained = keeper(model);
        } else if (model.getOnExpr() instanceof OnSelectClause on && model.getWhereClause() != null) {
            explained = join(statement, on);
        } else if (model.getFromClause() != null && model.getOnExpr() == null && model.getWhereClause() == null) {
            explained |= reader(statement);
            if (new Annotations(model).has(Detection.class)) {
                explained |= model.getHavingClause() == null ? isPlain(model) : groups(statement);
            }
        }
        if (!explained) {
            unexplained.add("line " + statement.contentLine() + ": " + firstWords(statement));
        }
    }

    private static boolean isDeclaration(EPStatementObjectModel model) {
        return model.getCreateContext() != null
                || model.getCreateIndex() != null
                || model.getCreateSchema() != null
                || model.getCreateVariable() != null
                || model.getCreateExpression() != null;
    }

    /** Whether a statement only passes on what it gets. */
    private static boolean isCopy(EPStatementObjectModel model) {
        return model.getInsertInto() != null && model.getOnExpr() == null && isPlain(model);
    }

    private static boolean isPlain(EPStatementObjectModel model) {
        return Statement.onlyStream(model) != null
                && Statement.onlyStream(model).getFilter().getFilter() == null
                && model.getWhereClause() == null
                && model.getGroupByClause() == null
                && model.getHavingClause() == null
                && model.getSelectClause().getStreamSelector() != StreamSelector.RSTREAM_ONLY;
    }

    private static String firstWords(Statement statement) {
        String text = statement
                .text()
                .lines()
                .skip(statement.contentLine() - statement.line())
                .findFirst()
                .orElse("");
        return text.strip();
    }

    private boolean reader(Statement statement) {
        FilterStream stream = Statement.onlyStream(statement.model());
        Table table = stream == null ? null : tableOf(stream.getFilter().getEventTypeName());
        if (table == null) {
            return false;
        }
        List<Expression> conditions = EplExpressions.parts(stream.getFilter().getFilter());
        String key = new Annotations(statement.model())
                .text(PartitionBy.class, "value")
                .orElse("null");
        StringBuilder epl = new StringBuilder("select ");
        for (int i = 0; i < conditions.size(); i++) {
            epl.append('(')
                    .append(EplExpressions.text(conditions.get(i)))
                    .append(") as c")
                    .append(i)
                    .append(", ");
        }
        epl.append(key).append(" as k from ").append(table.name());
        var into = statement.model().getInsertInto();
        readers.add(new Reader(
                statement.contentLine(),
                table,
                conditions,
                key,
                into == null ? "" : into.getStreamName(),
                epl.toString()));
        return true;
    }

    private Table tableOf(String eventType) {
        return catalog.tables().stream()
                .filter(table -> table.name().equals(eventType))
                .findFirst()
                .orElse(null);
    }

    private boolean keeper(EPStatementObjectModel model) {
        var window = model.getCreateWindow();
        String events = window.getAsEventTypeName() == null ? window.getWindowName() : window.getAsEventTypeName();
        for (View view : window.getViews()) {
            Integer until = UNTIL.get(view.getName());
            if (until != null) {
                keepers.add(new Keeper(
                        window.getWindowName(),
                        "select (" + EplExpressions.text(view.getParameters().get(until)) + ") as until from "
                                + events));
                return true;
            }
        }
        return false;
    }

    private boolean join(Statement statement, OnSelectClause on) {
        FilterStream stream = Statement.onlyStream(statement.model());
        if (stream == null) {
            return false;
        }
        List<String> equal = new ArrayList<>();
        List<Expression> conditions = new ArrayList<>();
        Set<String> columns = new LinkedHashSet<>();
        for (Expression part : EplExpressions.parts(statement.model().getWhereClause())) {
            if (part instanceof RelationalOpExpression relation
                    && relation.getOperator().equals("=")
                    && relation.getChildren().stream().allMatch(PropertyValueExpression.class::isInstance)) {
                equal.add(EplExpressions.text(part));
            } else {
                conditions.add(part);
                EplExpressions.columns(part, columns);
            }
        }
        // A list may be long, and says nothing about the two rows.
        columns.removeAll(configuration.getCommon().getVariables().keySet());
        List<String> named = List.copyOf(columns);
        StringBuilder epl = new StringBuilder("on ").append(stream.getFilter().getEventTypeName());
        epl.append(stream.getStreamName() == null ? "" : " as " + stream.getStreamName());
        epl.append(" select 1 as one");
        for (int i = 0; i < conditions.size(); i++) {
            epl.append(", (")
                    .append(EplExpressions.text(conditions.get(i)))
                    .append(") as c")
                    .append(i);
        }
        for (int i = 0; i < named.size(); i++) {
            epl.append(", ").append(named.get(i)).append(" as v").append(i);
        }
        epl.append(" from ").append(on.getWindowName());
        epl.append(on.getOptionalAsName() == null ? "" : " as " + on.getOptionalAsName());
        epl.append(equal.isEmpty() ? "" : " where " + String.join(" and ", equal));
        joins.add(new Join(
                statement.contentLine(),
                stream.getFilter().getEventTypeName(),
                on.getWindowName(),
                equal,
                conditions,
                named,
                epl.toString()));
        return true;
    }

    private boolean groups(Statement statement) {
        EPStatementObjectModel model = copy(statement);
        Expression having = model.getHavingClause();
        List<Expression> comparisons = new ArrayList<>();
        EplExpressions.comparisons(having, comparisons);
        SelectClause select = model.getSelectClause();
        for (int i = 0; i < comparisons.size(); i++) {
            Expression comparison = comparisons.get(i);
            select.add(comparison, "h" + i);
            if (comparison instanceof RelationalOpExpression relation) {
                select.add(relation.getChildren().get(0), "l" + i);
                select.add(relation.getChildren().get(1), "r" + i);
            }
        }
        select.add(having, "h");
        model.setHavingClause(null);
        model.setInsertInto(null);
        model.setAnnotations(null);
        groups = new Groups(comparisons, model.toEPL());
        return true;
    }

    private EPStatementObjectModel copy(Statement statement) {
        try {
            return Epl.COMPILER.eplToModel(statement.text(), configuration);
        } catch (EPCompileException unexpected) {
            throw new IllegalStateException(unexpected);
        }
    }
}
