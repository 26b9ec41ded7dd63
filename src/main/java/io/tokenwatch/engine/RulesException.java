package io.tokenwatch.engine;

import java.util.List;
import java.util.stream.Collectors;

/** Rules that do not compile, with all that is wrong in them. */
public final class RulesException extends Exception {
    private static final long serialVersionUID = 1;

    private final transient List<EplProblem> problems;

    public RulesException(List<EplProblem> problems) {
        super(problems.stream().map(EplProblem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    public List<EplProblem> problems() {
        return problems;
    }
}
