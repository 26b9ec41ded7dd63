package io.tokenwatch.app;

import io.tokenwatch.alert.Alerts;
import io.tokenwatch.alert.ExceptionGate;
import io.tokenwatch.engine.RuleSet;
import io.tokenwatch.engine.RulesException;
import io.tokenwatch.event.Counters;
import io.tokenwatch.event.Intake;
import io.tokenwatch.web.Health;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;

/** What a service runs, from bytes to alerts: by itself, or as a member of a cluster. Safe to share. */
interface LivePipeline extends Intake {
    RuleSet rules();

    Counters counters();

    Alerts alerts();

    /** What stands between the lanes and the alerts. */
    ExceptionGate gate();

    /** How many rows this node keeps. */
    long keptRows();

    /** What stopped the work, or null while all works. */
    Throwable failure();

    /**
     * Takes the rules of a folder instead of those that run. If anything is wrong, what runs is not touched.
     *
     * @return the ids of the detections that are new, edited or gone
     * @throws RulesException if the rules do not compile
     */
    List<String> replaceRules(Path rulesDir) throws RulesException, IOException, InterruptedException;

    /**
     * Brings back what was kept before this process, and tells nobody.
     *
     * @throws IOException if that cannot be read
     */
    void load() throws IOException, InterruptedException;

    /** How far it is with {@link #load}. */
    String loading();

    /** Has {@link #load} end before its time. */
    void stopLoading();

    /** Tells the alerts that nobody was told of, and begins to take events in. Comes after {@link #load}. */
    void open() throws InterruptedException;

    /** What must be well for events to be taken in. */
    List<Health.Check> checks();

    /** To be called once a second. */
    void tick() throws InterruptedException;

    /**
     * Remembers what was told and delivered. To be called some times a second, by one thread.
     *
     * @param waiting whether an alert of that id is still to be delivered
     */
    void record(Predicate<String> waiting);

    /** Works what was accepted, and tells all changes of open alerts. */
    void finish() throws IOException, InterruptedException;

    /** Ends, after {@link #finish}. */
    void close() throws IOException, InterruptedException;
}
