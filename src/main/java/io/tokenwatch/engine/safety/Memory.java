package io.tokenwatch.engine.safety;

import com.espertech.esper.compiler.internal.generated.EsperEPL2GrammarBaseListener;
import com.espertech.esper.compiler.internal.generated.EsperEPL2GrammarParser;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.antlr.v4.runtime.ParserRuleContext;

/** Refuses what would hold ever more rows, groups or partitions, and what would leave the lane no time for others. */
final class Memory extends EsperEPL2GrammarBaseListener {
    private static final Set<String> HOARDING = Set.of("dcount", "make_set", "median", "avedev", "sorted", "window");
    private static final int MOST_LEVELS = 5;
    private static final int MOST_REPEATS = 100;

    private final Guards guards;
    private final Declared declared;
    private final Offences offences;
    private final Amounts amounts;
    private final Windows windows;
    private final Patterns patterns;
    private boolean ends;

    Memory(Guards guards, Declared declared, Offences offences) {
        this.guards = guards;
        this.declared = declared;
        this.offences = offences;
        this.amounts = new Amounts(declared.constants);
        this.windows = new Windows(guards, amounts, offences);
        this.patterns = new Patterns(guards, amounts, offences);
    }

    @Override
    public void enterStartEPLExpressionRule(EsperEPL2GrammarParser.StartEPLExpressionRuleContext statement) {
        EsperEPL2GrammarParser.ContextExprContext context =
                statement.eplExpression().contextExpr();
        boolean reclaims = statement.annotationEnum().stream()
                .anyMatch(a -> a.getText().toLowerCase(Locale.ROOT).matches("@hint\\(.*reclaim_group_aged=.*"));
        ends = reclaims || context != null && declared.ending.contains(context.i.getText());
    }

    @Override
    public void enterStreamExpression(EsperEPL2GrammarParser.StreamExpressionContext stream) {
        if (stream.viewExpressions() != null) {
            window(stream.viewExpressions(), stream.ru != null, ends);
        }
    }

    @Override
    public void enterSubSelectFilterExpr(EsperEPL2GrammarParser.SubSelectFilterExprContext stream) {
        if (stream.viewExpressions() != null) {
            window(stream.viewExpressions(), stream.ru != null, ends);
        }
    }

    @Override
    public void enterCreateWindowExpr(EsperEPL2GrammarParser.CreateWindowExprContext window) {
        boolean emptied = ends || declared.emptied.contains(window.i.getText());
        if (window.viewExpressions() != null) {
            window(window.viewExpressions(), window.ru != null, emptied);
        } else if (!emptied) {
            offences.add(window, "rows never leave the window; expected one such as #time(1 hour) after its name");
        }
    }

    private void window(EsperEPL2GrammarParser.ViewExpressionsContext views, boolean all, boolean emptied) {
        if (!windows.letGo(views, all) && !emptied) {
            offences.add(
                    views,
                    "rows never leave the window, or one stays for every key; expected a time as well, such as #time(1 hour), or a context that ends");
        }
    }

    @Override
    public void enterCreateTableExpr(EsperEPL2GrammarParser.CreateTableExprContext table) {
        boolean keyed =
                table.createTableColumnList().createTableColumn().stream().anyMatch(c -> c.p != null);
        if (keyed && !ends && !declared.emptied.contains(table.n.getText())) {
            offences.add(
                    table.n,
                    "the table " + table.n.getText()
                            + " keeps a row for every key for ever; expected a statement that deletes from it, or a context that ends");
        }
    }

    @Override
    public void enterSelectExpr(EsperEPL2GrammarParser.SelectExprContext select) {
        if (select.fromClause() == null) {
            return;
        }
        List<EsperEPL2GrammarParser.StreamExpressionContext> streams =
                EplTree.all(select.fromClause(), EsperEPL2GrammarParser.StreamExpressionContext.class);
        boolean open = !ends && streams.stream().anyMatch(this::isOpen);
        boolean table = select.intoTableExpr() != null
                && declared.emptied.contains(select.intoTableExpr().i.getText());
        if (open && select.groupByListExpr() != null && !table) {
            offences.add(
                    select.groupByListExpr(),
                    "group by keeps every group for ever; expected a window such as #time(1 hour) behind the stream, or a context that ends");
        } else if (open) {
            hoarding(select);
        }
        if (open && select.matchRecog() != null) {
            offences.add(
                    select.matchRecog().getStart(),
                    "match_recognize keeps each match that has begun; expected a window such as #time(1 hour) behind the stream");
        }
    }

    /** Whether nothing lets go of a stream's rows: it has no window and is none. */
    private boolean isOpen(EsperEPL2GrammarParser.StreamExpressionContext stream) {
        EsperEPL2GrammarParser.EventFilterExpressionContext filter = stream.eventFilterExpression();
        boolean kept = filter != null
                && declared.kept.contains(filter.classIdentifier().getText());
        return stream.viewExpressions() == null && !kept;
    }

    private void hoarding(EsperEPL2GrammarParser.SelectExprContext select) {
        EplTree.all(select, EsperEPL2GrammarParser.BuiltinFuncContext.class).stream()
                .filter(f -> HOARDING.contains(f.getStart().getText().toLowerCase(Locale.ROOT))
                        || EplTree.children(f).anyMatch(token -> token.getText().equalsIgnoreCase("distinct")))
                .filter(f -> !isInSubquery(f))
                .forEach(this::hoards);
        EplTree.all(select, EsperEPL2GrammarParser.ChainableWithArgsContext.class).stream()
                .filter(f -> f.lp != null)
                .filter(f -> HOARDING.contains(f.chainableIdent().getText().toLowerCase(Locale.ROOT)))
                .filter(f -> !isInSubquery(f))
                .forEach(this::hoards);
    }

    private static boolean isInSubquery(ParserRuleContext node) {
        ParserRuleContext above = node.getParent();
        return above != null && (above instanceof EsperEPL2GrammarParser.SubQueryExprContext || isInSubquery(above));
    }

    private void hoards(ParserRuleContext function) {
        offences.add(
                function,
                "keeps every value for ever; expected a window such as #time(1 hour) behind the stream, or a context that ends");
    }

    @Override
    public void enterPatternInclusionExpression(EsperEPL2GrammarParser.PatternInclusionExpressionContext pattern) {
        patterns.check(pattern.patternExpression(), ends);
    }

    @Override
    public void enterCreateContextChoice(EsperEPL2GrammarParser.CreateContextChoiceContext context) {
        String word = context.getStart().getText().toLowerCase(Locale.ROOT);
        if ((word.equals("initiated") || word.equals("partition")) && !Declared.ends(context)) {
            boolean nested = context.getParent() instanceof EsperEPL2GrammarParser.ContextContextNestedContext
                    && EplTree.all(
                                    context.getParent().getParent(),
                                    EsperEPL2GrammarParser.CreateContextChoiceContext.class)
                            .stream()
                            .anyMatch(Declared::ends);
            if (!nested) {
                offences.add(
                        context.getStart(),
                        "the context keeps every partition for ever; expected an end, such as terminated after 1 hour");
            }
        }
        if (context.g != null) {
            atMost(context.number(), context.number().getText(), guards.mostRows());
        }
    }

    @Override
    public void enterCreateContextRangePoint(EsperEPL2GrammarParser.CreateContextRangePointContext point) {
        if (point.timePeriod() != null) {
            timer(point, point.timePeriod());
        }
    }

    @Override
    public void enterOutputLimit(EsperEPL2GrammarParser.OutputLimitContext output) {
        if (output.ev != null && output.timePeriod() != null) {
            timer(output, output.timePeriod());
        }
    }

    private void timer(ParserRuleContext where, ParserRuleContext period) {
        Optional<Duration> every = amounts.duration(period);
        if (every.isEmpty()
                || every.get().compareTo(guards.shortestTimer()) < 0
                || every.get().compareTo(guards.longestWindow()) > 0) {
            offences.add(
                    where,
                    "expected a duration in figures, at least " + Amounts.shown(guards.shortestTimer())
                            + " and at most " + Amounts.shown(guards.longestWindow()));
        }
    }

    @Override
    public void enterMatchRecogPatternNested(EsperEPL2GrammarParser.MatchRecogPatternNestedContext group) {
        boolean repeated = group.s != null || group.matchRecogPatternRepeat() != null;
        if (repeated
                && EplTree.all(group.matchRecogPatternAlteration(), ParserRuleContext.class).stream()
                        .anyMatch(Memory::isRepeated)) {
            offences.add(
                    group, "a repetition within a repetition can be matched in too many ways; expected one of them");
        }
    }

    private static boolean isRepeated(ParserRuleContext part) {
        return part instanceof EsperEPL2GrammarParser.MatchRecogPatternAtomContext atom
                        && (atom.s != null || atom.matchRecogPatternRepeat() != null)
                || part instanceof EsperEPL2GrammarParser.MatchRecogPatternNestedContext nested
                        && (nested.s != null || nested.matchRecogPatternRepeat() != null);
    }

    @Override
    public void enterMatchRecogPatternRepeat(EsperEPL2GrammarParser.MatchRecogPatternRepeatContext repeat) {
        repeat.expression().forEach(bound -> atMost(repeat, bound.getText(), MOST_REPEATS));
    }

    @Override
    public void enterMatchRecogPatternPermute(EsperEPL2GrammarParser.MatchRecogPatternPermuteContext permute) {
        atMost(permute, String.valueOf(permute.matchRecogPatternAlteration().size()), MOST_LEVELS);
    }

    @Override
    public void enterGroupByCubeOrRollup(EsperEPL2GrammarParser.GroupByCubeOrRollupContext levels) {
        atMost(levels, String.valueOf(levels.groupByCombinableExpr().size()), MOST_LEVELS);
    }

    @Override
    public void enterBuiltin_prior(EsperEPL2GrammarParser.Builtin_priorContext prior) {
        atMost(prior, prior.expression().getText(), guards.mostRows());
    }

    private void atMost(ParserRuleContext where, String number, int most) {
        if (amounts.number(number)
                .filter(n -> n.compareTo(BigDecimal.valueOf(most)) <= 0)
                .isEmpty()) {
            offences.add(where, "expected a number in figures, at most " + most);
        }
    }

    /** An expression is put in for its name, so that expressions of expressions can grow beyond bounds. */
    @Override
    public void enterExpressionDecl(EsperEPL2GrammarParser.ExpressionDeclContext declaration) {
        String name = declaration.name.getText();
        if (words(name, 0) > guards.largestExpansion()) {
            offences.add(
                    declaration.name,
                    name + " comes to more than " + guards.largestExpansion()
                            + " words with the expressions that it uses, or uses itself");
        }
    }

    private long words(String name, int depth) {
        if (depth > guards.deepest()) {
            return guards.largestExpansion() + 1L;
        }
        long words = 0;
        for (var token : EplTree.all(
                declared.expressions.get(name).expressionDef(), EsperEPL2GrammarParser.ChainableIdentContext.class)) {
            boolean expression = declared.expressions.containsKey(token.getText());
            words += expression ? words(token.getText(), depth + 1) : 1;
            if (words > guards.largestExpansion()) {
                break;
            }
        }
        return words + 1;
    }
}
