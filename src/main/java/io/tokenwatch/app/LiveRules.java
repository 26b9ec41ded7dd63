package io.tokenwatch.app;

import io.tokenwatch.cluster.Cluster;
import io.tokenwatch.cluster.RuleFiles;
import io.tokenwatch.engine.EplProblem;
import io.tokenwatch.engine.Rule;
import io.tokenwatch.engine.RuleSet;
import io.tokenwatch.engine.RulesException;
import io.tokenwatch.store.Store;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rules of a running service: which run, and what is wrong with the last edit. An edit that is wrong changes
 * nothing that runs; at the start the last good rules take its place. Edited by one thread, read by many.
 */
final class LiveRules {
    private static final Logger LOG = LoggerFactory.getLogger(LiveRules.class);

    private final Settings settings;
    private final Clock wall;
    private final LastGood lastGood;
    private LivePipeline pipeline;
    private volatile Instant loaded;
    private volatile Refusal refusal;

    LiveRules(Settings settings, Clock wall) {
        this.settings = settings;
        this.wall = wall;
        this.lastGood = new LastGood(
                settings.path(Setting.DATA_DIR).resolve("last-good").resolve("rules"),
                settings.path(Setting.RULES_DIR));
    }

    /**
     * Starts the engine with the rules of the folder, or if something is wrong with them, with the last good ones.
     *
     * @throws RulesException if the rules do not compile and no others are remembered
     * @throws IOException if the folder cannot be read
     */
    LivePipeline start() throws RulesException, IOException, InterruptedException {
        Path copy = lastGood.copy();
        if (Membership.isWanted(settings)) {
            pipeline = member(copy);
            loaded = wall.instant();
            return pipeline;
        }
        try {
            pipeline = Pipeline.ofService(settings, copy, wall);
            lastGood.keep();
        } catch (RulesException wrong) {
            Optional<Path> kept = lastGood.kept();
            if (kept.isEmpty()) {
                throw wrong;
            }
            refuse(wrong.problems(), copy);
            LOG.warn("the last good rules run instead");
            pipeline = Pipeline.ofService(settings, kept.get(), wall);
        }
        loaded = wall.instant();
        return pipeline;
    }

    /** Joins the cluster, and compiles meanwhile: both take seconds. */
    private LivePipeline member(Path copy) throws RulesException, IOException, InterruptedException {
        Store store = Membership.store(settings);
        CompletableFuture<Cluster> joining = new CompletableFuture<>();
        Thread joins = new Thread(
                () -> {
                    try {
                        joining.complete(Membership.join(settings, store, wall));
                    } catch (IOException | RuntimeException failed) {
                        joining.completeExceptionally(failed);
                    }
                },
                "joins");
        joins.start();
        RuleSet rules = null;
        RulesException wrong = null;
        try {
            rules = RuleLoading.load(settings, copy, null);
        } catch (RulesException mistakes) {
            wrong = mistakes;
        }
        Cluster cluster = joined(joining);
        try {
            RuleFiles own = RuleFiles.in(copy);
            if (wrong != null) {
                refuse(wrong.problems(), copy);
                Optional<Path> kept = lastGood.kept();
                if (cluster.sharedRules() == null && kept.isEmpty()) {
                    throw wrong;
                }
                own = kept.isPresent() ? RuleFiles.in(kept.get()) : own;
            }
            RuleFiles shared = cluster.share(own);
            if (wrong != null || !shared.sameFiles(own)) {
                LOG.warn("the cluster's rules run here, which are not those of {}", settings.path(Setting.RULES_DIR));
                rules = RuleLoading.load(settings, lastGood.copyOf(shared::writeTo), null);
            }
            lastGood.keep();
            return new ClusterPipeline(settings, cluster, store, shared, rules, wall);
        } catch (RulesException | IOException | RuntimeException failed) {
            cluster.close();
            throw failed;
        }
    }

    private static Cluster joined(CompletableFuture<Cluster> joining) throws IOException, InterruptedException {
        try {
            return joining.get();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof IOException refused) {
                throw refused;
            }
            throw new IOException(failed.getCause());
        }
    }

    /** Takes over the rules that another member of the cluster has edited. */
    void followOthers() throws InterruptedException {
        if (pipeline instanceof ClusterPipeline member) {
            RuleFiles newer = member.newerRules();
            if (newer != null) {
                follow(member, newer);
            }
        }
    }

    private void follow(ClusterPipeline member, RuleFiles newer) throws InterruptedException {
        try {
            Path copy = lastGood.copyOf(newer::writeTo);
            try {
                List<String> changed = member.follow(newer, copy);
                lastGood.keep();
                refusal = null;
                loaded = wall.instant();
                LOG.info("another member's rules are live: {}", String.join(", ", changed));
            } catch (RulesException wrong) {
                refuse(wrong.problems(), copy);
            }
        } catch (IOException unwritable) {
            LOG.error("another member's rules cannot be taken over", unwritable);
        }
    }

    /** Takes the rules of the folder as they are now, if nothing is wrong with them. */
    void reload() throws InterruptedException {
        try {
            Path copy = lastGood.copy();
            try {
                long begun = System.nanoTime();
                List<String> changed = pipeline.replaceRules(copy);
                lastGood.keep();
                refusal = null;
                loaded = wall.instant();
                LOG.info(
                        "rules are live: {} after {} ms",
                        changed.isEmpty() ? "nothing has changed," : String.join(", ", changed),
                        (System.nanoTime() - begun) / 1_000_000);
            } catch (RulesException wrong) {
                refuse(wrong.problems(), copy);
            } catch (RuntimeException | StackOverflowError | LinkageError wrong) {
                LOG.error("an edit of the rules fails", wrong);
                refuse(List.of(new EplProblem("", 0, 0, "the rules cannot be run: " + wrong)), copy);
            }
        } catch (IOException unreadable) {
            refuse(List.of(new EplProblem("", 0, 0, "the rules cannot be read: " + unreadable)), Path.of(""));
        }
    }

    private void refuse(List<EplProblem> problems, Path copy) {
        refusal = new Refusal(
                        wall.instant(),
                        problems.stream()
                                .map(p -> Refusal.Problem.in(copy, p.file(), p.line(), p.column(), p.message()))
                                .toList())
                .logged("rules");
    }

    /** How the rules do, in one line. */
    String summary() {
        return Refusal.summary(refusal, pipeline.rules().rules().size() + " rules run");
    }

    /** The members of the JSON object that {@code GET /api/v1/rules} answers. */
    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("loaded", loaded.toString());
        map.put("keptRows", pipeline.keptRows());
        map.put("rules", pipeline.rules().rules().stream().map(LiveRules::shown).toList());
        Refusal.show(refusal, map);
        return map;
    }

    private static Map<String, Object> shown(Rule rule) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("id", rule.detection().id());
        map.put("title", rule.detection().title());
        map.put("severity", rule.detection().severity());
        map.put("confidence", rule.detection().confidence());
        map.put("file", rule.file());
        map.put("tables", rule.tables().stream().map(Object::toString).toList());
        return map;
    }
}
