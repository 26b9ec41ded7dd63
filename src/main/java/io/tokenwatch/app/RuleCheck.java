package io.tokenwatch.app;

import io.tokenwatch.engine.EplProblem;
import io.tokenwatch.engine.RuleSet;
import io.tokenwatch.engine.RulesException;
import java.io.IOException;
import java.util.List;

/** Compiles and checks rules without running them. */
public final class RuleCheck {
    private RuleCheck() {}

    /**
     * What a check found.
     *
     * @param problems all that is wrong, in all files
     * @param rules how many rules are fine; 0 if there are problems
     * @param tables how many tables are declared; 0 if there are problems
     */
    public record Result(List<EplProblem> problems, int rules, int tables) {}

    /**
     * Checks the rules that the settings name.
     *
     * @throws IOException if they cannot be read
     */
    public static Result of(Settings settings) throws IOException {
        try {
            RuleSet rules = RuleLoading.all(settings);
            List<EplProblem> problems = RuleSet.lint(settings.path(Setting.RULES_DIR));
            return problems.isEmpty()
                    ? new Result(
                            problems,
                            rules.rules().size(),
                            rules.catalog().tables().size())
                    : new Result(problems, 0, 0);
        } catch (RulesException wrong) {
            return new Result(wrong.problems(), 0, 0);
        }
    }
}
