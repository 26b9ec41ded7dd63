package io.tokenwatch.engine.safety;

import com.espertech.esper.compiler.internal.generated.EsperEPL2GrammarParser.ViewExpressionsContext;
import com.espertech.esper.compiler.internal.generated.EsperEPL2GrammarParser.ViewWParametersContext;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.antlr.v4.runtime.ParserRuleContext;

/** Whether the windows behind a stream let go of its rows. The kinds of windows are in {@code windows.txt}. */
final class Windows {
    private static final Map<String, Kind> KINDS = kinds();
    private static final Set<String> LETTING_GO =
            Set.of("duration", "batch", "rows", "one", "until", "silent", "while");
    private static final Set<String> BY_TIME = Set.of("duration", "batch", "until", "silent");
    private static final String SILENT = "silent";

    private final Guards guards;
    private final Amounts amounts;
    private final Offences offences;

    Windows(Guards guards, Amounts amounts, Offences offences) {
        this.guards = guards;
        this.amounts = amounts;
        this.offences = offences;
    }

    private record Kind(String bound, int parameter) {}

    private static Map<String, Kind> kinds() {
        Map<String, Kind> kinds = new HashMap<>();
        for (String line : WordList.read("windows.txt")) {
            String[] words = line.split(" +");
            kinds.put(words[0], new Kind(words[1], Integer.parseInt(words[2])));
        }
        return kinds;
    }

    /**
     * Reports each window that asks for too much.
     *
     * @param all whether a row stays until all windows let it go, as with retain-union
     * @return whether rows leave some time
     */
    boolean letGo(ViewExpressionsContext views, boolean all) {
        List<ViewWParametersContext> windows = EplTree.all(views, ViewWParametersContext.class);
        List<String> bounds = windows.stream().map(this::bound).toList();
        if (windows.size() > 1 && isSilent(views)) {
            offences.add(views, "expected it alone, without other windows");
        }
        boolean grouped = windows.stream().anyMatch(window -> name(window).equals("groupwin"));
        Set<String> enough = grouped ? BY_TIME : LETTING_GO;
        return bounds.contains("unknown")
                || (all
                        ? bounds.stream().allMatch(bound -> bound.equals("derived") || enough.contains(bound))
                        : bounds.stream().anyMatch(enough::contains));
    }

    /** Whether rows leave without those who read the window being told. */
    static boolean isSilent(ViewExpressionsContext views) {
        return EplTree.all(views, ViewWParametersContext.class).stream()
                .map(window -> KINDS.get(name(window)))
                .anyMatch(kind -> kind != null && kind.bound().equals(SILENT));
    }

    private static String name(ViewWParametersContext window) {
        return window.getStart().getText().toLowerCase(Locale.ROOT);
    }

    private String bound(ViewWParametersContext window) {
        Kind kind = KINDS.get(name(window));
        if (kind == null) {
            offences.add(
                    window,
                    "not a window that rules may use; expected one of "
                            + KINDS.keySet().stream().sorted().toList());
            return "unknown";
        }
        List<ParserRuleContext> parameters = window.expressionWithTimeList() == null
                ? List.of()
                : window.expressionWithTimeList().expressionWithTimeInclLast().stream()
                        .map(p -> (ParserRuleContext) p)
                        .toList();
        if (kind.parameter() < parameters.size()) {
            switch (kind.bound()) {
                case "duration", "batch" -> duration(window, parameters.get(kind.parameter()), kind);
                case "rows" -> rows(window, parameters, kind);
                case "until", SILENT -> until(window, parameters.get(kind.parameter()));
                case "while" -> condition(window);
                default -> {}
            }
        }
        return kind.bound();
    }

    private void duration(ParserRuleContext window, ParserRuleContext parameter, Kind kind) {
        String most = Amounts.shown(guards.longestWindow());
        Optional<Duration> duration = amounts.duration(parameter);
        if (duration.isEmpty()) {
            offences.add(window, "expected a duration in figures, such as 1 hour, and at most " + most);
        } else if (duration.get().compareTo(guards.longestWindow()) > 0) {
            offences.add(window, "windows may keep rows for at most " + most + " (tokenwatch.windows.max)");
        } else if (kind.bound().equals("batch") && duration.get().compareTo(guards.shortestTimer()) < 0) {
            offences.add(window, "expected at least " + Amounts.shown(guards.shortestTimer()));
        }
    }

    private void rows(ParserRuleContext window, List<ParserRuleContext> parameters, Kind kind) {
        Optional<BigDecimal> rows = kind.parameter() >= 0
                ? amounts.number(parameters.get(kind.parameter()).getText())
                : parameters.stream()
                        .flatMap(parameter -> amounts.number(parameter.getText()).stream())
                        .findFirst();
        if (rows.isEmpty() || rows.get().compareTo(BigDecimal.valueOf(guards.mostRows())) > 0) {
            offences.add(window, "expected a number of rows in figures, at most " + guards.mostRows());
        }
    }

    private void until(ParserRuleContext window, ParserRuleContext parameter) {
        if (!parameter.getText().matches(".*[A-Za-z_].*")
                || amounts.number(parameter.getText()).isPresent()) {
            offences.add(window, "expected a column with the time at which the row leaves, in milliseconds");
        }
    }

    private void condition(ParserRuleContext window) {
        if (!window.getText().matches("(?is).*(current_count|expired_count|newest_|oldest_|view_reference).*")) {
            offences.add(
                    window,
                    "the condition never lets a row go; expected one on oldest_timestamp, newest_timestamp or current_count");
        }
    }
}
