package io.tokenwatch.alert;

import io.tokenwatch.engine.Finding;
import io.tokenwatch.engine.Findings;
import io.tokenwatch.engine.Rule;
import io.tokenwatch.event.Ticks;
import io.tokenwatch.lane.Watermarks;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * The alerts of one lane, from their first row until no row can change them. Used by the lane's thread only.
 *
 * <p>Worked, for a detection over the hour from 10:00 with a lateness of 30 minutes, a retention of 32 hours and an
 * update interval of a minute: the 11th sign-in comes and the alert opens (revision 1). Ten more come within a minute
 * of the wall clock: nothing is told. The third address comes: RiskIndicator changes, revision 2 is told at once. A
 * minute after that, if counts have changed, revision 3. The watermark passes 11:30: final, revision 4. A row of 10:15
 * comes at 12:00: still final, revision 5. When the watermark passes 20:30 of the next day the alert is forgotten: a
 * window may end in the middle of an hour, whose rows are kept until 32 hours after that hour.
 */
public final class AlertBook implements Findings {
    private static final int MOST_EARLIER = 10_000;

    private AlertSink sink;
    private final Clock wall;
    private final Duration updateInterval;
    private final Map<String, RuleAlerts> rules = new HashMap<>();
    private final List<OpenAlert> lateChanges = new ArrayList<>();
    private final Map<String, Integer> earlier = new Suppressions.Recent<>(MOST_EARLIER);
    private long readAt;

    /**
     * @param sink hears of the alerts
     * @param wall the clock of the update interval
     * @param updateInterval how long after an alert was told it is told again for changes that are not urgent
     */
    public AlertBook(AlertSink sink, Clock wall, Duration updateInterval) {
        this.sink = sink;
        this.wall = wall;
        this.updateInterval = updateInterval;
    }

    /** A book that tells nobody, to be read by {@link Succession}. */
    public static AlertBook rehearsal(Clock wall) {
        return new AlertBook(AlertSink.NOBODY, wall, Duration.ZERO);
    }

    /**
     * A book that tells nobody until a {@link Resumption} has it go on from what was told before.
     *
     * @param updateInterval as for one that tells from the beginning
     */
    public static AlertBook silent(Clock wall, Duration updateInterval) {
        return new AlertBook(new Silence(), wall, updateInterval);
    }

    /** Only remembers what need not be remembered any more. */
    private static final class Silence implements AlertSink {
        private final List<String> forgotten = new ArrayList<>();

        @Override
        public void alert(Alert alert) {}

        @Override
        public void forgotten(String id) {
            forgotten.add(id);
        }
    }

    /** Whether it tells nobody yet. */
    boolean isSilent() {
        return sink instanceof Silence;
    }

    /**
     * Ends the silence.
     *
     * @return the ids of the alerts that were forgotten before
     */
    List<String> goLive(AlertSink live) {
        List<String> forgotten = sink instanceof Silence silence ? silence.forgotten : List.of();
        tellLateChanges();
        sink = live;
        return forgotten;
    }

    /** Does something with each alert of each rule. */
    void forEach(BiConsumer<Rule, OpenAlert> action) {
        rules.values().forEach(ofRule -> ofRule.all().forEach(alert -> action.accept(alert.rule(), alert)));
    }

    /**
     * Notes of an alert that is no longer here how often it was told: should it be found again, it goes on after that
     * revision. A receiver goes by the telling with the highest, and would leave the alert closed otherwise.
     */
    void toldEarlier(String id, int revision) {
        earlier.merge(id, revision, Math::max);
    }

    /** After which revision an alert goes on that is found again; 0 if it was never told, as far as is known. */
    int toldEarlier(String id) {
        return earlier.getOrDefault(id, 0);
    }

    /** A rule's alerts. */
    RuleAlerts of(Rule rule) {
        return rules.computeIfAbsent(rule.detection().id(), id -> new RuleAlerts());
    }

    @Override
    public void begins(long rowsReadAt) {
        readAt = rowsReadAt;
    }

    @Override
    public void found(Finding finding) {
        Rule rule = finding.rule();
        List<Object> key = finding.get(rule.detection().key());
        RuleAlerts ofRule = of(rule);
        OpenAlert alert = ofRule.get(key, rule, this::toldEarlier);
        long windowEnd = alert.windowEnd();
        boolean urgent = alert.take(finding);
        if (alert.windowEnd() != windowEnd) {
            ofRule.windowMoved(alert);
        }
        if (rule.detection().everyRow()) {
            sink.row(rule.detection(), KqlRow.of(finding, rule.detection().project()));
        }
        if (alert.ended()) {
            lateChanges.add(alert);
        } else if (urgent) {
            tell(alert);
        } else {
            ofRule.waits(alert);
        }
    }

    void tell(OpenAlert alert) {
        Alert told = alert.tell(wall.millis());
        sink.alert(told);
        if (told.status() == Status.OPEN && readAt != 0) {
            sink.took(System.nanoTime() - readAt);
        }
    }

    @Override
    public void advanced(Rule rule, long low) {
        tellLateChanges();
        of(rule).end(low - Watermarks.ticks(rule.lateness()), this::tell);
    }

    @Override
    public void forgotten(Rule rule, long low) {
        of(rule).forget(
                        low - Watermarks.ticks(rule.lateness()) - Ticks.PER_HOUR - Watermarks.ticks(rule.retention()),
                        alert -> sink.forgotten(alert.id()));
    }

    /** Tells the alerts that have changed after they were final. */
    void tellLateChanges() {
        if (lateChanges.isEmpty()) {
            return;
        }
        for (OpenAlert alert : lateChanges) {
            if (alert.changed()) {
                tell(alert);
            }
        }
        lateChanges.clear();
    }

    @Override
    public void ended() {
        tellLateChanges();
        rules.values().forEach(ofRule -> ofRule.end(Long.MAX_VALUE, this::tell));
    }

    /** Tells the changes that have waited for the update interval. */
    public void tellChanges() {
        tellChanges(wall.millis() - updateInterval.toMillis());
    }

    /** Tells all changes, however long ago the alert was told: nothing comes after this. */
    public void tellAllChanges() {
        tellChanges(Long.MAX_VALUE);
    }

    private void tellChanges(long toldBy) {
        tellLateChanges();
        rules.values().forEach(ofRule -> ofRule.tellWaiting(toldBy, this::tell));
    }

    /** Forgets a rule's alerts, without a word; gives them. */
    RuleAlerts remove(Rule rule) {
        RuleAlerts removed = rules.remove(rule.detection().id());
        return removed == null ? new RuleAlerts() : removed;
    }

    /** Takes a rule's alerts, and tells those that have not been told as they are. */
    void install(Rule rule, RuleAlerts alerts) {
        rules.put(rule.detection().id(), alerts);
        alerts.all().stream()
                .filter(OpenAlert::changed)
                .sorted(Comparator.comparing(OpenAlert::id))
                .forEach(this::tell);
    }

    /** Tells for the last time of an alert that its rule no longer finds. */
    void close(OpenAlert alert) {
        alert.close();
        tell(alert);
    }
}
