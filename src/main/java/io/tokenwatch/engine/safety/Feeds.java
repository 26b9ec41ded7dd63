package io.tokenwatch.engine.safety;

import com.espertech.esper.compiler.internal.generated.EsperEPL2GrammarParser.EventFilterExpressionContext;
import com.espertech.esper.compiler.internal.generated.EsperEPL2GrammarParser.InsertIntoExprContext;
import com.espertech.esper.compiler.internal.generated.EsperEPL2GrammarParser.MergeInsertContext;
import com.espertech.esper.compiler.internal.generated.EsperEPL2GrammarParser.OnExprContext;
import com.espertech.esper.compiler.internal.generated.EsperEPL2GrammarParser.OnExprFromContext;
import com.espertech.esper.compiler.internal.generated.EsperEPL2GrammarParser.OnMergeExprContext;
import com.espertech.esper.compiler.internal.generated.EsperEPL2GrammarParser.PatternFilterExpressionContext;
import com.espertech.esper.compiler.internal.generated.EsperEPL2GrammarParser.SelectExprContext;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.antlr.v4.runtime.ParserRuleContext;

/** Which streams feed which, over the statements of a file; a circle of them would never come to rest. */
final class Feeds {
    private final List<Feed> feeds = new ArrayList<>();

    /** A statement that reads streams and writes one. */
    private record Feed(int statement, Set<String> from, String into, ParserRuleContext where) {}

    void add(int number, ParserRuleContext statement) {
        for (SelectExprContext select : EplTree.all(statement, SelectExprContext.class)) {
            if (select.insertIntoExpr() != null && select.fromClause() != null) {
                Set<String> from = new LinkedHashSet<>();
                read(select.fromClause(), from);
                add(number, from, select.insertIntoExpr());
            }
        }
        for (OnExprContext on : EplTree.all(statement, OnExprContext.class)) {
            Set<String> from = new LinkedHashSet<>();
            read(on.onStreamExpr(), from);
            if (on.onSelectExpr() != null) {
                for (OnExprFromContext window : EplTree.all(on.onSelectExpr(), OnExprFromContext.class)) {
                    from.add(window.n.getText());
                }
            }
            EplTree.all(on, InsertIntoExprContext.class).forEach(insert -> add(number, from, insert));
            for (OnMergeExprContext merge : EplTree.all(on, OnMergeExprContext.class)) {
                feeds.add(new Feed(number, from, merge.n.getText(), merge));
                EplTree.all(merge, MergeInsertContext.class).stream()
                        .filter(insert -> insert.classIdentifier() != null)
                        .forEach(insert -> feeds.add(
                                new Feed(number, from, insert.classIdentifier().getText(), insert)));
            }
        }
    }

    private void add(int number, Set<String> from, InsertIntoExprContext insert) {
        feeds.add(new Feed(number, from, EplTree.name(insert.classIdentifier().getText()), insert));
    }

    private static void read(ParserRuleContext streams, Set<String> names) {
        for (EventFilterExpressionContext filter : EplTree.all(streams, EventFilterExpressionContext.class)) {
            names.add(EplTree.name(filter.classIdentifier().getText()));
        }
        for (PatternFilterExpressionContext filter : EplTree.all(streams, PatternFilterExpressionContext.class)) {
            names.add(EplTree.name(filter.classIdentifier().getText()));
        }
    }

    void report(Offences offences) {
        for (Feed feed : feeds) {
            for (String from : feed.from()) {
                List<String> way = way(feed.into(), from, new HashSet<>());
                if (way != null) {
                    offences.in(feed.statement());
                    offences.add(
                            feed.where(),
                            "the statement feeds itself: " + from + " -> " + String.join(" -> ", way)
                                    + "; insert into a stream that none of these reads");
                    return;
                }
            }
        }
    }

    /** The streams from one to another, both included; null if there is no way. */
    private List<String> way(String from, String to, Set<String> seen) {
        if (from.equals(to)) {
            return List.of(to);
        }
        if (!seen.add(from)) {
            return null;
        }
        for (Feed feed : feeds) {
            if (feed.from().contains(from)) {
                List<String> rest = way(feed.into(), to, seen);
                if (rest != null) {
                    List<String> way = new ArrayList<>();
                    way.add(from);
                    way.addAll(rest);
                    return way;
                }
            }
        }
        return null;
    }
}
