package io.tokenwatch.engine;

import io.tokenwatch.event.Table;
import io.tokenwatch.lane.LaneWork;
import io.tokenwatch.lane.Watermarks;
import java.util.List;

/** The rules as one lane runs them. Used by the lane's thread only. */
public final class RuleLane implements LaneWork {
    private final List<RuleRuntime> runtimes;
    private final Findings findings;

    RuleLane(List<RuleRuntime> runtimes, Findings findings) {
        this.runtimes = runtimes;
        this.findings = findings;
    }

    @Override
    public void row(int rule, Table table, Object[] row) {
        runtimes.get(rule).row(table, row);
    }

    @Override
    public void watermarks(long[] marks) {
        for (RuleRuntime runtime : runtimes) {
            long low = runtime.rule().lowest(marks);
            if (low != Watermarks.NOT_YET) {
                findings.advanced(runtime.rule(), low);
            }
        }
    }

    @Override
    public void forget(long[] marks) {
        for (RuleRuntime runtime : runtimes) {
            long low = runtime.rule().lowest(marks);
            if (low != Watermarks.NOT_YET && runtime.forget(low)) {
                findings.forgotten(runtime.rule(), low);
            }
        }
    }

    @Override
    public void end() {
        runtimes.forEach(RuleRuntime::end);
        findings.ended();
    }

    /** Ends the runtimes; the lane has stopped before. */
    public void close() {
        runtimes.forEach(RuleRuntime::close);
    }
}
