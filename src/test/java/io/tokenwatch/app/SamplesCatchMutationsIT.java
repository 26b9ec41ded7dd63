package io.tokenwatch.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.tokenwatch.engine.EplFile;
import io.tokenwatch.engine.RuleMutations;
import io.tokenwatch.engine.RuleMutations.Mutant;
import io.tokenwatch.engine.RulesException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Breaks each condition of each shipped rule once; some sample of that rule must notice. */
class SamplesCatchMutationsIT {
    private static final Path RULES = Path.of("epl");
    private static final Path SAMPLES = Path.of("samples");
    private static final int LEAST_MUTANTS = 40;

    private static final Logger ESPER = (Logger) LoggerFactory.getLogger("com.espertech");

    @TempDir
    private Path folder;

    /** How often each case noticed, so that those that notice much are asked first. */
    private final Map<SampleCase, Integer> noticed = new ConcurrentHashMap<>();

    /** Rules that are broken fail in ways that Esper logs. */
    @BeforeAll
    static void beQuiet() {
        ESPER.setLevel(Level.OFF);
    }

    @AfterAll
    static void beAsBefore() {
        ESPER.setLevel(null);
    }

    @TestFactory
    Stream<DynamicTest> noticesEachBrokenCondition() throws IOException {
        return EplFile.in(RULES, EplFile.DETECTIONS).stream()
                .map(file -> DynamicTest.dynamicTest(file.name(), () -> notices(file)));
    }

    private void notices(EplFile file) throws Exception {
        Path unchanged = rules("unchanged-" + Path.of(file.name()).getFileName(), file, RuleMutations.unchanged(file));
        RuleTests tests = tests(unchanged);
        String detection = tests.detections().iterator().next();
        List<SampleCase> cases = SampleCase.in(SAMPLES).stream()
                .filter(sample -> sample.detection().equals(detection))
                .toList();
        assertEquals(
                List.of(),
                tests.run(SAMPLES, tests.detections(), result -> {}).stream()
                        .filter(result -> !result.passed())
                        .toList(),
                "the rule as it is");

        List<Mutant> mutants = RuleMutations.of(file);
        assertTrue(mutants.size() >= LEAST_MUTANTS, file.name() + " has only " + mutants.size() + " mutants");
        List<String> survivors = IntStream.range(0, mutants.size())
                .parallel()
                .filter(n -> survives(detection + "-" + n, file, mutants.get(n), cases))
                .mapToObj(n -> mutants.get(n).what())
                .toList();
        EquivalentMutants equivalent = new EquivalentMutants(detection);
        assertEquals(
                "",
                String.join("\n", equivalent.notAmong(survivors)),
                file.name() + ": listed as equivalent, but a sample notices, or there is no such mutant");
        assertEquals("", String.join("\n", equivalent.others(survivors)), file.name() + ": no sample notices");
    }

    private boolean survives(String name, EplFile file, Mutant mutant, List<SampleCase> cases) {
        try {
            RuleTests tests = tests(rules(name, file, mutant.text()));
            List<SampleCase> order = new ArrayList<>(cases);
            order.sort(Comparator.comparingInt(sample -> -noticed.getOrDefault(sample, 0)));
            for (SampleCase sample : order) {
                if (!tests.run(sample).passed()) {
                    noticed.merge(sample, 1, Integer::sum);
                    return false;
                }
            }
            return true;
        } catch (RulesException doesNotCompile) {
            return false;
        } catch (SettingsException | IOException | InterruptedException failed) {
            throw new IllegalStateException(mutant.what(), failed);
        }
    }

    private RuleTests tests(Path rules) throws RulesException, SettingsException, IOException {
        return new RuleTests(Settings.gather(
                null,
                Map.of(),
                Map.of(
                        Setting.RULES_DIR.key(), rules.toString(),
                        Setting.DATA_DIR.key(), folder.resolve("data").toString())));
    }

    /** A rules' folder like the shipped one, with only one detection in it. */
    private Path rules(String name, EplFile file, String text) throws IOException {
        Path rules = folder.resolve(name);
        try (Stream<Path> all = Files.walk(RULES)) {
            for (Path one : all.filter(Files::isRegularFile).toList()) {
                Path copy = rules.resolve(RULES.relativize(one));
                Files.createDirectories(copy.getParent());
                if (!one.getParent().endsWith(EplFile.DETECTIONS)) {
                    Files.copy(one, copy);
                }
            }
        }
        Files.writeString(rules.resolve(file.name()), text);
        return rules;
    }
}
