package io.tokenwatch.engine;

import io.tokenwatch.event.Table;
import io.tokenwatch.lane.LaneWork;
import io.tokenwatch.lane.Watermarks;
import java.util.List;
import java.util.Objects;

/** The rules as one lane runs them. Used by the lane's thread only. */
public final class RuleLane implements LaneWork {
    private final List<RuleRuntime> byNumber;
    private final RuleRuntime[] runtimes;
    private final Findings findings;

    /** @param byNumber the runtimes by the numbers of their rules; null for a rule whose rows are not taken here */
    RuleLane(List<RuleRuntime> byNumber, Findings findings) {
        this.byNumber = byNumber;
        this.runtimes = byNumber.stream().filter(Objects::nonNull).toArray(RuleRuntime[]::new);
        this.findings = findings;
    }

    /**
     * Begins with rows that were kept until now: none of them is so old that nothing could use it at that low
     * watermark, in ticks.
     */
    public void begin(long lowWatermark) {
        runtimes().forEach(runtime -> runtime.begin(lowWatermark));
    }

    @Override
    public void begins(long readAt) {
        findings.begins(readAt);
    }

    @Override
    public void row(int rule, Table table, Object[] row) {
        RuleRuntime runtime = byNumber.get(rule);
        if (runtime != null) {
            runtime.row(table, row);
        }
    }

    @Override
    public void foresee(int rule, Table table, Object[] row) {
        RuleRuntime runtime = byNumber.get(rule);
        if (runtime != null) {
            runtime.foresee(table, row);
        }
    }

    @Override
    public int fetch() {
        int fetched = 0;
        for (RuleRuntime runtime : runtimes) {
            fetched += runtime.fetch();
        }
        return fetched;
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
        runtimes().forEach(RuleRuntime::end);
        findings.ended();
    }

    List<RuleRuntime> runtimes() {
        return List.of(runtimes);
    }

    /** Ends the runtimes; the lane has stopped before. */
    public void close() {
        runtimes().forEach(RuleRuntime::close);
    }
}
