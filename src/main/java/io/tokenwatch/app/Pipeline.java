package io.tokenwatch.app;

import io.tokenwatch.alert.AlertBook;
import io.tokenwatch.alert.Alerts;
import io.tokenwatch.engine.RuleLane;
import io.tokenwatch.engine.RuleSet;
import io.tokenwatch.engine.RulesException;
import io.tokenwatch.event.Counters;
import io.tokenwatch.event.DeadLetter;
import io.tokenwatch.event.Decoder;
import io.tokenwatch.event.Intake;
import io.tokenwatch.event.RowBatch;
import io.tokenwatch.event.Source;
import io.tokenwatch.lane.LaneWork;
import io.tokenwatch.lane.Router;
import io.tokenwatch.lane.Watermarks;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/** From bytes to alerts: decoder, router, lanes with their rules, and the alerts that come of them. Safe to share. */
final class Pipeline implements Intake {
    private static final int MOST_REJECTED = 1000;

    private final Settings settings;
    private final RuleSet rules;
    private final Counters counters = new Counters();
    private final Alerts alerts;
    private final DeadLetterFile deadLetters;
    private final Router router;
    private final List<RuleLane> lanes = new ArrayList<>();
    private final Map<LaneWork, AlertBook> books = new HashMap<>();
    private final Queue<Decoder> decoders = new ConcurrentLinkedQueue<>();

    private Pipeline(Settings settings, Clock wall, RuleSet rules, boolean replay) throws IOException {
        this.settings = settings;
        this.rules = rules;
        Path data = settings.path(Setting.DATA_DIR);
        this.alerts = new Alerts(wall, settings.number(Setting.ALERTS_REMEMBERED));
        this.deadLetters = new DeadLetterFile(
                data.resolve(replay ? "replay-dead-letters.ndjson" : "dead-letters.ndjson"), wall, !replay);
        Watermarks watermarks = new Watermarks(
                rules.catalog(), wall, settings.duration(Setting.CLOCK_SKEW), settings.duration(Setting.IDLE_TIMEOUT));
        OneOrder order = replay ? new OneOrder(alerts, settings.lanes()) : null;
        this.router = new Router(
                rules.catalog(),
                rules,
                watermarks,
                counters,
                deadLetters,
                settings.lanes(),
                n -> lane(wall, order),
                settings.flag(Setting.DUPLICATES_ONCE));
    }

    /**
     * Compiles the rules that the settings name.
     *
     * @throws RulesException if they do not compile
     */
    static RuleSet rules(Settings settings) throws RulesException, IOException {
        return RuleSet.load(
                settings.path(Setting.RULES_DIR),
                settings.comparisons(),
                settings::lateness,
                settings::retention,
                List.of(settings.path(Setting.DATA_DIR).resolve("cache"), settings.path(Setting.RULES_CACHE)));
    }

    /**
     * Compiles the rules and starts the lanes for a service.
     *
     * @throws RulesException if the rules do not compile
     */
    static Pipeline ofService(Settings settings, Clock wall) throws RulesException, IOException {
        return new Pipeline(settings, wall, rules(settings), false);
    }

    /** Starts the lanes for a replay: alerts are told in one order, and dead letters of earlier replays go. */
    static Pipeline ofReplay(Settings settings, Clock wall, RuleSet rules) throws IOException {
        return new Pipeline(settings, wall, rules, true);
    }

    private LaneWork lane(Clock wall, OneOrder order) {
        OneOrder.Lane ordered = order == null ? null : order.lane();
        AlertBook book =
                new AlertBook(ordered == null ? alerts : ordered, wall, settings.duration(Setting.UPDATE_INTERVAL));
        RuleLane lane = rules.lane(book);
        lanes.add(lane);
        LaneWork work = ordered == null ? lane : ordered.of(lane);
        books.put(work, book);
        return work;
    }

    RuleSet rules() {
        return rules;
    }

    Counters counters() {
        return counters;
    }

    Alerts alerts() {
        return alerts;
    }

    Router router() {
        return router;
    }

    Path deadLetterFile() {
        return deadLetters.file();
    }

    @Override
    public Receipt accept(Source source, InputStream in) throws IOException, InterruptedException {
        Tally tally = new Tally();
        feed(source, in, tally);
        router.settle();
        deadLetters.flush();
        return new Receipt(tally.read - tally.rejected, tally.rejected, tally.some);
    }

    /** Counts what a source holds. */
    private static final class Tally implements Consumer<RowBatch> {
        private final List<DeadLetter> some = new ArrayList<>();
        private long read;
        private long rejected;

        @Override
        public void accept(RowBatch batch) {
            read += batch.read();
            rejected += batch.dead().size();
            batch.dead().stream().limit(MOST_REJECTED - some.size()).forEach(some::add);
        }
    }

    /**
     * Decodes a source and routes its rows, without waiting for the lanes; each batch is shown to an observer first.
     */
    void feed(Source source, InputStream in, Consumer<RowBatch> observer) throws IOException, InterruptedException {
        Decoder pooled = decoders.poll();
        Decoder decoder = pooled != null ? pooled : new Decoder(rules.catalog(), settings.limits());
        try {
            decoder.decode(source, in, rules, batch -> {
                observer.accept(batch);
                route(batch);
            });
        } catch (RouteInterrupted interrupted) {
            throw (InterruptedException) interrupted.getCause();
        } finally {
            decoders.add(decoder);
        }
    }

    private void route(RowBatch batch) {
        try {
            router.route(batch);
        } catch (InterruptedException interrupted) {
            throw new RouteInterrupted(interrupted);
        }
    }

    /** Carries an interruption out of the decoder. */
    private static final class RouteInterrupted extends RuntimeException {
        private static final long serialVersionUID = 1;

        RouteInterrupted(InterruptedException cause) {
            super(cause);
        }
    }

    /** Tells the changes of open alerts that have waited long enough. */
    void tellChanges() throws InterruptedException {
        router.everywhere(work -> books.get(work).tellChanges());
    }

    /** Works what was routed, tells all changes of open alerts, and ends the lanes. */
    void close() throws IOException, InterruptedException {
        try {
            if (router.failure() == null) {
                router.everywhere(work -> books.get(work).tellAllChanges());
            }
            router.close();
        } finally {
            deadLetters.close();
            lanes.forEach(RuleLane::close);
        }
    }
}
