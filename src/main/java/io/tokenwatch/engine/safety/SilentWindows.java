package io.tokenwatch.engine.safety;

import com.espertech.esper.compiler.internal.generated.EsperEPL2GrammarBaseListener;
import com.espertech.esper.compiler.internal.generated.EsperEPL2GrammarParser.CreateIndexExprContext;
import com.espertech.esper.compiler.internal.generated.EsperEPL2GrammarParser.EventFilterExpressionContext;
import com.espertech.esper.compiler.internal.generated.EsperEPL2GrammarParser.StreamExpressionContext;
import com.espertech.esper.compiler.internal.generated.EsperEPL2GrammarParser.SubSelectFilterExprContext;

/**
 * Refuses statements that would go wrong without notice because rows leave the window that they read without a word.
 * Looking into such a window is fine.
 */
final class SilentWindows extends EsperEPL2GrammarBaseListener {
    private final Declared declared;
    private final Offences offences;

    SilentWindows(Declared declared, Offences offences) {
        this.declared = declared;
        this.offences = offences;
    }

    @Override
    public void enterStreamExpression(StreamExpressionContext stream) {
        if (stream.eventFilterExpression() != null) {
            check(
                    stream.eventFilterExpression(),
                    "look into it with on … select … from it, or with a subquery, or make it #timetolive");
        }
    }

    @Override
    public void enterSubSelectFilterExpr(SubSelectFilterExprContext stream) {
        // Esper keeps rows of its own for a subquery that filters, and looks into the window for others.
        if (stream.eventFilterExpression().expressionList() != null) {
            check(stream.eventFilterExpression(), "put the conditions behind where");
        }
    }

    private void check(EventFilterExpressionContext stream, String expected) {
        String name = stream.classIdentifier().getText();
        if (isSilent(name)) {
            offences.add(stream, "rows leave " + name + " without a word; " + expected);
        }
    }

    @Override
    public void enterCreateIndexExpr(CreateIndexExprContext index) {
        if (isSilent(index.w.getText())) {
            offences.add(
                    index, index.w.getText() + " is its own index, by its first parameter; leave the statement out");
        }
    }

    private boolean isSilent(String name) {
        return declared.silent.contains(EplTree.name(name));
    }
}
