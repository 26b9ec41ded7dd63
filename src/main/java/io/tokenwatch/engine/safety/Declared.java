package io.tokenwatch.engine.safety;

import com.espertech.esper.compiler.internal.generated.EsperEPL2GrammarParser.CreateContextChoiceContext;
import com.espertech.esper.compiler.internal.generated.EsperEPL2GrammarParser.CreateContextExprContext;
import com.espertech.esper.compiler.internal.generated.EsperEPL2GrammarParser.CreateTableExprContext;
import com.espertech.esper.compiler.internal.generated.EsperEPL2GrammarParser.CreateVariableExprContext;
import com.espertech.esper.compiler.internal.generated.EsperEPL2GrammarParser.CreateWindowExprContext;
import com.espertech.esper.compiler.internal.generated.EsperEPL2GrammarParser.ExpressionDeclContext;
import com.espertech.esper.compiler.internal.generated.EsperEPL2GrammarParser.OnDeleteExprContext;
import com.espertech.esper.compiler.internal.generated.EsperEPL2GrammarParser.OnMergeExprContext;
import com.espertech.esper.compiler.internal.generated.EsperEPL2GrammarParser.OnSelectExprContext;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.antlr.v4.runtime.ParserRuleContext;

/** What the statements of a file declare, which other statements of it build on. */
final class Declared {
    final Map<String, ExpressionDeclContext> expressions = new LinkedHashMap<>();

    /** Constant variables, by the text of their value. */
    final Map<String, String> constants = new HashMap<>();

    /** Named windows and tables. */
    final Set<String> kept = new HashSet<>();

    /** Named windows that rows leave without a word. */
    final Set<String> silent = new HashSet<>();

    /** Named windows and tables from which some statement deletes rows. */
    final Set<String> emptied = new HashSet<>();

    /** Contexts whose partitions come to an end. */
    final Set<String> ending = new HashSet<>();

    Declared(List<ParserRuleContext> statements) {
        statements.forEach(this::add);
    }

    private void add(ParserRuleContext statement) {
        EplTree.all(statement, ExpressionDeclContext.class).forEach(e -> expressions.put(e.name.getText(), e));
        for (CreateWindowExprContext window : EplTree.all(statement, CreateWindowExprContext.class)) {
            kept.add(window.i.getText());
            if (window.viewExpressions() != null && Windows.isSilent(window.viewExpressions())) {
                silent.add(window.i.getText());
            }
        }
        EplTree.all(statement, CreateTableExprContext.class).forEach(t -> kept.add(t.n.getText()));
        for (CreateVariableExprContext variable : EplTree.all(statement, CreateVariableExprContext.class)) {
            if (variable.c != null && variable.expression() != null) {
                constants.put(variable.n.getText(), variable.expression().getText());
            }
        }
        for (OnDeleteExprContext delete : EplTree.all(statement, OnDeleteExprContext.class)) {
            emptied.add(delete.onExprFrom().n.getText());
        }
        for (OnSelectExprContext select : EplTree.all(statement, OnSelectExprContext.class)) {
            if (select.d != null && select.onExprFrom() != null) {
                emptied.add(select.onExprFrom().n.getText());
            }
        }
        for (OnMergeExprContext merge : EplTree.all(statement, OnMergeExprContext.class)) {
            if (merge.mergeItem().stream()
                    .anyMatch(item -> item.mergeMatched() != null
                            && item.mergeMatched().mergeMatchedItem().stream().anyMatch(then -> then.d != null))) {
                emptied.add(merge.n.getText());
            }
        }
        for (CreateContextExprContext context : EplTree.all(statement, CreateContextExprContext.class)) {
            if (EplTree.all(context, CreateContextChoiceContext.class).stream().anyMatch(Declared::ends)) {
                ending.add(context.name.getText());
            }
        }
    }

    /** Whether a context's partitions end, all of them, by themselves. */
    static boolean ends(CreateContextChoiceContext choice) {
        return choice.r2 != null || choice.createContextPartitionTerm() != null;
    }
}
