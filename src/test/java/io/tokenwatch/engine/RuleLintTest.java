package io.tokenwatch.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What a rule should say about itself. */
class RuleLintTest {
    private static final String WHOLE = Rules.RULE.replace("@PartitionBy", """
            @Attack(tactics={'TA0006 Credential Access'}, techniques={'T1528 Steal Application Access Token'})
            @Entities({'account=User'})
            @AlertKey({'User'})
            @Project({'TimeGenerated', 'User'})
            @FalsePositives({'None are known.'})
            @References({'https://example.com/'})
            @Suppress(key={'User'}, time='90m')
            @PartitionBy""");

    private static String lint(String name, String rule) {
        List<EplProblem> problems = new java.util.ArrayList<>();
        RuleText text = new RuleReader(Rules.CATALOG, Rules.FUNCTIONS, Rules.CONFIGURATION)
                .read(new EplFile(name, rule), problems);
        assertEquals(List.of(), problems);
        return RuleLint.problems(text.file(), text.statements(), Rules.CATALOG).stream()
                .map(EplProblem::toString)
                .collect(Collectors.joining("\n"));
    }

    private static String lint(String rule) {
        return lint("detections/X-rule.epl", rule);
    }

    @Test
    void findsNothingInAWholeRuleAndInTheShippedOnes() throws RulesException, IOException {
        assertEquals("", lint(WHOLE));
        assertEquals(List.of(), RuleSet.lint(Path.of("epl")));
    }

    @Test
    void tellsWhatIsMissing() {
        String problems = lint(Rules.RULE);

        for (String missing : List.of("Attack: tactics", "Attack: techniques", "Entities", "AlertKey", "Project")) {
            assertTrue(problems.contains("detections/X-rule.epl:4:2: @" + missing + " is missing"), problems);
        }
        assertTrue(problems.contains("@FalsePositives is missing"), problems);
        assertTrue(problems.contains("@References is missing"), problems);
    }

    @Test
    void tellsOfValuesThatAreNotKnown() {
        assertEquals(
                "detections/X-rule.epl:4:2: @Detection: severity='lowest': expected one of informational, low, medium, high, critical",
                lint(WHOLE.replace("severity='low'", "severity='lowest'")));
        assertEquals(
                "detections/X-rule.epl:5:2: @Attack: tactics: 'Credential Access': expected 'TAnnnn Name'",
                lint(WHOLE.replace("TA0006 ", "")));
        assertEquals(
                "detections/X-rule.epl:6:2: @Entities: 'acount' is not a known type; did you mean account?",
                lint(WHOLE.replace("account=", "acount=")));
        assertEquals(
                "detections/X-rule.epl:10:2: @References: 'example.com': expected 'https://…'",
                lint(WHOLE.replace("https://example.com/", "example.com")));
    }

    @Test
    void tellsOfColumnsThatTheStatementDoesNotHave() {
        assertEquals(
                "detections/X-rule.epl:7:2: @AlertKey: 'Usr' is not a column of the statement; did you mean User?",
                lint(WHOLE.replace("@AlertKey({'User'})", "@AlertKey({'Usr'})")));
        assertEquals(
                "",
                lint(WHOLE.replace("select TimeGenerated, User", "select *")
                        .replace("{'TimeGenerated', 'User'}", "{'Id', 'Code'}")));
    }

    @Test
    void wantsTheIdInFrontOfTheFilesName() {
        assertEquals(
                "detections/Y.epl:4:2: the file's name does not begin with the id; expected X-….epl",
                lint("detections/Y.epl", WHOLE));
    }

    @Test
    void leavesWhatTheRuleSaysToTheReader() {
        DetectionInfo info = Rules.read(WHOLE).detection();

        assertEquals(List.of("None are known."), info.falsePositives());
        assertEquals(List.of("https://example.com/"), info.references());
        assertEquals(
                Optional.of(new DetectionInfo.Suppression(List.of("User"), Duration.ofMinutes(90))), info.suppress());
        assertEquals(Optional.empty(), Rules.read(Rules.RULE).detection().suppress());
    }
}
