package io.tokenwatch.app;

import io.tokenwatch.engine.EplProblem;
import io.tokenwatch.engine.Rule;
import io.tokenwatch.engine.RulesException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    private Pipeline pipeline;
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
    Pipeline start() throws RulesException, IOException {
        Path copy = lastGood.copy();
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

    /**
     * Compiles the rules once more and drops them: the first edit is live sooner when the compiler is warm, which it is
     * not where the rules came from the cache.
     */
    void warmUp() {
        try {
            RuleLoading.compile(settings, lastGood.kept().orElseThrow());
        } catch (RulesException | IOException failed) {
            LOG.warn("the compiler cannot be warmed up", failed);
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
        map.put("keptRows", pipeline.router().keptRows());
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
