package io.tokenwatch.engine.safety;

import com.espertech.esper.compiler.internal.generated.EsperEPL2GrammarLexer;
import com.espertech.esper.compiler.internal.generated.EsperEPL2GrammarParser.TimePeriodContext;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.antlr.v4.runtime.tree.ParseTree;
import org.antlr.v4.runtime.tree.TerminalNode;

/** Constant numbers and durations in a syntax tree. */
final class Amounts {
    private static final Map<Integer, Duration> UNITS = Map.ofEntries(
            Map.entry(EsperEPL2GrammarLexer.TIMEPERIOD_YEAR, Duration.ofDays(366)),
            Map.entry(EsperEPL2GrammarLexer.TIMEPERIOD_YEARS, Duration.ofDays(366)),
            Map.entry(EsperEPL2GrammarLexer.TIMEPERIOD_MONTH, Duration.ofDays(31)),
            Map.entry(EsperEPL2GrammarLexer.TIMEPERIOD_MONTHS, Duration.ofDays(31)),
            Map.entry(EsperEPL2GrammarLexer.TIMEPERIOD_WEEK, Duration.ofDays(7)),
            Map.entry(EsperEPL2GrammarLexer.TIMEPERIOD_WEEKS, Duration.ofDays(7)),
            Map.entry(EsperEPL2GrammarLexer.TIMEPERIOD_DAY, Duration.ofDays(1)),
            Map.entry(EsperEPL2GrammarLexer.TIMEPERIOD_DAYS, Duration.ofDays(1)),
            Map.entry(EsperEPL2GrammarLexer.TIMEPERIOD_HOUR, Duration.ofHours(1)),
            Map.entry(EsperEPL2GrammarLexer.TIMEPERIOD_HOURS, Duration.ofHours(1)),
            Map.entry(EsperEPL2GrammarLexer.TIMEPERIOD_MINUTE, Duration.ofMinutes(1)),
            Map.entry(EsperEPL2GrammarLexer.TIMEPERIOD_MINUTES, Duration.ofMinutes(1)),
            Map.entry(EsperEPL2GrammarLexer.MIN, Duration.ofMinutes(1)),
            Map.entry(EsperEPL2GrammarLexer.TIMEPERIOD_SEC, Duration.ofSeconds(1)),
            Map.entry(EsperEPL2GrammarLexer.TIMEPERIOD_SECOND, Duration.ofSeconds(1)),
            Map.entry(EsperEPL2GrammarLexer.TIMEPERIOD_SECONDS, Duration.ofSeconds(1)),
            Map.entry(EsperEPL2GrammarLexer.TIMEPERIOD_MILLISEC, Duration.ofMillis(1)),
            Map.entry(EsperEPL2GrammarLexer.TIMEPERIOD_MILLISECOND, Duration.ofMillis(1)),
            Map.entry(EsperEPL2GrammarLexer.TIMEPERIOD_MILLISECONDS, Duration.ofMillis(1)),
            Map.entry(EsperEPL2GrammarLexer.TIMEPERIOD_MICROSEC, Duration.ofNanos(1000)),
            Map.entry(EsperEPL2GrammarLexer.TIMEPERIOD_MICROSECOND, Duration.ofNanos(1000)),
            Map.entry(EsperEPL2GrammarLexer.TIMEPERIOD_MICROSECONDS, Duration.ofNanos(1000)));

    private static final BigDecimal NANOS = BigDecimal.valueOf(1_000_000_000);
    private static final BigDecimal MOST_SECONDS =
            BigDecimal.valueOf(Duration.ofDays(1_000_000).getSeconds());

    private final Map<String, String> constants;

    /** @param constants the constant variables that may stand for a number, by the text of their value */
    Amounts(Map<String, String> constants) {
        this.constants = constants;
    }

    /** A constant number, which a constant variable may hold. */
    Optional<BigDecimal> number(String text) {
        String value = constants.getOrDefault(text, text).replace("_", "");
        return value.matches("[+-]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d{1,3})?[lLfFdD]?")
                ? Optional.of(new BigDecimal(value.replaceAll("[lLfFdD]$", "")))
                : Optional.empty();
    }

    /** A constant duration: a number of seconds, or numbers with units. */
    Optional<Duration> duration(ParseTree node) {
        var periods = EplTree.all(node, TimePeriodContext.class);
        if (periods.isEmpty()) {
            return number(node.getText()).map(seconds -> times(seconds, Duration.ofSeconds(1)));
        }
        Duration sum = Duration.ZERO;
        for (ParseTree part : EplTree.children(periods.get(0)).toList()) {
            Optional<BigDecimal> number = number(part.getChild(0).getText());
            TerminalNode unit = (TerminalNode) part.getChild(part.getChildCount() - 1);
            if (number.isEmpty()) {
                return Optional.empty();
            }
            sum = sum.plus(times(number.get(), UNITS.get(unit.getSymbol().getType())));
        }
        return Optional.of(sum);
    }

    private static Duration times(BigDecimal number, Duration unit) {
        BigDecimal seconds = number.multiply(BigDecimal.valueOf(unit.toNanos())).divide(NANOS);
        return seconds.compareTo(MOST_SECONDS) > 0 ? Duration.ofSeconds(MOST_SECONDS.longValue()) : nanos(seconds);
    }

    private static Duration nanos(BigDecimal seconds) {
        long whole = seconds.longValue();
        return Duration.ofSeconds(
                whole,
                seconds.subtract(BigDecimal.valueOf(whole)).multiply(NANOS).longValue());
    }

    /** As a rule would have it: 31 days, 1 hour. */
    static String shown(Duration duration) {
        long seconds = duration.getSeconds();
        if (seconds % 86_400 == 0) {
            return counted(seconds / 86_400, "day");
        }
        if (seconds % 3600 == 0) {
            return counted(seconds / 3600, "hour");
        }
        return seconds % 60 == 0 ? counted(seconds / 60, "minute") : counted(seconds, "second");
    }

    private static String counted(long count, String unit) {
        return count + " " + unit + (count == 1 ? "" : "s");
    }
}
