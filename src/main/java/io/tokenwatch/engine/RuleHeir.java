package io.tokenwatch.engine;

import com.espertech.esper.common.client.configuration.Configuration;
import io.tokenwatch.event.Catalog;
import io.tokenwatch.lane.Handover;
import io.tokenwatch.lane.LaneWork;
import io.tokenwatch.lane.Watermarks;
import java.util.ArrayList;
import java.util.List;

/**
 * An edited set of rules as one lane will run it: rules that are as they were go on with what they know, the others
 * begin anew and are fed with the rows that are kept. Used by one thread until it takes over.
 */
public final class RuleHeir implements Handover.Heir {
    private final List<RuleRuntime> fresh = new ArrayList<>();
    private final List<RuleRuntime> retired;
    private final Findings live;
    private final RuleLane work;
    private final RuleLane rehearsal;

    RuleHeir(
            List<CompiledRule> rules,
            Configuration configuration,
            Catalog catalog,
            RuleLane running,
            Findings live,
            Findings rehearsed) {
        this.live = live;
        this.retired = new ArrayList<>(running.runtimes());
        List<RuleRuntime> all = new ArrayList<>();
        List<RuleRuntime> fed = new ArrayList<>();
        try {
            for (CompiledRule rule : rules) {
                RuleRuntime known = retired.stream()
                        .filter(runtime -> runtime.compiled() == rule)
                        .findFirst()
                        .orElse(null);
                retired.remove(known);
                RuleRuntime begun =
                        known != null ? null : new RuleRuntime(rule, configuration, catalog, rehearsed).checked();
                if (begun != null) {
                    fresh.add(begun);
                }
                all.add(known != null ? known : begun);
                fed.add(begun);
            }
        } catch (RuntimeException | Error undeployable) {
            abandon();
            throw undeployable;
        }
        this.work = new RuleLane(all, live);
        this.rehearsal = new RuleLane(fed, rehearsed);
    }

    @Override
    public void begin(long lowWatermark) {
        if (lowWatermark != Watermarks.NOT_YET) {
            fresh.forEach(runtime -> runtime.begin(lowWatermark));
        }
    }

    @Override
    public LaneWork rehearsal() {
        return rehearsal;
    }

    @Override
    public RuleLane work() {
        return work;
    }

    /** From now on what the new rules find is told like that of the others. */
    public void goLive() {
        fresh.forEach(runtime -> runtime.tell(live));
    }

    /** Ends the rules whose place was taken. */
    public void closeRetired() {
        retired.forEach(RuleRuntime::close);
    }

    /** Ends what was begun; the rules that run go on. */
    public void abandon() {
        fresh.forEach(RuleRuntime::close);
    }
}
