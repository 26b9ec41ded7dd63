package io.tokenwatch.engine;

import com.espertech.esper.common.client.configuration.Configuration;
import com.espertech.esper.common.client.soda.Expression;
import com.espertech.esper.common.client.soda.FilterStream;
import com.espertech.esper.common.client.soda.SelectClauseExpression;
import com.espertech.esper.common.client.soda.Stream;
import com.espertech.esper.compiler.client.EPCompileException;
import io.tokenwatch.engine.annotation.AlertKey;
import io.tokenwatch.engine.annotation.Attack;
import io.tokenwatch.engine.annotation.Detection;
import io.tokenwatch.engine.annotation.Entities;
import io.tokenwatch.engine.annotation.FalsePositives;
import io.tokenwatch.engine.annotation.PartitionBy;
import io.tokenwatch.engine.annotation.Project;
import io.tokenwatch.engine.annotation.References;
import io.tokenwatch.engine.annotation.Samples;
import io.tokenwatch.engine.annotation.Suppress;
import io.tokenwatch.engine.annotation.UpdateOn;
import io.tokenwatch.engine.function.Kql;
import io.tokenwatch.engine.safety.Guards;
import io.tokenwatch.event.Catalog;
import io.tokenwatch.event.Table;
import io.tokenwatch.event.Ticks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads out of a detection's EPL what must be known before it runs: what it says about itself, which rows it wants, and
 * by which key.
 */
final class RuleReader {
    private final Catalog catalog;
    private final Functions functions;
    private final Configuration configuration;
    private final Safety safety;

    RuleReader(Catalog catalog, Functions functions, Configuration configuration) {
        this(catalog, functions, configuration, Guards.DEFAULT);
    }

    RuleReader(Catalog catalog, Functions functions, Configuration configuration, Guards guards) {
        this.safety = new Safety(catalog, functions, guards);
        this.catalog = catalog;
        this.functions = functions;
        this.configuration = configuration;
    }

    /**
     * Reads a file.
     *
     * @param problems gets what is wrong
     * @return what was read; only of use if there were no problems
     */
    RuleText read(EplFile file, List<EplProblem> problems) {
        problems.addAll(safety.ofText(file));
        List<Statement> statements = problems.isEmpty() ? Epl.statements(file, configuration, problems) : List.of();
        if (problems.isEmpty()) {
            problems.addAll(safety.ofStatements(file, statements));
        }
        if (!problems.isEmpty()) {
            return null;
        }
        Map<String, Object> constants = constants(statements);
        Map<Table, Subscription> subscriptions = new LinkedHashMap<>();
        Map<Table, String> keys = new HashMap<>();
        for (Statement statement : statements) {
            for (Table table : catalog.tables()) {
                if (statement.mentions(table.name()) > 0) {
                    subscribe(file, statements, statement, table, constants, subscriptions, keys, problems);
                }
            }
        }
        Optional<DetectionInfo> detection = detection(file, statements, problems);
        if (subscriptions.isEmpty() && problems.isEmpty()) {
            problems.add(
                    new EplProblem(file.name(), 1, 0, "no statement reads a table; known are " + catalog.tables()));
        }
        if (!problems.isEmpty()) {
            return null;
        }
        List<Subscription> wants = List.copyOf(subscriptions.values());
        List<InsertPlan> inserts = InsertPlanner.plans(statements, wants, constants, functions);
        return new RuleText(file, statements, detection.orElseThrow(), wants, inserts);
    }

    private Map<String, Object> constants(List<Statement> statements) {
        Map<String, Object> constants = EsperConfiguration.constants(configuration);
        for (Statement statement : statements) {
            var variable = statement.model().getCreateVariable();
            if (variable != null && variable.isConstant() && variable.getOptionalAssignment() != null) {
                new RowExpressions(new RowShape(Map.of(), List.of()), Map.of(), functions)
                        .exactly(variable.getOptionalAssignment())
                        .ifPresent(value -> constants.put(variable.getVariableName(), value.of(new Object[0])));
            }
        }
        return constants;
    }

    private void subscribe(
            EplFile file,
            List<Statement> statements,
            Statement statement,
            Table table,
            Map<String, Object> constants,
            Map<Table, Subscription> subscriptions,
            Map<Table, String> keys,
            List<EplProblem> problems) {
        String key = new Annotations(statement.model())
                .text(PartitionBy.class, "value")
                .orElse(null);
        if (key == null) {
            problems.add(
                    new EplProblem(
                            file.name(),
                            statement.contentLine(),
                            0,
                            "the statement reads " + table
                                    + " but does not say by which column its rows must come together; expected @PartitionBy('…') before it"));
            return;
        }
        String other = keys.put(table, key);
        if (other != null && !other.equals(key)) {
            problems.add(new EplProblem(
                    file.name(),
                    statement.contentLine(),
                    0,
                    "@PartitionBy('" + key + "'): another statement reads " + table + " by '" + other + "'"));
            return;
        }
        RowExpressions expressions = new RowExpressions(RowShape.of(table), constants, functions);
        Optional<RowExpression> keyOfRow = keyExpression(key).flatMap(expressions::exactly);
        if (keyOfRow.isEmpty()) {
            problems.add(new EplProblem(
                    file.name(),
                    statement.contentLine(),
                    0,
                    "@PartitionBy('" + key + "'): expected a column of " + table + " or a function of its columns"));
            return;
        }
        RowExpressions conditions = new RowExpressions(RowShape.of(table), constants, functions);
        Optional<RowExpression> wanted = wanted(statement, table, conditions);
        subscriptions.merge(
                table,
                new Subscription(
                        table,
                        wanted.orElse(row -> Boolean.TRUE),
                        wanted.isPresent()
                                && conditions.exact()
                                && statement.model().getContextName() == null,
                        keyOfRow.get(),
                        key,
                        conditions.columns(),
                        ReadColumns.of(file, statements, table)),
                Subscription::or);
    }

    private Optional<Expression> keyExpression(String key) {
        try {
            var select = Epl.COMPILER
                    .eplToModel("select " + key + " as k from X", configuration)
                    .getSelectClause()
                    .getSelectList();
            return select.size() == 1 && select.get(0) instanceof SelectClauseExpression only
                    ? Optional.of(only.getExpression())
                    : Optional.empty();
        } catch (EPCompileException wrong) {
            return Optional.empty();
        }
    }

    /**
     * The statement's filter on the table; none where the table is mentioned in another way too: any row may matter.
     */
    private static Optional<RowExpression> wanted(Statement statement, Table table, RowExpressions expressions) {
        List<RowExpression> filters = new ArrayList<>();
        if (statement.model().getFromClause() != null) {
            for (Stream stream : statement.model().getFromClause().getStreams()) {
                if (stream instanceof FilterStream filtered
                        && filtered.getFilter().getEventTypeName().equals(table.name())) {
                    filters.add(expressions.implied(filtered.getFilter().getFilter()));
                }
            }
        }
        if (filters.size() != 1 || statement.mentions(table.name()) != 1) {
            return Optional.empty();
        }
        return Optional.of(filters.get(0));
    }

    private static Optional<DetectionInfo> detection(
            EplFile file, List<Statement> statements, List<EplProblem> problems) {
        List<Statement> marked = statements.stream()
                .filter(statement -> new Annotations(statement.model()).has(Detection.class))
                .toList();
        if (marked.size() != 1) {
            int line = marked.size() > 1 ? marked.get(1).contentLine() : 1;
            problems.add(new EplProblem(
                    file.name(), line, 0, "expected one statement with @Detection, found " + marked.size()));
            return Optional.empty();
        }
        Annotations says = new Annotations(marked.get(0).model());
        String rows = says.text(Detection.class, "rows").orElse("latest");
        return Optional.of(new DetectionInfo(
                says.text(Detection.class, "id").orElse(""),
                says.text(Detection.class, "title").orElse(""),
                says.text(Detection.class, "severity").orElse(""),
                says.text(Detection.class, "confidence").orElse(""),
                says.texts(Attack.class, "tactics").stream()
                        .map(DetectionInfo.Named::of)
                        .toList(),
                says.texts(Attack.class, "techniques").stream()
                        .map(DetectionInfo.Named::of)
                        .toList(),
                says.texts(Entities.class, "value").stream()
                        .map(DetectionInfo.Entity::of)
                        .toList(),
                says.texts(Project.class, "value"),
                says.texts(AlertKey.class, "value"),
                says.texts(UpdateOn.class, "value"),
                says.texts(Samples.class, "value"),
                rows.equals("each"),
                says.texts(FalsePositives.class, "value"),
                says.texts(References.class, "value"),
                suppression(file, marked.get(0), says, problems),
                says.text(Detection.class, "runs").orElse("always").equals("if-enabled")));
    }

    private static Optional<DetectionInfo.Suppression> suppression(
            EplFile file, Statement statement, Annotations says, List<EplProblem> problems) {
        if (!says.has(Suppress.class)) {
            return Optional.empty();
        }
        try {
            long ticks = Kql.timespan(says.text(Suppress.class, "time").orElse(""));
            return Optional.of(new DetectionInfo.Suppression(
                    says.texts(Suppress.class, "key"), Duration.ofMillis(Ticks.toMillis(ticks))));
        } catch (IllegalArgumentException wrong) {
            problems.add(statement.problem(file, List.of("Suppress"), "@Suppress: time: " + wrong.getMessage()));
            return Optional.empty();
        }
    }
}
