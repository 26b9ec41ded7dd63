package io.tokenwatch.engine;

import com.espertech.esper.common.client.EPCompiled;
import com.espertech.esper.common.client.EventBean;
import com.espertech.esper.common.client.configuration.Configuration;
import com.espertech.esper.common.client.soda.Expression;
import com.espertech.esper.common.client.soda.RelationalOpExpression;
import com.espertech.esper.compiler.client.CompilerArguments;
import com.espertech.esper.compiler.client.EPCompileException;
import com.espertech.esper.runtime.client.EPDeployException;
import com.espertech.esper.runtime.client.EPRuntime;
import com.espertech.esper.runtime.client.EPRuntimeProvider;
import com.espertech.esper.runtime.client.EPStatement;
import io.tokenwatch.event.Catalog;
import io.tokenwatch.event.Column;
import io.tokenwatch.event.ColumnType;
import io.tokenwatch.event.Table;
import io.tokenwatch.event.Ticks;
import io.tokenwatch.lane.Watermarks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Runs one rule with statements beside it that show what its own see. Everything is kept, event time stands still. Used
 * by one thread.
 */
public final class Explainer implements AutoCloseable {
    private static final AtomicLong RUNTIMES = new AtomicLong();
    private static final Map<String, String> FIRES = Map.of(
            ">", "above ", ">=", "at ", "<", "below ", "<=", "up to ", "=", "at exactly ", "!=", "at anything but ");

    private final Rule rule;
    private final ExplainingStatements statements;
    private final EPRuntime runtime;
    private final Map<Object, List<EventBean>> shown = new HashMap<>();
    private final Map<List<Object>, EventBean> groups = new HashMap<>();

    private Explainer(Rule rule, ExplainingStatements statements, EPCompiled compiled, Configuration configuration) {
        this.rule = rule;
        this.statements = statements;
        this.runtime = EPRuntimeProvider.getRuntime("tokenwatch-explain-" + RUNTIMES.incrementAndGet(), configuration);
        runtime.getEventService().advanceTime(0);
        try {
            EPStatement[] deployed =
                    runtime.getDeploymentService().deploy(compiled).getStatements();
            List<Object> explaining = explaining(statements);
            for (int i = 0; i < explaining.size(); i++) {
                Object shows = explaining.get(i);
                deployed[deployed.length - explaining.size() + i].addListener((rows, removed, from, in) -> {
                    if (rows != null) {
                        shown.computeIfAbsent(shows, s -> new ArrayList<>()).addAll(List.of(rows));
                    }
                });
            }
        } catch (EPDeployException failed) {
            runtime.destroy();
            throw new IllegalStateException(rule.file() + " cannot be deployed: " + failed.getMessage(), failed);
        }
    }

    private static List<Object> explaining(ExplainingStatements statements) {
        List<Object> all = new ArrayList<>();
        all.addAll(statements.readers());
        all.addAll(statements.keepers());
        all.addAll(statements.joins());
        if (statements.groups() != null) {
            all.add(statements.groups());
        }
        return all;
    }

    /**
     * Compiles a rule to be explained.
     *
     * @throws RulesException if it cannot be compiled so
     */
    static Explainer of(Rule rule, EplFile file, Catalog catalog, Configuration configuration) throws RulesException {
        ExplainingStatements statements = new ExplainingStatements(file, catalog, configuration);
        StringBuilder text = new StringBuilder(file.text());
        text.append(file.text().stripTrailing().endsWith(";") ? "\n" : ";\n");
        for (Object shows : explaining(statements)) {
            text.append(epl(shows)).append(";\n");
        }
        try {
            EPCompiled compiled = Epl.COMPILER.compile(text.toString(), new CompilerArguments(configuration));
            return new Explainer(rule, statements, compiled, configuration);
        } catch (EPCompileException wrong) {
            throw new RulesException(
                    List.of(new EplProblem(file.name(), 1, 0, "cannot be explained: " + wrong.getMessage())));
        }
    }

    private static String epl(Object shows) {
        if (shows instanceof ExplainingStatements.Reader reader) {
            return reader.epl();
        }
        if (shows instanceof ExplainingStatements.Keeper keeper) {
            return keeper.epl();
        }
        return shows instanceof ExplainingStatements.Join join
                ? join.epl()
                : ((ExplainingStatements.Groups) shows).epl();
    }

    public Rule rule() {
        return rule;
    }

    /** Feeds a row of a table that the rule reads. */
    public FedRow feed(Table table, Object[] row) {
        send(table, row);
        List<Explanation.Reader> readers = new ArrayList<>();
        Set<String> events = new LinkedHashSet<>();
        for (ExplainingStatements.Reader reader : statements.readers()) {
            for (EventBean seen : shown.getOrDefault(reader, List.of())) {
                Explanation.Reader result = reader(reader, table, row, seen);
                readers.add(result);
                if (result.takes()) {
                    events.add(reader.feeds());
                }
            }
        }
        Set<List<Object>> keys = new LinkedHashSet<>();
        for (EventBean group : shown.getOrDefault(statements.groups(), List.of())) {
            List<Object> key = rule.detection().key().stream().map(group::get).toList();
            keys.add(key);
            groups.put(key, group);
        }
        List<Explanation.Kept> kept = new ArrayList<>();
        for (ExplainingStatements.Keeper keeper : statements.keepers()) {
            shown.getOrDefault(keeper, List.of())
                    .forEach(seen -> kept.add(new Explanation.Kept(keeper.window(), until(seen))));
        }
        return new FedRow(table, row, readers, kept, keys, events);
    }

    private void send(Table table, Object[] row) {
        shown.clear();
        runtime.getEventService().sendEventObjectArray(row, table.name());
    }

    private static String until(EventBean seen) {
        return Ticks.toIso(Ticks.ofMillis(((Number) seen.get("until")).longValue()));
    }

    private static Explanation.Reader reader(
            ExplainingStatements.Reader reader, Table table, Object[] row, EventBean seen) {
        List<Explanation.Condition> conditions = new ArrayList<>();
        for (int i = 0; i < reader.conditions().size(); i++) {
            Expression condition = reader.conditions().get(i);
            Set<String> names = new LinkedHashSet<>();
            EplExpressions.columns(condition, names);
            Map<String, Object> values = new LinkedHashMap<>();
            names.stream()
                    .filter(name -> table.find(name) >= 0)
                    .forEach(name -> values.put(name, value(table, row, table.find(name))));
            conditions.add(
                    new Explanation.Condition(EplExpressions.text(condition), (Boolean) seen.get("c" + i), values));
        }
        return new Explanation.Reader(reader.line(), conditions, reader.key(), seen.get("k"));
    }

    private static Object value(Table table, Object[] row, int column) {
        return table.columns().get(column).type() == ColumnType.DATETIME && row[column] instanceof Long ticks
                ? Ticks.toIso(ticks)
                : row[column];
    }

    /**
     * Explains rows when all have been fed. Nothing may be fed afterwards: rows are shown to joins once more, and count
     * twice.
     */
    public List<Explanation> explain(List<FedRow> fed) {
        List<List<Explanation.Group>> counted = fed.stream().map(this::groups).toList();
        List<Explanation> explanations = new ArrayList<>();
        for (int i = 0; i < fed.size(); i++) {
            FedRow one = fed.get(i);
            Map<String, Object> row = new LinkedHashMap<>();
            for (int column = 0; column < one.row().length; column++) {
                Column named = one.table().columns().get(column);
                row.put(named.name(), value(one.table(), one.row(), column));
            }
            explanations.add(new Explanation(
                    rule,
                    one.table(),
                    row,
                    one.readers(),
                    counted.get(i),
                    one.kept(),
                    joins(one),
                    statements.unexplained()));
        }
        return explanations;
    }

    private List<Explanation.Group> groups(FedRow fed) {
        return fed.groups().stream().map(key -> group(key, fed)).toList();
    }

    private Explanation.Group group(List<Object> key, FedRow fed) {
        EventBean seen = groups.get(key);
        List<Explanation.Threshold> thresholds = new ArrayList<>();
        List<Expression> comparisons = statements.groups().comparisons();
        for (int i = 0; i < comparisons.size(); i++) {
            boolean crossed = Boolean.TRUE.equals(seen.get("h" + i));
            if (comparisons.get(i) instanceof RelationalOpExpression relation) {
                thresholds.add(new Explanation.Threshold(
                        EplExpressions.text(relation.getChildren().get(0)),
                        shown(seen.get("l" + i)),
                        FIRES.getOrDefault(relation.getOperator(), "if " + relation.getOperator() + " ")
                                + shown(seen.get("r" + i)),
                        crossed));
            } else {
                thresholds.add(new Explanation.Threshold(
                        EplExpressions.text(comparisons.get(i)), crossed, "if true", crossed));
            }
        }
        Map<String, Object> named = new LinkedHashMap<>();
        for (int i = 0; i < key.size(); i++) {
            String column = rule.detection().key().get(i);
            named.put(column, isTime(column) && key.get(i) instanceof Long ticks ? Ticks.toIso(ticks) : key.get(i));
        }
        boolean knowsEnd = seen.getEventType().isProperty(Rule.WINDOW_END);
        long end = knowsEnd ? (Long) seen.get(Rule.WINDOW_END) : 0;
        long hour = Ticks.bin(fed.table().time(fed.row()), Ticks.PER_HOUR) + Ticks.PER_HOUR;
        return new Explanation.Group(
                named,
                knowsEnd ? Ticks.toIso(end) : null,
                knowsEnd ? Ticks.toIso(end + Watermarks.ticks(rule.lateness())) : null,
                Ticks.toIso(hour + Watermarks.ticks(fed.table().retention())),
                thresholds,
                Boolean.TRUE.equals(seen.get("h")));
    }

    /** A value as JSON has it. */
    private static Object shown(Object value) {
        return value instanceof Object[] set ? Arrays.asList(set) : value;
    }

    private boolean isTime(String column) {
        return rule.tables().stream()
                .anyMatch(table -> table.find(column) >= 0
                        && table.columns().get(table.find(column)).type() == ColumnType.DATETIME);
    }

    private List<Explanation.Join> joins(FedRow fed) {
        List<Explanation.Join> joins = new ArrayList<>();
        if (statements.joins().stream().noneMatch(join -> fed.events().contains(join.eventType()))) {
            return joins;
        }
        send(fed.table(), fed.row());
        for (ExplainingStatements.Join join : statements.joins()) {
            if (fed.events().contains(join.eventType())) {
                joins.add(new Explanation.Join(
                        join.line(),
                        join.window(),
                        join.on(),
                        shown.getOrDefault(join, List.of()).stream()
                                .map(seen -> conditions(join, seen))
                                .distinct()
                                .toList()));
            }
        }
        return joins;
    }

    private static List<Explanation.Condition> conditions(ExplainingStatements.Join join, EventBean seen) {
        List<Explanation.Condition> conditions = new ArrayList<>();
        for (int i = 0; i < join.conditions().size(); i++) {
            Expression condition = join.conditions().get(i);
            Set<String> names = new LinkedHashSet<>();
            EplExpressions.columns(condition, names);
            names.retainAll(join.columns());
            Map<String, Object> values = new LinkedHashMap<>();
            names.forEach(name -> values.put(name, seen.get("v" + join.columns().indexOf(name))));
            conditions.add(
                    new Explanation.Condition(EplExpressions.text(condition), (Boolean) seen.get("c" + i), values));
        }
        return conditions;
    }

    @Override
    public void close() {
        runtime.destroy();
    }
}
