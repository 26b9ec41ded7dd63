package io.tokenwatch.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertIterableEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tokenwatch.app.Replay;
import io.tokenwatch.app.RuleTests;
import io.tokenwatch.app.SampleCase;
import io.tokenwatch.app.Setting;
import io.tokenwatch.app.Settings;
import io.tokenwatch.app.SettingsException;
import io.tokenwatch.event.Outcome;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
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

    /** All replays share it, because compiled rules are kept there. */
    @TempDir
    private static Path data;

    @TestFactory
    Stream<DynamicTest> tellsWhatTheSampleSays() throws Exception {
        return run(Map.of());
    }

    @TestFactory
    Stream<DynamicTest> tellsWhatTheSampleSaysInTheKqlProfile() throws Exception {
        return run(Map.of(Setting.PROFILE.key(), "kql"));
    }

    private static Stream<DynamicTest> run(Map<String, String> set) throws Exception {
        RuleTests tests = new RuleTests(settings(set));
        return SampleCase.in(SAMPLES).stream()
                .map(sample -> DynamicTest.dynamicTest(
                        sample.toString(),
                        () -> assertEquals(List.of(), tests.run(sample).failures(), sample.toString())));
    }

    @Test
    void givesTheAlertsOfAllSamplesWhenTheyAreReplayedTogether() throws Exception {
        List<String> expected = new ArrayList<>();
        List<Path> folders = new ArrayList<>();
        for (SampleCase sample : SampleCase.in(SAMPLES)) {
            if (sample.settings().isEmpty()) {
                folders.add(sample.folder());
                expected.addAll(replay(List.of(sample.folder())));
            }
        }
        assertTold("all samples", finals(expected), finals(replay(folders)));
    }

    @Test
    void hasEnoughFiringAndSilentCasesOfEveryDetection() throws Exception {
        SortedMap<String, List<SampleCase>> byDetection = SampleCase.in(SAMPLES).stream()
                .collect(Collectors.groupingBy(SampleCase::detection, TreeMap::new, Collectors.toList()));
        assertEquals(new RuleTests(settings(Map.of())).detections(), byDetection.keySet());
        for (Map.Entry<String, List<SampleCase>> detection : byDetection.entrySet()) {
            int firing = 0;
            for (SampleCase sample : detection.getValue()) {
                firing += alerts(sample).isEmpty() ? 0 : 1;
            }
            int silent = detection.getValue().size() - firing;
            assertTrue(firing >= LEAST_CASES, detection.getKey() + " has " + firing + " firing cases");
            assertTrue(silent >= LEAST_CASES, detection.getKey() + " has " + silent + " silent cases");
        }
    }

    @Test
    void saysWhyEachCaseFiresOrIsSilent() throws IOException {
        for (SampleCase sample : SampleCase.in(SAMPLES)) {
            assertTrue(Files.size(sample.folder().resolve("README.md")) > 0, sample + " has an empty README.md");
        }
    }

    @Test
    void isQuotedAsItIsOnTheDetectionPages() throws IOException {
        List<JsonNode> told = new ArrayList<>();
        for (SampleCase sample : SampleCase.in(SAMPLES)) {
            for (String telling : alerts(sample)) {
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

    private static List<String> alerts(SampleCase sample) throws IOException {
        return sample.expected(false).orElseThrow();
    }

    private static Settings settings(Map<String, String> set) throws SettingsException {
        Map<String, String> all = new HashMap<>(set);
        all.put(Setting.DATA_DIR.key(), data.toString());
        return Settings.gather(null, Map.of(), all);
    }

    /** What {@code replay --format json} prints. Every row must be readable. */
    private static List<String> replay(List<Path> folders) throws Exception {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        try (JsonOutput output = new JsonOutput(printed, false)) {
            Map<String, String> all = Map.of(
                    Setting.DETECTIONS_ENABLED.key(), String.join(",", new RuleTests(settings(Map.of())).detections()));
            Replay.Result result = new Replay(settings(all), Clock.systemUTC()).run(folders, output, bytes -> {});
            assertEquals(List.of(), result.unreadable());
            assertTrue(result.counters().total(Outcome.READ) > 0, "no rows in " + folders);
            assertEquals(0, result.counters().total(Outcome.DEAD), "dead letters");
        }
        return printed.toString(StandardCharsets.UTF_8).lines().toList();
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
