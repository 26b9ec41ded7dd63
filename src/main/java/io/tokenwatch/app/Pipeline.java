package io.tokenwatch.app;

import io.tokenwatch.alert.Alert;
import io.tokenwatch.alert.AlertBook;
import io.tokenwatch.alert.AlertSink;
import io.tokenwatch.alert.Alerts;
import io.tokenwatch.alert.ExceptionGate;
import io.tokenwatch.alert.Resumption;
import io.tokenwatch.alert.Succession;
import io.tokenwatch.alert.Suppression;
import io.tokenwatch.engine.Rule;
import io.tokenwatch.engine.RuleHeir;
import io.tokenwatch.engine.RuleLane;
import io.tokenwatch.engine.RuleSet;
import io.tokenwatch.engine.RulesException;
import io.tokenwatch.engine.TokenKey;
import io.tokenwatch.event.Catalog;
import io.tokenwatch.event.Counters;
import io.tokenwatch.event.Decoder;
import io.tokenwatch.event.IntakeUnavailableException;
import io.tokenwatch.event.RowBatch;
import io.tokenwatch.event.Source;
import io.tokenwatch.event.Table;
import io.tokenwatch.lane.Handover;
import io.tokenwatch.lane.LaneWork;
import io.tokenwatch.lane.Router;
import io.tokenwatch.lane.Watermarks;
import io.tokenwatch.web.Health;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** From bytes to alerts: decoder, router, lanes with their rules, and the alerts that come of them. Safe to share. */
final class Pipeline implements LivePipeline {
    private static final Logger LOG = LoggerFactory.getLogger(Pipeline.class);

    private final Settings settings;
    private final TokenKey tokenKey;
    private final boolean replay;
    private final Clock wall;
    private volatile RuleSet rules;
    private final Counters counters = new Counters();
    private final Alerts alerts;
    private final ExceptionGate gate;
    private final DeadLetterFile deadLetters;
    private final Router router;
    private List<RuleLane> lanes = new ArrayList<>();
    private final List<AlertBook> books = new ArrayList<>();
    private final boolean remembers;
    private final CountDownLatch opened;
    private volatile Memory memory;
    private volatile RowLog rowLog;
    private long recorded;
    private Decoder decoder;
    private Catalog decoded;

    private Pipeline(Settings settings, RuleSet rules, Clock wall, boolean replay) throws IOException {
        this.settings = settings;
        this.tokenKey = settings.tokenKey();
        this.replay = replay;
        this.wall = wall;
        this.remembers = !replay && Memory.isWanted(settings);
        this.opened = new CountDownLatch(replay ? 0 : 1);
        Path data = settings.path(Setting.DATA_DIR);
        this.rules = rules;
        this.alerts = new Alerts(wall, settings.number(Setting.ALERTS_REMEMBERED));
        this.gate = new ExceptionGate(alerts, wall, settings.number(Setting.ALERTS_REMEMBERED), Pipeline::suppression);
        gate.use(rules.lists().exceptions());
        this.deadLetters = new DeadLetterFile(
                data.resolve(replay ? "replay-dead-letters.ndjson" : "dead-letters.ndjson"), wall, !replay);
        Watermarks watermarks = new Watermarks(
                rules.catalog(), wall, settings.duration(Setting.CLOCK_SKEW), settings.duration(Setting.IDLE_TIMEOUT));
        int lanes = replay ? settings.lanesBesideOthers() : settings.lanes();
        OneOrder order = replay ? new OneOrder(gate, lanes) : null;
        this.router = new Router(
                rules.catalog(),
                rules,
                watermarks,
                counters,
                deadLetters,
                lanes,
                n -> lane(order),
                settings.flag(Setting.DUPLICATES_ONCE),
                replay ? 0 : settings.number(Setting.KEPT_ROWS),
                settings.number(Setting.KEPT_FILTERED));
    }

    /**
     * Compiles the rules and starts the lanes for a service, in which the rules may be replaced.
     *
     * @param rulesDir the folder with the rules to begin with
     * @throws RulesException if the rules do not compile
     */
    static Pipeline ofService(Settings settings, Path rulesDir, Clock wall) throws RulesException, IOException {
        return new Pipeline(settings, RuleLoading.load(settings, rulesDir, null), wall, false);
    }

    /** Starts the lanes for a replay: alerts are told in one order, and dead letters of earlier replays go. */
    static Pipeline ofReplay(Settings settings, RuleSet rules, Clock wall) throws IOException {
        return new Pipeline(settings, rules, wall, true);
    }

    private LaneWork lane(OneOrder order) {
        OneOrder.Lane ordered = order == null ? null : order.lane();
        AlertSink sink = ordered == null ? gate : ordered;
        Duration updateInterval = settings.duration(Setting.UPDATE_INTERVAL);
        AlertBook book = remembers ? AlertBook.silent(wall, updateInterval) : new AlertBook(sink, wall, updateInterval);
        RuleLane lane = rules.lane(book);
        lanes.add(lane);
        books.add(book);
        return ordered == null ? lane : ordered.of(lane);
    }

    static Suppression suppression(Alert alert) {
        return alert.detection()
                .suppress()
                .map(rule -> Suppression.by(alert, rule.key(), rule.time()))
                .orElse(null);
    }

    @Override
    public RuleSet rules() {
        return rules;
    }

    @Override
    public Counters counters() {
        return counters;
    }

    @Override
    public Alerts alerts() {
        return alerts;
    }

    @Override
    public ExceptionGate gate() {
        return gate;
    }

    Router router() {
        return router;
    }

    Path deadLetterFile() {
        return deadLetters.file();
    }

    @Override
    public Receipt accept(Source source, InputStream in) throws IOException, InterruptedException {
        opened.await();
        ReadTally tally = new ReadTally();
        if (rowLog == null) {
            feed(source, in, tally);
            router.settle();
            deadLetters.flush();
        } else {
            acceptDurably(source, in, tally);
        }
        return tally.receipt();
    }

    private void acceptDurably(Source source, InputStream in, ReadTally tally)
            throws IOException, InterruptedException {
        try (RowLog.Ticket ticket = rowLog.begin()) {
            feed(source, in, batch -> {
                tally.accept(batch);
                awaitRoom(ticket);
            });
            ticket.flush();
            router.settle();
            deadLetters.flush();
            ticket.await();
        } catch (UncheckedIOException unavailable) {
            throw unavailable.getCause();
        }
    }

    private static void awaitRoom(RowLog.Ticket ticket) {
        try {
            ticket.awaitRoom();
        } catch (IntakeUnavailableException unavailable) {
            throw new UncheckedIOException(unavailable);
        } catch (InterruptedException interrupted) {
            throw new RouteInterrupted(interrupted);
        }
    }

    @Override
    public void load() throws IOException, InterruptedException {
        if (remembers) {
            memory = Memory.open(settings, router);
            memory.load(rules.catalog(), rules);
        }
    }

    @Override
    public String loading() {
        Memory known = memory;
        return known == null ? "starting" : known.progress();
    }

    @Override
    public void stopLoading() {
        if (memory != null) {
            memory.stopLoading();
        }
    }

    @Override
    public void open() {
        if (memory != null) {
            alerts.resume(memory.ledger());
            long low = router.lowWatermark();
            new Resumption(books, memory.ledger(), gate, (rule, time) -> rule.reaches(time, low)).take();
            rowLog = memory.rows();
        }
        opened.countDown();
    }

    /**
     * Decodes a source and routes its rows, without waiting for the lanes; each batch is shown to an observer first.
     */
    void feed(Source source, InputStream in, Consumer<RowBatch> observer) throws IOException, InterruptedException {
        RuleSet wanting = rules;
        try {
            decoder(wanting.catalog())
                    .decode(source, in, replay ? wanting : KeepingFiltered.of(wanting, settings), batch -> {
                        if (tokenKey != null) {
                            tokenKey.hide(batch);
                        }
                        observer.accept(batch);
                        route(batch, wanting);
                    });
        } catch (RouteInterrupted interrupted) {
            throw interrupted.unwrapped();
        }
    }

    private synchronized Decoder decoder(Catalog catalog) {
        if (decoded != catalog) {
            decoder = new Decoder(catalog, settings.limits(), settings.decodeThreads());
            decoded = catalog;
        }
        return decoder;
    }

    private void route(RowBatch batch, RuleSet wanting) {
        try {
            router.route(batch, wanting);
        } catch (InterruptedException interrupted) {
            throw new RouteInterrupted(interrupted);
        }
    }

    /**
     * Compiles the rules of a folder apart from those that run, feeds those that are new or edited with the rows that
     * are kept, and lets them take over between two rows.
     */
    @Override
    public List<String> replaceRules(Path rulesDir) throws RulesException, IOException, InterruptedException {
        RuleSet running = rules;
        RuleSet edited = RuleLoading.load(settings, rulesDir, running);
        List<Rule> fresh = edited.notIn(running);
        List<Rule> retired = running.notIn(edited);
        if (fresh.isEmpty() && retired.isEmpty() && edited.catalog() == running.catalog()) {
            gate.use(edited.lists().exceptions());
            return List.of();
        }
        List<AlertBook> rehearsals = new ArrayList<>();
        List<RuleHeir> heirs = new ArrayList<>();
        try {
            Handover handover = router.handover(edited.catalog(), edited, lane -> {
                rehearsals.add(AlertBook.rehearsal(wall));
                heirs.add(edited.heir(lanes.get(lane), books.get(lane), rehearsals.get(lane)));
                return heirs.get(lane);
            });
            handover.catchUp();
            handover.complete(kept -> {
                gate.use(edited.lists().exceptions());
                new Succession(books, rehearsals, (rule, time) -> kept.reach(rule.tables(), time)).take(retired, fresh);
                heirs.forEach(RuleHeir::goLive);
                lanes = heirs.stream().map(RuleHeir::work).toList();
                rules = edited;
            });
            fresh.forEach(this::sayWhatItDoesNotKnow);
            if (handover.firstFailure() != null) {
                LOG.warn(
                        "edited rules failed on {} of the rows that are kept: {}",
                        handover.failed(),
                        handover.firstFailure().toString());
            }
        } catch (RuntimeException | Error | InterruptedException failed) {
            heirs.forEach(RuleHeir::abandon);
            throw failed;
        }
        heirs.forEach(RuleHeir::closeRetired);
        return Stream.concat(fresh.stream(), retired.stream())
                .map(rule -> rule.detection().id())
                .distinct()
                .sorted()
                .toList();
    }

    private void sayWhatItDoesNotKnow(Rule rule) {
        for (Table table : rule.tables()) {
            if (router.dropped(table, true)) {
                LOG.warn(
                        "{} does not know the oldest rows of {}: more than {} says were kept",
                        rule.file(),
                        table,
                        Setting.KEPT_ROWS.key());
            } else if (router.dropped(table, false)) {
                LOG.info(
                        "{} does not know the oldest rows of {} that no rule wanted: more than {} says were kept",
                        rule.file(),
                        table,
                        Setting.KEPT_FILTERED.key());
            }
        }
    }

    @Override
    public void tick() throws InterruptedException {
        router.tick();
        router.everywhere(lane -> books.get(lane).tellChanges());
        gate.tick();
    }

    @Override
    public Throwable failure() {
        return router.failure();
    }

    @Override
    public long keptRows() {
        return router.keptRows();
    }

    @Override
    public void record(Predicate<String> waiting) {
        if (memory != null) {
            long now = System.nanoTime();
            boolean all = now - recorded >= TimeUnit.SECONDS.toNanos(1);
            recorded = all ? now : recorded;
            memory.tick(alerts, waiting, all);
        }
    }

    @Override
    public List<Health.Check> checks() {
        if (memory == null) {
            return List.of();
        }
        String failure = memory.failure();
        return List.of(new Health.Check(
                "store", failure == null, failure == null ? "what is accepted survives a restart" : failure));
    }

    @Override
    public void finish() throws InterruptedException {
        if (router.failure() == null) {
            router.everywhere(lane -> books.get(lane).tellAllChanges());
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        try {
            router.close();
        } finally {
            decoder(rules.catalog()).close();
            deadLetters.close();
            lanes.forEach(RuleLane::close);
            if (memory != null) {
                memory.close();
            }
        }
    }
}
