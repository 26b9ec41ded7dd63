package io.tokenwatch.alert;

import io.tokenwatch.engine.DetectionInfo;
import io.tokenwatch.engine.Finding;
import io.tokenwatch.engine.Rule;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** An alert that may still change. Belongs to one lane. */
final class OpenAlert {
    private static final int MOST_SAMPLES = 5;

    private static final Comparator<Finding> BY_TIME = Comparator.<Finding>comparingLong(f -> f.ticks(Rule.FIRST_EVENT))
            .thenComparing(f -> String.valueOf(KqlRow.of(f, f.rule().detection().project())));

    private final String id;
    private final List<Object> key;
    private Rule rule;
    private final List<Finding> earliest = new ArrayList<>();
    private Finding latest;
    private Earlier earlier;
    private long firstEvent = Long.MAX_VALUE;
    private long lastEvent = Long.MIN_VALUE;
    private long windowEnd = Long.MIN_VALUE;
    private long count;
    private int revision;
    private boolean ended;
    private boolean closed;
    private boolean changed;
    private long toldAt;

    OpenAlert(String id, List<Object> key, Rule rule) {
        this.id = id;
        this.key = key;
        this.rule = rule;
    }

    String id() {
        return id;
    }

    Rule rule() {
        return rule;
    }

    List<Object> key() {
        return key;
    }

    /** How often it was told. */
    int revision() {
        return revision;
    }

    /** When its first event happened, in ticks. */
    long firstEvent() {
        return earlier == null ? firstEvent : Math.min(firstEvent, earlier.firstEvent());
    }

    /** Of how many rows it was found. */
    long count() {
        return count;
    }

    /** The end of its window in ticks; may move on as rows come. */
    long windowEnd() {
        return windowEnd;
    }

    /** Whether it has changed since it was told. */
    boolean changed() {
        return changed;
    }

    boolean ended() {
        return ended;
    }

    /** When it was told last, in milliseconds of the wall clock. */
    long toldAt() {
        return toldAt;
    }

    /**
     * Takes a row.
     *
     * @return whether that must be told at once
     */
    boolean take(Finding finding) {
        DetectionInfo detection = rule.detection();
        boolean urgent = latest == null || latest.rule() != rule;
        for (String column : detection.updateOn()) {
            urgent = urgent || !java.util.Objects.deepEquals(latest.get(column), finding.get(column));
        }
        latest = finding;
        windowEnd = Math.max(windowEnd, finding.ticks(Rule.WINDOW_END));
        firstEvent = Math.min(firstEvent, finding.ticks(Rule.FIRST_EVENT));
        lastEvent = Math.max(lastEvent, finding.ticks(Rule.LAST_EVENT));
        count++;
        changed = true;
        if (detection.everyRow()) {
            keepEarliest(finding);
        }
        return urgent;
    }

    private void keepEarliest(Finding finding) {
        if (earliest.size() == MOST_SAMPLES && BY_TIME.compare(finding, earliest.get(MOST_SAMPLES - 1)) >= 0) {
            return;
        }
        earliest.add(finding);
        earliest.sort(BY_TIME);
        if (earliest.size() > MOST_SAMPLES) {
            earliest.remove(MOST_SAMPLES);
        }
    }

    void end() {
        ended = true;
    }

    void close() {
        closed = true;
    }

    /** Goes on under an edited rule, with what was found before. */
    OpenAlert under(Rule edited) {
        changed |= !edited.detection().equals(rule.detection());
        rule = edited;
        return this;
    }

    /** Takes up the revisions of the same alert of the rule before it was edited. */
    void goOnFrom(OpenAlert before) {
        revision = before.revision;
        toldAt = before.toldAt;
        changed = before.changed || !before.view().toMap().equals(view().toMap());
    }

    /**
     * Goes on from what was told in an earlier process.
     *
     * @param highest the highest revision under which it may have been told since
     * @return the alert as it is now, with that revision
     */
    Alert goOnFrom(ToldAlert before, int highest) {
        revision = Math.max(before.revision(), highest);
        toldAt = before.at().toEpochMilli();
        Alert now = view();
        changed = highest > before.revision()
                || !before.content().equals(ToldAlert.content(now))
                || ended != (before.status() == Status.FINAL);
        return now;
    }

    /** Adds what was told of it before, of rows that are forgotten. */
    void with(Earlier told) {
        earlier = told;
    }

    /** Counts as told as it is: it was found in a part of its rows. */
    void stays() {
        changed = false;
    }

    /** Is told next under a revision above that one. */
    void goOnAfter(int highest) {
        revision = Math.max(revision, highest);
    }

    /** Is to be told anew, although it may have been told, and closed, under revisions up to that one. */
    void beginAfter(int highest) {
        revision = highest;
        changed = true;
    }

    /** The next telling. */
    Alert tell(long nowMillis) {
        revision++;
        changed = false;
        toldAt = nowMillis;
        return view();
    }

    private Status status() {
        return closed ? Status.CLOSED : ended ? Status.FINAL : revision == 1 ? Status.OPEN : Status.UPDATED;
    }

    private Alert view() {
        DetectionInfo detection = rule.detection();
        Finding shown = earliest.isEmpty() ? latest : earliest.get(0);
        List<Map<String, Object>> samples = earliest.stream()
                .map(f -> KqlRow.of(f, f.rule().detection().samples()))
                .toList();
        Map<String, Object> row = KqlRow.of(shown, shown.rule().detection().project());
        long lastEvent = this.lastEvent;
        long count = this.count;
        if (earlier != null) {
            samples = earlier.samplesWith(samples, MOST_SAMPLES);
            row = earlier.row();
            lastEvent = Math.max(lastEvent, earlier.lastEvent());
            count += earlier.count();
        }
        return new Alert(
                id, detection, status(), revision, firstEvent(), lastEvent, entities(shown), count, samples, row);
    }

    private List<Alert.Entity> entities(Finding finding) {
        List<Alert.Entity> entities = new ArrayList<>();
        for (DetectionInfo.Entity entity : finding.rule().detection().entities()) {
            Object value = finding.get(entity.column());
            for (Object one : value instanceof Object[] many ? many : new Object[] {value}) {
                if (one != null && !"".equals(one)) {
                    entities.add(new Alert.Entity(entity.type(), String.valueOf(one)));
                }
            }
        }
        return entities;
    }
}
