package io.tokenwatch.engine.safety;

import com.espertech.esper.compiler.internal.generated.EsperEPL2GrammarLexer;
import com.espertech.esper.compiler.internal.generated.EsperEPL2GrammarParser.AndExpressionContext;
import com.espertech.esper.compiler.internal.generated.EsperEPL2GrammarParser.ExpressionContext;
import com.espertech.esper.compiler.internal.generated.EsperEPL2GrammarParser.FollowedByExpressionContext;
import com.espertech.esper.compiler.internal.generated.EsperEPL2GrammarParser.FollowedByRepeatContext;
import com.espertech.esper.compiler.internal.generated.EsperEPL2GrammarParser.GuardPostFixContext;
import com.espertech.esper.compiler.internal.generated.EsperEPL2GrammarParser.MatchUntilExpressionContext;
import com.espertech.esper.compiler.internal.generated.EsperEPL2GrammarParser.MatchUntilRangeContext;
import com.espertech.esper.compiler.internal.generated.EsperEPL2GrammarParser.ObserverExpressionContext;
import com.espertech.esper.compiler.internal.generated.EsperEPL2GrammarParser.OrExpressionContext;
import com.espertech.esper.compiler.internal.generated.EsperEPL2GrammarParser.PatternExpressionContext;
import com.espertech.esper.compiler.internal.generated.EsperEPL2GrammarParser.QualifyExpressionContext;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.antlr.v4.runtime.ParserRuleContext;

/** Whether what a pattern has begun comes to an end, and whether its timers leave others their turn. */
final class Patterns {
    private static final String ENDLESS =
            "each match of every begins to wait anew and nothing ends it; expected an end, such as -> (… where timer:within(1 hour))";

    private final Guards guards;
    private final Amounts amounts;
    private final Offences offences;

    Patterns(Guards guards, Amounts amounts, Offences offences) {
        this.guards = guards;
        this.amounts = amounts;
        this.offences = offences;
    }

    /** @param ends whether something around the pattern ends it */
    void check(PatternExpressionContext pattern, boolean ends) {
        EplTree.all(pattern, ObserverExpressionContext.class).forEach(this::timer);
        EplTree.all(pattern, MatchUntilRangeContext.class).forEach(this::range);
        if (!ends) {
            endless(pattern.followedByExpression());
        }
    }

    private void timer(ObserverExpressionContext timer) {
        String name = timer.nm == null ? "at" : timer.nm.getText().toLowerCase(Locale.ROOT);
        if (name.equals("interval")) {
            Optional<Duration> interval = timer.expressionListWithNamedWithTime() == null
                    ? Optional.empty()
                    : amounts.duration(timer.expressionListWithNamedWithTime());
            if (interval.isEmpty()
                    || interval.get().compareTo(guards.shortestTimer()) < 0
                    || interval.get().compareTo(guards.longestWindow()) > 0) {
                offences.add(
                        timer,
                        "expected an interval in figures, at least " + Amounts.shown(guards.shortestTimer())
                                + " and at most " + Amounts.shown(guards.longestWindow()));
            }
        } else if (!name.equals("at")) {
            offences.add(timer, "expected timer:interval or timer:at");
        }
    }

    private void range(MatchUntilRangeContext range) {
        for (ExpressionContext bound : range.expression()) {
            Optional<BigDecimal> number = amounts.number(bound.getText());
            if (number.isEmpty() || number.get().compareTo(BigDecimal.valueOf(guards.mostRows())) > 0) {
                offences.add(range, "expected numbers in figures, at most " + guards.mostRows());
            }
        }
    }

    private void endless(FollowedByExpressionContext chain) {
        boolean repeated = repeats(chain.orExpression());
        endless(chain.orExpression());
        for (FollowedByRepeatContext next : chain.followedByRepeat()) {
            boolean limited = next.g != null
                    && amounts.number(next.expression().getText())
                            .filter(n -> n.compareTo(BigDecimal.valueOf(guards.mostRows())) <= 0)
                            .isPresent();
            if (repeated && !limited && !ends(next.orExpression())) {
                offences.add(next, ENDLESS);
            }
            repeated |= repeats(next.orExpression());
            endless(next.orExpression());
        }
    }

    /** Looks for endless waiting within the parts of a chain. */
    private void endless(OrExpressionContext or) {
        for (AndExpressionContext and : or.andExpression()) {
            if (and.matchUntilExpression().size() > 1 && repeats(and)) {
                offences.add(and, "every beside and keeps each match for ever; expected every (… and …)");
            }
            for (MatchUntilExpressionContext until : and.matchUntilExpression()) {
                until.qualifyExpression().forEach(this::endless);
            }
        }
    }

    private void endless(QualifyExpressionContext part) {
        PatternExpressionContext within = part.guardPostFix().patternExpression();
        if (part.e != null && within != null && repeats(within)) {
            offences.add(part, "every within every multiplies with each event; expected one every");
        }
        if (part.d != null
                && part.distinctExpressionList().distinctExpressionAtom().stream()
                        .noneMatch(key -> amounts.duration(key)
                                .filter(kept -> kept.compareTo(guards.longestWindow()) <= 0)
                                .isPresent())) {
            offences.add(
                    part,
                    "every-distinct keeps each key for ever; expected a duration in figures after the key, such as every-distinct(key, 1 hour)");
        }
        if (within != null && !guarded(part.guardPostFix())) {
            endless(within.followedByExpression());
        }
    }

    private static boolean repeats(ParserRuleContext part) {
        return EplTree.hasToken(part, EsperEPL2GrammarLexer.EVERY_EXPR)
                || EplTree.hasToken(part, EsperEPL2GrammarLexer.EVERY_DISTINCT_EXPR);
    }

    private boolean ends(OrExpressionContext or) {
        return or.andExpression().stream()
                .anyMatch(and -> and.matchUntilExpression().stream().allMatch(this::ends));
    }

    private boolean ends(MatchUntilExpressionContext part) {
        List<QualifyExpressionContext> parts = part.qualifyExpression();
        return ends(parts.get(parts.size() - 1));
    }

    private boolean ends(QualifyExpressionContext part) {
        if (part.e != null || part.d != null) {
            return false;
        }
        GuardPostFixContext inner = part.guardPostFix();
        if (part.n != null || guarded(inner)) {
            return true;
        }
        if (inner.patternExpression() != null) {
            FollowedByExpressionContext chain = inner.patternExpression().followedByExpression();
            return ends(chain.orExpression())
                    && chain.followedByRepeat().stream().allMatch(next -> ends(next.orExpression()));
        }
        return inner.atomicExpression().observerExpression() != null;
    }

    /** Whether a part stops by a timer of its own. */
    private boolean guarded(GuardPostFixContext part) {
        return part.guardWhereExpression() != null
                && part.guardWhereExpression()
                        .getText()
                        .toLowerCase(Locale.ROOT)
                        .startsWith("timer:within")
                && part.guardWhereExpression().expressionWithTimeList() != null
                && amounts.duration(part.guardWhereExpression()
                                .expressionWithTimeList()
                                .expressionWithTimeInclLast(0))
                        .filter(limit -> limit.compareTo(guards.longestWindow()) <= 0)
                        .isPresent();
    }
}
