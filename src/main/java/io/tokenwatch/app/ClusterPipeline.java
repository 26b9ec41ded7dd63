package io.tokenwatch.app;

import io.tokenwatch.alert.Alerts;
import io.tokenwatch.alert.ExceptionGate;
import io.tokenwatch.cluster.Cluster;
import io.tokenwatch.cluster.RowIntake;
import io.tokenwatch.cluster.RuleFiles;
import io.tokenwatch.engine.EplProblem;
import io.tokenwatch.engine.Rule;
import io.tokenwatch.engine.RuleSet;
import io.tokenwatch.engine.RulesException;
import io.tokenwatch.engine.TokenKey;
import io.tokenwatch.event.Counters;
import io.tokenwatch.event.Decoder;
import io.tokenwatch.event.IntakeUnavailableException;
import io.tokenwatch.event.Source;
import io.tokenwatch.store.Store;
import io.tokenwatch.web.Health;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** From bytes to alerts as a member of a cluster: rows are decoded here and worked wherever their keys belong. */
final class ClusterPipeline implements LivePipeline {
    private final Settings settings;
    private final Cluster cluster;
    private final Store store;
    private final TokenKey tokenKey;
    private final Counters counters = new Counters();
    private final Alerts alerts;
    private final ExceptionGate gate;
    private final DeadLetterFile deadLetters;
    private volatile RuleSet rules;
    private volatile RuleFiles running;
    private Decoder decoder;
    private RuleSet decoded;

    /**
     * @param store the database of all members, or null; closed with this
     * @param running the files of the rules, as all members run them
     * @param rules the same compiled
     */
    ClusterPipeline(Settings settings, Cluster cluster, Store store, RuleFiles running, RuleSet rules, Clock wall)
            throws IOException {
        this.store = store;
        this.settings = settings;
        this.tokenKey = settings.tokenKey();
        this.cluster = cluster;
        this.running = running;
        this.rules = rules;
        this.alerts = new Alerts(wall, settings.number(Setting.ALERTS_REMEMBERED));
        this.gate = new ExceptionGate(alerts, wall, settings.number(Setting.ALERTS_REMEMBERED), Pipeline::suppression);
        gate.use(rules.lists().exceptions());
        this.deadLetters =
                new DeadLetterFile(settings.path(Setting.DATA_DIR).resolve("dead-letters.ndjson"), wall, true);
        alerts.share(cluster::alerts);
        cluster.tryRulesWith(this::whatIsWrong);
        cluster.begin(rules, running.version(), gate, counters, deadLetters);
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

    @Override
    public Receipt accept(Source source, InputStream in) throws IOException, InterruptedException {
        RowIntake intake;
        try {
            intake = cluster.intake();
        } catch (IllegalStateException notNow) {
            throw new IntakeUnavailableException(notNow.getMessage(), notNow);
        }
        RuleSet wanting = rules;
        ReadTally tally = new ReadTally();
        try {
            decoder(wanting).decode(source, in, KeepingFiltered.of(wanting, settings), batch -> {
                if (tokenKey != null) {
                    tokenKey.hide(batch);
                }
                tally.accept(batch);
                try {
                    intake.route(batch, wanting);
                } catch (InterruptedException interrupted) {
                    throw new RouteInterrupted(interrupted);
                }
            });
        } catch (RouteInterrupted interrupted) {
            throw interrupted.unwrapped();
        }
        intake.awaitKept();
        deadLetters.flush();
        return tally.receipt();
    }

    private synchronized Decoder decoder(RuleSet wanting) {
        if (decoded == null || decoded.catalog() != wanting.catalog()) {
            decoder = new Decoder(wanting.catalog(), settings.limits(), settings.decodeThreads());
        }
        decoded = wanting;
        return decoder;
    }

    /**
     * Compiles the rules of a folder and makes them those of all members.
     *
     * @throws RulesException if they do not compile, here or with another member
     */
    @Override
    public List<String> replaceRules(Path rulesDir) throws RulesException, IOException, InterruptedException {
        RuleFiles edited = RuleFiles.in(rulesDir);
        if (edited.sameFiles(running)) {
            return List.of();
        }
        Cluster.Proposal proposal = cluster.propose(edited);
        RuleSet compiled = RuleLoading.load(settings, rulesDir, rules);
        Map<String, String> refusals;
        try {
            refusals = proposal.complete(running);
        } catch (IllegalStateException overtaken) {
            throw new RulesException(List.of(new EplProblem("", 0, 0, overtaken.getMessage() + "; save it again")));
        }
        if (!refusals.isEmpty()) {
            throw new RulesException(refusals.entrySet().stream()
                    .map(one -> new EplProblem("", 0, 0, one.getKey() + " refuses the rules: " + one.getValue()))
                    .toList());
        }
        return become(cluster.sharedRules(), compiled);
    }

    /** What all members run, if that is newer than what this one runs; else null. */
    RuleFiles newerRules() {
        RuleFiles shared = cluster.sharedRules();
        if (shared == null || shared.version() < running.version()) {
            cluster.sayAgain(running);
            return null;
        }
        return shared.version() == running.version() ? null : shared;
    }

    /** Goes on with rules that all members run, whose files were written to a folder. */
    List<String> follow(RuleFiles shared, Path rulesDir) throws RulesException, IOException, InterruptedException {
        return become(shared, RuleLoading.load(settings, rulesDir, rules));
    }

    private List<String> become(RuleFiles files, RuleSet edited) throws InterruptedException {
        RuleSet before = rules;
        cluster.become(edited, files.version(), () -> gate.use(edited.lists().exceptions()));
        rules = edited;
        running = files;
        List<Rule> fresh = edited.notIn(before);
        List<Rule> retired = before.notIn(edited);
        return Stream.concat(fresh.stream(), retired.stream())
                .map(rule -> rule.detection().id())
                .distinct()
                .sorted()
                .toList();
    }

    /** Tries rules that another member has edited. */
    private String whatIsWrong(RuleFiles files) {
        try {
            Path folder = Files.createTempDirectory(settings.path(Setting.DATA_DIR), "rules-trial-");
            try {
                files.writeTo(folder);
                RuleLoading.load(settings, folder, rules);
                return null;
            } catch (RulesException wrong) {
                return wrong.problems().stream().map(EplProblem::message).collect(Collectors.joining("; "));
            } finally {
                LastGood.delete(folder);
            }
        } catch (IOException | RuntimeException | StackOverflowError | LinkageError failed) {
            return failed.toString();
        }
    }

    @Override
    public void load() throws InterruptedException {
        cluster.awaitLoaded();
    }

    @Override
    public String loading() {
        return cluster.summary();
    }

    @Override
    public void stopLoading() {
        cluster.stopLoading();
    }

    @Override
    public void open() throws InterruptedException {
        cluster.open();
    }

    @Override
    public List<Health.Check> checks() {
        Throwable notKept = cluster.notKept();
        return List.of(
                new Health.Check("cluster", cluster.hasQuorum() && cluster.ready(), cluster.summary()),
                new Health.Check(
                        "store",
                        notKept == null,
                        notKept != null
                                ? "rows cannot be kept now: " + notKept
                                : store == null
                                        ? "what is accepted lasts as long as a node does"
                                        : "what is accepted survives a stop of all nodes"));
    }

    @Override
    public void tick() {
        gate.tick();
    }

    @Override
    public Throwable failure() {
        return cluster.failure();
    }

    @Override
    public long keptRows() {
        return cluster.keptRows();
    }

    Cluster cluster() {
        return cluster;
    }

    @Override
    public void record(Predicate<String> waiting) {
        alerts.record(waiting, cluster.ledger());
    }

    @Override
    public void finish() throws InterruptedException {
        cluster.finish();
    }

    @Override
    public void close() throws IOException, InterruptedException {
        try {
            cluster.close();
        } finally {
            if (store != null) {
                store.close();
            }
            deadLetters.close();
            if (decoder != null) {
                decoder.close();
            }
        }
    }
}
