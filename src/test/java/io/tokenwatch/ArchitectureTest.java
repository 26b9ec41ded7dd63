package io.tokenwatch;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What may depend on what. */
class ArchitectureTest {
    private static final String ROOT = "io.tokenwatch";

    /** In the order an event travels backwards; each may use those behind it. */
    private static final List<String> LAYERS =
            List.of("cli", "app", "web", "camel", "cluster", "store", "alert", "engine", "lane", "event");

    private static final JavaClasses PROGRAM = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    private static final JavaClasses TESTS = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.ONLY_INCLUDE_TESTS)
            .importPackages(ROOT);

    @ParameterizedTest
    @CsvSource({
        "com.espertech.., engine..",
        "com.fasterxml.jackson.., event.. web..",
        "com.google.re2j.., engine..",
        "org.objectweb.asm.., engine.safety..",
        "de.siegmar.fastcsv.., event..",
        "inet.ipaddr.., engine.function..",
        "org.apache.camel.., camel..",
        "com.hazelcast.., cluster..",
        "java.sql.., store..",
        "javax.sql.., store..",
        "com.zaxxer.., store..",
        "org.h2.., store..",
        "org.postgresql.., store..",
        "picocli.., cli..",
        "me.tongfei.progressbar.., cli..",
        "com.github.freva.asciitable.., cli.."
    })
    void keepsEachLibraryAtHome(String library, String homes) {
        String[] packages = List.of(homes.split(" ")).stream()
                .map(home -> ROOT + "." + home)
                .toArray(String[]::new);

        noClasses()
                .that()
                .resideOutsideOfPackages(packages)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)
                .check(PROGRAM);
    }

    @Test
    void pointsOnlyDownwards() {
        for (int layer = 0; layer < LAYERS.size(); layer++) {
            String[] above = LAYERS.subList(0, layer).stream()
                    .map(ArchitectureTest::below)
                    .toArray(String[]::new);
            if (layer > 0) {
                noClasses()
                        .that()
                        .resideInAPackage(below(LAYERS.get(layer)))
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(above)
                        .allowEmptyShould(true)
                        .check(PROGRAM);
            }
        }
    }

    private static String below(String layer) {
        return ROOT + "." + layer + "..";
    }

    @Test
    void knowsEveryPackage() {
        String[] known = LAYERS.stream().map(ArchitectureTest::below).toArray(String[]::new);

        classes().that(outsideRoot()).should().resideInAnyPackage(known).check(PROGRAM);
    }

    private static DescribedPredicate<JavaClass> outsideRoot() {
        return describe(
                "reside outside of " + ROOT, type -> !resideInAPackage(ROOT).test(type));
    }

    @Test
    void hasNoCycles() {
        slices().matching(ROOT + ".(**)").should().beFreeOfCycles().check(PROGRAM);
    }

    @Test
    void holdsOnlyMainInTheRootPackage() {
        classes().that().resideInAPackage(ROOT).should().haveSimpleName("Main").check(PROGRAM);
        noClasses()
                .that(outsideRoot())
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ROOT)
                .check(PROGRAM);
    }

    @Test
    void namesClassesByWhatTheyDo() {
        noClasses()
                .should()
                .haveSimpleNameEndingWith("Util")
                .orShould()
                .haveSimpleNameEndingWith("Utils")
                .orShould()
                .haveSimpleNameEndingWith("Helper")
                .orShould()
                .haveSimpleNameEndingWith("Manager")
                .orShould()
                .haveSimpleNameEndingWith("Impl")
                .orShould()
                .haveNameMatching(".*[.$](Abstract|Base)[A-Z]\\w*")
                .check(PROGRAM);
    }

    @Test
    void leavesOutNoTest() {
        noClasses().should().beAnnotatedWith(Disabled.class).check(TESTS);
        methods().should().notBeAnnotatedWith(Disabled.class).check(TESTS);
    }
}
