package io.tokenwatch.engine;

import com.espertech.esper.common.client.configuration.Configuration;
import com.espertech.esper.common.client.soda.ContextDescriptorConditionFilter;
import com.espertech.esper.common.client.soda.ContextDescriptorInitiatedTerminated;
import com.espertech.esper.common.client.soda.EPStatementObjectModel;
import com.espertech.esper.common.client.soda.Expression;
import com.espertech.esper.common.client.soda.Filter;
import com.espertech.esper.common.client.soda.FilterStream;
import com.espertech.esper.common.client.soda.GroupByClauseExpressionSingle;
import com.espertech.esper.common.client.soda.SelectClauseExpression;
import com.espertech.esper.common.client.soda.Stream;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Breaks a rule in one place at a time: its statements are read into their model, one expression in a filter, a clause
 * or a window is replaced, and the statement is written again. What an annotation says is left alone.
 */
public final class RuleMutations {
    private final List<Statement> statements;
    private final List<Mutant> mutants = new ArrayList<>();
    private int at;
    private String clause = "";
    private String within = "";

    private RuleMutations(List<Statement> statements) {
        this.statements = statements;
    }

    /**
     * A rule with one thing broken.
     *
     * @param what the statement's kind, and the expression before and after
     * @param text the whole file
     */
    public record Mutant(String what, String text) {}

    /** The mutants of a rule's file, in the order of its text; some of them may not compile. */
    public static List<Mutant> of(EplFile file) {
        RuleMutations mutations = new RuleMutations(read(file));
        for (mutations.at = 0; mutations.at < mutations.statements.size(); mutations.at++) {
            mutations.statement();
        }
        return mutations.mutants;
    }

    /** The file as it is written again without a change. */
    public static String unchanged(EplFile file) {
        StringBuilder text = new StringBuilder();
        read(file).forEach(statement -> text.append(written(statement)).append(";\n"));
        return text.toString();
    }

    private static List<Statement> read(EplFile file) {
        Configuration configuration = new Configuration();
        Rules.FUNCTIONS.addTo(configuration);
        List<EplProblem> problems = new ArrayList<>();
        List<Statement> statements = Epl.statements(file, configuration, problems);
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(problems.toString());
        }
        return statements;
    }

    /**
     * The statement as its model says it; its annotations as they were, because a model does not escape their texts.
     */
    private static String written(Statement statement) {
        var annotations = statement.model().getAnnotations();
        statement.model().setAnnotations(null);
        String written = statement.text().substring(0, afterAnnotations(Statement.code(statement.text()))) + "\n"
                + statement.model().toEPL();
        statement.model().setAnnotations(annotations);
        return written;
    }

    private static int afterAnnotations(String code) {
        int end = 0;
        int depth = 0;
        for (int i = 0; i < code.length(); i++) {
            char c = code.charAt(i);
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (c == '@') {
                end = i + 1;
                while (Character.isJavaIdentifierPart(code.charAt(end))) {
                    end++;
                }
                i = end - 1;
            } else if (c == ')' && depth == 0) {
                end = i + 1;
            } else if (depth == 0 && !Character.isWhitespace(c) && c != '(') {
                break;
            }
        }
        return end;
    }

    private void statement() {
        EPStatementObjectModel model = statements.get(at).model();
        boolean feeds = model.getInsertInto() != null || model.getOnExpr() != null;
        if (feeds) {
            add(head() + ": left out", "");
        }
        var variable = model.getCreateVariable();
        clause = "";
        if (variable != null && variable.getOptionalAssignment() != null) {
            slot(variable.getOptionalAssignment(), variable::setOptionalAssignment);
        }
        if (model.getCreateContext() != null) {
            context((ContextDescriptorInitiatedTerminated)
                    model.getCreateContext().getDescriptor());
        }
        if (model.getCreateWindow() != null) {
            model.getCreateWindow().getViews().forEach(view -> list(view.getParameters()));
        }
        clauses(model);
    }

    private void context(ContextDescriptorInitiatedTerminated context) {
        if (context.getOptionalDistinctExpressions() != null) {
            list(context.getOptionalDistinctExpressions());
        }
        for (var condition : List.of(context.getInitCondition(), context.getTermCondition())) {
            if (condition instanceof ContextDescriptorConditionFilter filtered) {
                filter(filtered.getFilter());
            }
        }
    }

    private void clauses(EPStatementObjectModel model) {
        if (model.getFromClause() != null) {
            clause = " filter";
            for (Stream stream : model.getFromClause().getStreams()) {
                if (stream instanceof FilterStream filtered) {
                    filter(filtered.getFilter());
                    filtered.getViews().forEach(view -> list(view.getParameters()));
                }
            }
        }
        if (model.getSelectClause() != null) {
            clause = " select";
            model.getSelectClause().getSelectList().forEach(element -> {
                if (element instanceof SelectClauseExpression one) {
                    slot(one.getExpression(), one::setExpression);
                }
            });
        }
        if (model.getWhereClause() != null) {
            clause = " where";
            condition(model.getWhereClause(), model::setWhereClause);
        }
        if (model.getGroupByClause() != null) {
            clause = " group by";
            model.getGroupByClause().getGroupByExpressions().forEach(by -> {
                if (by instanceof GroupByClauseExpressionSingle one) {
                    slot(one.getExpression(), one::setExpression);
                }
            });
        }
        if (model.getHavingClause() != null) {
            clause = " having";
            condition(model.getHavingClause(), model::setHavingClause);
        }
    }

    private void filter(Filter filter) {
        if (filter.getFilter() != null) {
            condition(filter.getFilter(), filter::setFilter);
        }
    }

    /** A condition that may be missing altogether. */
    private void condition(Expression condition, Consumer<Expression> set) {
        set.accept(null);
        add(head() + clause + ": without " + text(condition), null);
        set.accept(condition);
        slot(condition, set);
    }

    private void list(List<Expression> expressions) {
        for (int i = 0; i < expressions.size(); i++) {
            int place = i;
            slot(expressions.get(i), other -> expressions.set(place, other));
        }
    }

    /** An expression and where it stands: replaces it, and all within it. */
    private void slot(Expression expression, Consumer<Expression> set) {
        String outer = within;
        for (Expression other : Alternatives.of(expression, names())) {
            set.accept(other);
            add(head() + clause + ": " + within + text(expression) + " -> " + text(other), null);
            set.accept(expression);
        }
        if (Alternatives.isWhole(expression)) {
            return;
        }
        within = text(expression) + ": ";
        list(expression.getChildren());
        Alternatives.parameters(expression).forEach(this::list);
        EPStatementObjectModel inner = Alternatives.subquery(expression);
        if (inner != null) {
            String outerClause = clause;
            clauses(inner);
            clause = outerClause;
        }
        within = outer;
    }

    /** The names that the statement's columns go by, in the order of its text. */
    private Set<String> names() {
        Set<String> names = new LinkedHashSet<>();
        EPStatementObjectModel model = statements.get(at).model();
        if (model.getSelectClause() != null) {
            model.getSelectClause().getSelectList().forEach(element -> {
                if (element instanceof SelectClauseExpression one) {
                    Alternatives.names(one.getExpression(), names);
                }
            });
        }
        Alternatives.names(model.getWhereClause(), names);
        names.add("TimeGenerated");
        return names;
    }

    /** What the statement is, in short. */
    private String head() {
        String code = Statement.code(statements.get(at).text());
        String text = statements.get(at).text();
        for (String begin : List.of("insert into", "create ", "on ", "select ")) {
            int place = code.indexOf(begin);
            if (place >= 0) {
                String from = begin.equals("insert into") && code.contains("\nfrom ")
                        ? " " + word(text, code.indexOf("\nfrom ") + 1, 2)
                        : "";
                String on = begin.equals("insert into") && code.stripLeading().startsWith("on ") ? "on " : "";
                return on + word(text, place, 3) + from;
            }
        }
        return "statement";
    }

    private static String word(String text, int from, int words) {
        String[] all = text.substring(from).strip().split("[\\s(;]+", words + 1);
        return String.join(" ", List.of(all).subList(0, Math.min(words, all.length)));
    }

    static String text(Expression expression) {
        java.io.StringWriter text = new java.io.StringWriter();
        expression.toEPL(text, com.espertech.esper.common.client.soda.ExpressionPrecedenceEnum.MINIMUM);
        return text.toString();
    }

    /** @param replaced the text of the statement; null to write its model */
    private void add(String what, String replaced) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < statements.size(); i++) {
            String written = statements.get(i).text();
            if (i == at) {
                written = replaced == null ? written(statements.get(i)) : replaced;
            }
            text.append(written.isEmpty() ? "" : written + ";\n");
        }
        mutants.add(new Mutant(what, text.toString()));
    }
}
