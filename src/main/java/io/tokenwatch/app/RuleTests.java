package io.tokenwatch.app;

import io.tokenwatch.alert.Alert;
import io.tokenwatch.engine.Rule;
import io.tokenwatch.engine.RuleSet;
import io.tokenwatch.engine.RulesException;
import io.tokenwatch.event.Decoder;
import io.tokenwatch.event.JsonText;
import io.tokenwatch.event.Outcome;
import io.tokenwatch.event.RowBatch;
import io.tokenwatch.event.Source;
import io.tokenwatch.event.Ticks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Runs rules over their samples and compares what they tell with what the samples say. A case runs as a replay, with
 * the wall clock standing at the time of its last event; of its alerts those of its own detection count. The rules are
 * compiled once, and once more for each different set of settings that cases ask for. Token ids stay as they are: those
 * of samples are no secret. Used by one thread.
 */
public final class RuleTests {
    /** What stands for a detection's whole set of cases where a case is named. */
    static final String ALL_CASES = "firing and silent cases";

    private final Settings settings;
    private final Map<Map<String, String>, RuleSet> rules = new HashMap<>();

    /**
     * Compiles the rules that the settings name.
     *
     * @throws RulesException if they do not compile
     */
    public RuleTests(Settings settings) throws RulesException, IOException {
        this.settings = settings.withoutTokenKey();
        this.rules.put(Map.of(), RuleLoading.all(this.settings));
    }

    /**
     * What came of one case.
     *
     * @param detection the detection's id
     * @param name the case's name
     * @param failures what is wrong, one line each; empty if all is as expected
     * @param took how long it ran
     */
    public record Result(String detection, String name, List<String> failures, Duration took) {
        public boolean passed() {
            return failures.isEmpty();
        }
    }

    /** The samples that lie beside a rules' folder. */
    public static Path samplesOf(Settings settings) {
        return settings.path(Setting.RULES_DIR).resolveSibling("samples");
    }

    /** The ids of the detections, in order. */
    public Set<String> detections() {
        Set<String> ids = new TreeSet<>();
        rules.get(Map.of()).rules().stream().map(Rule::detection).forEach(detection -> ids.add(detection.id()));
        return ids;
    }

    /**
     * Runs the cases of some detections, and holds that each has a firing and a silent one.
     *
     * @param samples the folder of samples
     * @param detections their ids
     * @param progress hears of each result as it comes
     */
    public List<Result> run(Path samples, Set<String> detections, Consumer<Result> progress)
            throws RulesException, SettingsException, IOException, InterruptedException {
        Map<String, List<SampleCase>> cases = new LinkedHashMap<>();
        detections.forEach(id -> cases.put(id, new ArrayList<>()));
        for (SampleCase sample : SampleCase.in(samples)) {
            if (cases.containsKey(sample.detection())) {
                cases.get(sample.detection()).add(sample);
            }
        }
        List<Result> results = new ArrayList<>();
        for (Map.Entry<String, List<SampleCase>> detection : cases.entrySet()) {
            results.add(balance(detection.getKey(), detection.getValue(), samples));
            progress.accept(results.get(results.size() - 1));
            for (SampleCase sample : detection.getValue()) {
                results.add(run(sample));
                progress.accept(results.get(results.size() - 1));
            }
        }
        return results;
    }

    /** Whether a detection has a case that fires and one that is silent. */
    private Result balance(String detection, List<SampleCase> cases, Path samples) throws IOException {
        boolean firing = false;
        boolean silent = false;
        for (SampleCase sample : cases) {
            Optional<List<String>> expected = sample.expected(settings.kqlProfile());
            firing |= expected.isPresent() && !expected.get().isEmpty();
            silent |= expected.isPresent() && expected.get().isEmpty();
        }
        List<String> failures = new ArrayList<>();
        Path folder = samples.resolve(detection);
        if (!firing) {
            failures.add("no case fires; expected at least one under " + folder + " whose alerts.ndjson has alerts");
        }
        if (!silent) {
            failures.add("no case is silent; expected at least one under " + folder + " whose alerts.ndjson is empty");
        }
        return new Result(detection, ALL_CASES, failures, Duration.ZERO);
    }

    /** Runs one case. */
    public Result run(SampleCase sample) throws RulesException, SettingsException, IOException, InterruptedException {
        long started = System.nanoTime();
        Replayed replayed = replay(sample);
        List<String> failures = new ArrayList<>(replayed.unreadable());
        Optional<List<String>> expected = sample.expected(settings.kqlProfile());
        if (expected.isPresent()) {
            failures.addAll(TellingDifferences.between(expected.get(), replayed.tellings()));
        } else {
            failures.add("alerts.ndjson is missing; expected the alerts that the case must give, or an empty file");
        }
        return new Result(sample.detection(), sample.name(), failures, Duration.ofNanos(System.nanoTime() - started));
    }

    /**
     * Runs one case and has it expect what came.
     *
     * @return what was expected else before; also what could not be read
     */
    public List<String> update(SampleCase sample)
            throws RulesException, SettingsException, IOException, InterruptedException {
        Replayed replayed = replay(sample);
        List<String> changes = new ArrayList<>(replayed.unreadable());
        Optional<List<String>> expected = sample.expected(settings.kqlProfile());
        if (expected.isEmpty() || !expected.get().equals(replayed.tellings())) {
            changes.addAll(TellingDifferences.between(expected.orElse(List.of()), replayed.tellings()));
            sample.expect(settings.kqlProfile(), replayed.tellings());
        }
        return changes;
    }

    /** What a case told, one telling a line, and what could not be read of it, or why it could not be run. */
    private record Replayed(List<String> tellings, List<String> unreadable) {}

    private Replayed replay(SampleCase sample)
            throws RulesException, SettingsException, IOException, InterruptedException {
        Map<String, String> own = sample.settings();
        Settings changed = settings.with(own, sample.place());
        if (!rules.containsKey(own)) {
            rules.put(own, RuleLoading.all(changed));
        }
        RuleSet ruleSet = rules.get(own);
        Path scratch = Files.createTempDirectory("tokenwatch-case");
        try {
            Settings here = changed.with(
                    Map.of(Setting.DATA_DIR.key(), scratch.toString(), Setting.LANES.key(), "1"), sample.place());
            Instant end = sample.clock().isPresent() ? sample.clock().get() : lastEvent(sample, ruleSet);
            List<String> tellings = new ArrayList<>();
            Replay.Result result = new Replay(here, Clock.fixed(end, ZoneOffset.UTC), ruleSet)
                    .run(List.of(sample.folder()), alert -> tell(alert, sample, tellings), bytes -> {});
            return new Replayed(tellings, unreadable(sample, result));
        } catch (IllegalStateException cannotRun) {
            return new Replayed(List.of(), List.of(cannotRun.getMessage()));
        } finally {
            Files.deleteIfExists(scratch.resolve("replay-dead-letters.ndjson"));
            Files.delete(scratch);
        }
    }

    private static void tell(Alert alert, SampleCase sample, List<String> tellings) {
        if (alert.detection().id().equals(sample.detection())) {
            tellings.add(alert.toJson());
        }
    }

    private static List<String> unreadable(SampleCase sample, Replay.Result result) throws IOException {
        List<String> problems = new ArrayList<>(result.unreadable());
        if (result.counters().total(Outcome.READ) == 0) {
            problems.add("no row in " + sample.folder() + "; expected events.ndjson or another file with rows");
        }
        if (result.counters().total(Outcome.DEAD) > 0) {
            for (String line : Files.readAllLines(result.deadLetters())) {
                Map<String, Object> letter = JsonText.object(line);
                if (!Objects.equals(letter.get("reason"), "late")) {
                    problems.add(letter.get("source") + ":" + letter.get("line") + ": " + letter.get("message"));
                }
            }
        }
        return problems;
    }

    private Instant lastEvent(SampleCase sample, RuleSet ruleSet) throws IOException {
        long[] last = {0};
        try (Decoder decoder = new Decoder(ruleSet.catalog(), settings.limits())) {
            for (Path file : InputFiles.under(List.of(sample.folder()))) {
                decoder.decode(
                        Source.named(file.toString()),
                        Files.newInputStream(file),
                        (table, row) -> 0,
                        batch -> latest(batch, last));
            }
        }
        return Instant.ofEpochMilli(Ticks.toMillis(last[0]));
    }

    private static void latest(RowBatch batch, long[] last) {
        for (int i = 0; i < batch.size(); i++) {
            last[0] = Math.max(last[0], batch.time(i));
        }
    }
}
