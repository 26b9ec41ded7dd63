package io.tokenwatch.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertIterableEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tokenwatch.app.Replay;
import io.tokenwatch.app.Setting;
import io.tokenwatch.app.Settings;
import io.tokenwatch.engine.RuleOptions;
import io.tokenwatch.engine.RuleSet;
import io.tokenwatch.event.Outcome;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Replays the samples and compares what is told with what they say. */
final class SamplesTest {
    private static final Path SAMPLES = Path.of("samples");
    private static final int LEAST_CASES = 6;
    private static final Pattern QUOTED_JSON = Pattern.compile("```json\\n(.+?)```", Pattern.DOTALL);
    private static final ObjectMapper JSON = new ObjectMapper();

    /** With one lane even the alerts of different users and tokens come in one order. */
    private static final Map<String, String> ONE_LANE = Map.of(Setting.LANES.key(), "1");

    private static final Map<String, String> ONE_LANE_KQL =
            Map.of(Setting.LANES.key(), "1", Setting.PROFILE.key(), "kql");

    /** All replays share it, because compiled rules are kept there. */
    @TempDir
    private static Path data;

    /** What the cases give in the default profile, by all detections. */
    private static final Map<Case, List<String>> TOLD = new HashMap<>();

    /**
     * One sample: a folder with events and the alerts that its detection must give for them. What other detections make
     * of the events is not said.
     */
    private record Case(String detection, String name, Path folder) {
        List<String> alerts() throws IOException {
            return Files.readAllLines(folder.resolve("alerts.ndjson"));
        }

        /** What the kql profile tells, which is the same unless the sample says otherwise. */
        List<String> kqlAlerts() throws IOException {
            Path kql = folder.resolve("alerts.kql.ndjson");
            return Files.exists(kql) ? Files.readAllLines(kql) : alerts();
        }

        List<String> own(List<String> tellings) throws IOException {
            List<String> own = new ArrayList<>();
            for (String telling : tellings) {
                if (JSON.readTree(telling).get("detection").asText().equals(detection)) {
                    own.add(telling);
                }
            }
            return own;
        }

        @Override
        public String toString() {
            return detection + "/" + name;
        }
    }

    @TestFactory
    Stream<DynamicTest> tellsWhatTheSampleSays() throws IOException {
        return cases().stream()
                .map(sample -> DynamicTest.dynamicTest(
                        sample.toString(),
                        () -> assertTold(sample.toString(), sample.alerts(), sample.own(told(sample)))));
    }

    @TestFactory
    Stream<DynamicTest> tellsWhatTheSampleSaysInTheKqlProfile() throws IOException {
        return cases().stream()
                .map(sample -> DynamicTest.dynamicTest(
                        sample.toString(),
                        () -> assertTold(
                                sample + " (kql)",
                                sample.kqlAlerts(),
                                sample.own(replay(sample.folder(), ONE_LANE_KQL)))));
    }

    @Test
    void givesTheAlertsOfAllSamplesWhenTheyAreReplayedTogether() throws Exception {
        List<String> expected = new ArrayList<>();
        for (Case sample : cases()) {
            expected.addAll(told(sample));
        }
        assertTold("all samples", finals(expected), finals(replay(SAMPLES, Map.of())));
    }

    @Test
    void hasEnoughFiringAndSilentCasesOfEveryDetection() throws Exception {
        SortedMap<String, List<Case>> byDetection =
                cases().stream().collect(Collectors.groupingBy(Case::detection, TreeMap::new, Collectors.toList()));
        assertEquals(detections(), byDetection.keySet());
        for (Map.Entry<String, List<Case>> detection : byDetection.entrySet()) {
            int firing = 0;
            for (Case sample : detection.getValue()) {
                firing += sample.alerts().isEmpty() ? 0 : 1;
            }
            int silent = detection.getValue().size() - firing;
            assertTrue(firing >= LEAST_CASES, detection.getKey() + " has " + firing + " firing cases");
            assertTrue(silent >= LEAST_CASES, detection.getKey() + " has " + silent + " silent cases");
        }
    }

    @Test
    void saysWhyEachCaseFiresOrIsSilent() throws IOException {
        for (Case sample : cases()) {
            assertTrue(Files.size(sample.folder().resolve("README.md")) > 0, sample + " has an empty README.md");
        }
    }

    @Test
    void isQuotedAsItIsOnTheDetectionPages() throws IOException {
        List<JsonNode> told = new ArrayList<>();
        for (Case sample : cases()) {
            for (String telling : sample.alerts()) {
                told.add(JSON.readTree(telling));
            }
        }
        try (Stream<Path> pages = Files.list(Path.of("docs/detections"))) {
            for (Path page : pages.toList()) {
                Matcher quotes = QUOTED_JSON.matcher(Files.readString(page));
                assertTrue(quotes.find(), page + " quotes no alert");
                assertTrue(told.contains(JSON.readTree(quotes.group(1))), page + " quotes an alert that no sample has");
            }
        }
    }

    private static List<Case> cases() throws IOException {
        List<Case> cases = new ArrayList<>();
        for (Path detection : foldersIn(SAMPLES)) {
            for (Path folder : foldersIn(detection)) {
                cases.add(new Case(
                        detection.getFileName().toString(), folder.getFileName().toString(), folder));
            }
        }
        return cases;
    }

    private static List<Path> foldersIn(Path parent) throws IOException {
        try (Stream<Path> children = Files.list(parent)) {
            return children.filter(Files::isDirectory).sorted().toList();
        }
    }

    private static SortedSet<String> detections() throws Exception {
        return RuleSet.load(Path.of("epl"), RuleOptions.NONE, List.of(data.resolve("cache")), null).rules().stream()
                .map(rule -> rule.detection().id())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<String> told(Case sample) throws Exception {
        List<String> told = TOLD.get(sample);
        if (told == null) {
            told = replay(sample.folder(), ONE_LANE);
            TOLD.put(sample, told);
        }
        return told;
    }

    /** What {@code replay --format json} prints. Every row of a sample must be readable. */
    private static List<String> replay(Path folder, Map<String, String> set) throws Exception {
        Map<String, String> all = new HashMap<>(set);
        all.put(Setting.DATA_DIR.key(), data.toString());
        StringWriter printed = new StringWriter();
        try (JsonOutput output = new JsonOutput(printed, false)) {
            Replay.Result result = new Replay(Settings.gather(null, Map.of(), all), Clock.systemUTC())
                    .run(List.of(folder), output, bytes -> {});
            assertEquals(List.of(), result.unreadable());
            assertTrue(result.counters().total(Outcome.READ) > 0, "no rows in " + folder);
            assertEquals(0, result.counters().total(Outcome.DEAD), "dead letters");
        }
        return printed.toString().lines().toList();
    }

    /** The last final telling of each alert, by the alerts' ids. */
    private static List<String> finals(List<String> tellings) throws IOException {
        SortedMap<String, String> finals = new TreeMap<>();
        for (String telling : tellings) {
            JsonNode alert = JSON.readTree(telling);
            if (alert.get("status").asText().equals("final")) {
                finals.put(alert.get("id").asText(), telling);
            }
        }
        return List.copyOf(finals.values());
    }

    /** Compares which alerts are told first, and then each telling member by member: what differs is short to read. */
    private static void assertTold(String what, List<String> expected, List<String> actual) throws IOException {
        assertEquals(outline(expected), outline(actual), what);
        for (int i = 0; i < expected.size(); i++) {
            assertIterableEquals(members(expected.get(i)), members(actual.get(i)), what + ", telling " + (i + 1));
        }
    }

    private static String outline(List<String> tellings) throws IOException {
        StringBuilder outline = new StringBuilder();
        for (String telling : tellings) {
            JsonNode alert = JSON.readTree(telling);
            outline.append(alert.get("id").asText())
                    .append(' ')
                    .append(alert.get("status").asText())
                    .append(' ')
                    .append(alert.get("revision").asInt())
                    .append('\n');
        }
        return outline.toString();
    }

    private static List<String> members(String telling) {
        return List.of(telling.split("(?=,\")"));
    }
}
