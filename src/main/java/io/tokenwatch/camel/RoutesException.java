package io.tokenwatch.camel;

import java.util.List;
import java.util.stream.Collectors;

/** Routes that cannot be loaded or do not start, with all that is wrong with them. What ran before runs on. */
public final class RoutesException extends Exception {
    private static final long serialVersionUID = 1;

    private final transient List<RouteProblem> problems;
    private final boolean busy;

    RoutesException(List<RouteProblem> problems, Throwable cause) {
        this(problems, cause, false);
    }

    private RoutesException(List<RouteProblem> problems, Throwable cause, boolean busy) {
        super(problems.stream().map(RouteProblem::toString).collect(Collectors.joining("\n")), cause);
        this.problems = List.copyOf(problems);
        this.busy = busy;
    }

    /** Nothing is wrong with the files, but a route did not come to rest in time. */
    static RoutesException busy(RouteProblem problem) {
        return new RoutesException(List.of(problem), null, true);
    }

    /** What is wrong, by file. */
    public List<RouteProblem> problems() {
        return problems;
    }

    /**
     * True if a route had something in hand for too long to be stopped, say a very large file; the same files may be
     * loaded later.
     */
    public boolean isBusy() {
        return busy;
    }
}
