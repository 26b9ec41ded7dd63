package io.tokenwatch.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.espertech.esper.common.client.configuration.Configuration;
import io.tokenwatch.engine.safety.Guards;
import io.tokenwatch.event.Catalog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The EPL that rules are made of compiles, passes all checks and can be deployed. */
class LegitimateEplTest {
    private static final Path FOLDER = Path.of("src/test/resources/legitimate");

    @TempDir
    private Path cache;

    static Stream<String> files() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void passes(String name) throws IOException, RulesException {
        List<CompiledRule> compiled = Shipped.compile(cache, new EplFile(name, Files.readString(FOLDER.resolve(name))));

        assertEquals(1, compiled.size());
        new RuleRuntime(compiled.get(0), Shipped.CONFIGURATION, Shipped.CATALOG, null).close();
    }

    @Test
    void isWhatTheShippedRulesAre() throws IOException, RulesException {
        List<EplFile> files = EplFile.in(Path.of("epl"), EplFile.DETECTIONS);

        assertTrue(files.size() >= 2);
        assertEquals(
                files.size(),
                Shipped.compile(cache, files.toArray(EplFile[]::new)).size());
    }

    @Test
    void doesNotAskTwiceWhatTheShippedRulesTake() throws IOException, RulesException {
        List<EplFile> files = EplFile.in(Path.of("epl"), EplFile.DETECTIONS);

        for (CompiledRule rule : Shipped.compile(cache, files.toArray(EplFile[]::new))) {
            rule.subscriptions()
                    .forEach(subscription -> assertTrue(
                            subscription.exact(),
                            () -> rule + subscription.table().name()));
        }
    }

    /** The shipped schemas, which the files of these tests read. */
    static final class Shipped {
        static final Functions FUNCTIONS = new Functions(Comparisons.TENANT);
        static final Catalog CATALOG = catalog();
        static final Lists LISTS = lists();
        static final Configuration CONFIGURATION = EsperConfiguration.of(CATALOG, FUNCTIONS, LISTS);

        private Shipped() {}

        private static Catalog catalog() {
            try {
                return Schemas.read(EplFile.in(Path.of("epl"), EplFile.EVENTS));
            } catch (RulesException | IOException wrong) {
                throw new IllegalStateException(wrong);
            }
        }

        private static Lists lists() {
            try {
                return Lists.read(Path.of("epl"), new java.util.ArrayList<>());
            } catch (IOException wrong) {
                throw new IllegalStateException(wrong);
            }
        }

        static List<CompiledRule> compile(Path cache, EplFile... files) throws RulesException {
            return new RuleCompiler(
                            CATALOG,
                            FUNCTIONS,
                            Lists.NONE,
                            CONFIGURATION,
                            new CompileCache(List.of(cache)),
                            Guards.DEFAULT)
                    .compile(List.of(files), List.of());
        }
    }
}
