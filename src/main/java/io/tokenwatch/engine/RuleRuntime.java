package io.tokenwatch.engine;

import com.espertech.esper.common.client.EventBean;
import com.espertech.esper.common.client.EventPropertyGetter;
import com.espertech.esper.common.client.EventSender;
import com.espertech.esper.common.client.configuration.Configuration;
import com.espertech.esper.runtime.client.EPDeployException;
import com.espertech.esper.runtime.client.EPDeployment;
import com.espertech.esper.runtime.client.EPEventService;
import com.espertech.esper.runtime.client.EPRuntime;
import com.espertech.esper.runtime.client.EPRuntimeProvider;
import com.espertech.esper.runtime.client.EPStatement;
import com.espertech.esper.runtime.internal.kernel.service.EPRuntimeSPI;
import io.tokenwatch.engine.annotation.Detection;
import io.tokenwatch.event.Catalog;
import io.tokenwatch.event.Table;
import io.tokenwatch.event.Ticks;
import io.tokenwatch.lane.Watermarks;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/**
 * One rule on one lane: an Esper runtime that holds nothing else, and whose clock is the low watermark of the tables
 * that the rule reads.
 */
final class RuleRuntime {
    private static final AtomicLong RUNTIMES = new AtomicLong();

    /** Two deployments of the same compiled rule at the same time leave variables without a value in one of them. */
    private static final Object ONE_DEPLOYMENT_AT_A_TIME = new Object();

    private static final long STEP_MILLIS = 10_000;
    private static final long MOST_STEPS = 10_000;

    private final CompiledRule compiled;
    private final Rule rule;
    private final EPRuntime runtime;
    private final EventSender[] senders;
    private final DirectInsert[] inserts;
    private final EventSender watermark;
    private long low = Watermarks.NOT_YET;
    private Findings findings;
    private List<String> found = List.of();
    private long newest = Long.MIN_VALUE;

    RuleRuntime(CompiledRule compiled, Configuration configuration, Catalog catalog, Findings findings) {
        this.compiled = compiled;
        this.rule = compiled.rule();
        this.findings = findings;
        synchronized (ONE_DEPLOYMENT_AT_A_TIME) {
            this.runtime = EPRuntimeProvider.getRuntime("tokenwatch-" + RUNTIMES.incrementAndGet(), configuration);
        }
        filters()
                .judge(compiled.subscriptions().stream()
                        .filter(Subscription::exact)
                        .map(subscription -> subscription.table().name())
                        .collect(Collectors.toSet()));
        // A runtime's clock begins at the wall clock; event time may lie years before that.
        runtime.getEventService().advanceTime(0);
        try {
            for (EPStatement statement : deployed().getStatements()) {
                if (Arrays.stream(statement.getAnnotations()).anyMatch(Detection.class::isInstance)) {
                    listen(statement);
                }
            }
        } catch (EPDeployException failed) {
            runtime.destroy();
            throw new IllegalStateException(rule.file() + " cannot be deployed: " + failed.getMessage(), failed);
        }
        this.senders = new EventSender[catalog.tables().size()];
        for (Table table : rule.tables()) {
            senders[table.ordinal()] = runtime.getEventService().getEventSender(table.name());
        }
        this.watermark = runtime.getEventService().getEventSender(EsperConfiguration.WATERMARK);
        this.inserts = new DirectInsert[senders.length];
        for (InsertPlan plan : compiled.inserts()) {
            inserts[plan.table().ordinal()] = DirectInsert.in(runtime, plan).orElse(null);
        }
    }

    private JudgedFilters filters() {
        return (JudgedFilters) ((EPRuntimeSPI) runtime).getServicesContext().getFilterService();
    }

    private EPDeployment deployed() throws EPDeployException {
        synchronized (ONE_DEPLOYMENT_AT_A_TIME) {
            return runtime.getDeploymentService().deploy(compiled.compiled());
        }
    }

    private void listen(EPStatement statement) {
        List<String> columns = List.of(statement.getEventType().getPropertyNames());
        found = columns;
        EventPropertyGetter[] getters =
                columns.stream().map(statement.getEventType()::getGetter).toArray(EventPropertyGetter[]::new);
        statement.addListener((rows, removed, from, in) -> {
            if (rows != null) {
                for (EventBean row : rows) {
                    Object[] values = new Object[getters.length];
                    for (int i = 0; i < values.length; i++) {
                        values[i] = getters[i].get(row);
                    }
                    findings.found(new Finding(rule, columns, values));
                }
            }
        });
    }

    Rule rule() {
        return rule;
    }

    /**
     * Checks that the rule's statement has all columns that its alerts are made of.
     *
     * @throws IllegalStateException if one is missing; the runtime is closed then
     */
    RuleRuntime checked() {
        for (String column : rule.detection().columns()) {
            if (!found.contains(column)) {
                close();
                throw new IllegalStateException(rule.file() + ": its alerts need the column " + column
                        + ", which is not among those of the statement: " + String.join(", ", found));
            }
        }
        return this;
    }

    CompiledRule compiled() {
        return compiled;
    }

    /** Has others hear of the findings from now on. */
    void tell(Findings others) {
        findings = others;
    }

    /**
     * Begins with rows that were kept until now: none of them is so old that nothing could use it at that low
     * watermark.
     */
    void begin(long lowWatermark) {
        advance(lowWatermark - Ticks.PER_HOUR);
    }

    /** Takes a row that the rule's {@linkplain Subscription subscription} to the table wants. */
    void row(Table table, Object[] row) {
        newest = Math.max(newest, table.time(row));
        DirectInsert insert = inserts[table.ordinal()];
        if (insert == null || !insert.take(row)) {
            senders[table.ordinal()].sendEvent(row);
        }
    }

    /** Tells of a row that may come soon. */
    void foresee(Table table, Object[] row) {
        DirectInsert insert = inserts[table.ordinal()];
        if (insert != null) {
            insert.foresee(row);
        }
    }

    /** Fetches what the rows need that were told of; what is returned means nothing. */
    int fetch() {
        int fetched = 0;
        for (DirectInsert insert : inserts) {
            fetched += insert == null ? 0 : insert.fetch();
        }
        return fetched;
    }

    /**
     * Moves the clock to a low watermark in ticks.
     *
     * @return whether it moved
     */
    boolean forget(long lowWatermark) {
        if (lowWatermark <= low) {
            return false;
        }
        low = lowWatermark;
        watermark.sendEvent(new Object[] {low});
        advance(low);
        return true;
    }

    /**
     * Moves the clock beyond all that is still kept: after the end of the input there is nothing more to wait for. What
     * is kept without limit ends then too.
     */
    void end() {
        if (newest != Long.MIN_VALUE) {
            long last =
                    newest + Watermarks.ticks(rule.lateness()) + Ticks.PER_HOUR + Watermarks.ticks(rule.retention());
            watermark.sendEvent(new Object[] {last});
            runtime.getEventService().advanceTime(Ticks.toMillis(last));
        }
    }

    private void advance(long ticks) {
        long millis = Ticks.toMillis(ticks);
        EPEventService clock = runtime.getEventService();
        long now = clock.getCurrentTime();
        // With an unlimited lateness the beginning is long before 1970; from there, steps would take forever.
        long step = now == 0 ? Long.MAX_VALUE : Math.max(STEP_MILLIS, (millis - now) / MOST_STEPS);
        // In steps, so that what ends earlier ends first; a leap over years must not take as many of them, and a step
        // at which nothing ends is none.
        while (now < millis) {
            Long next = clock.getNextScheduledTime();
            long steps = next == null ? Long.MAX_VALUE : Math.max(0, next - now - 1) / step + 1;
            now = steps > (millis - now) / step ? millis : now + steps * step;
            clock.advanceTime(now);
        }
    }

    void close() {
        runtime.destroy();
    }
}
