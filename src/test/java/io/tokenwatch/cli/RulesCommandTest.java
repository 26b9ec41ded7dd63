package io.tokenwatch.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tokenwatch.event.JsonText;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class RulesCommandTest {
    private static final String RULE = """
            @PartitionBy('User')
            @Detection(id='D', title='Two failures', severity='low', confidence='high')
            @Attack(tactics={'TA0006 Credential Access'}, techniques={'T1110 Brute Force'})
            @FalsePositives({'forgotten passwords'})
            @References({'https://example.com/d'})
            @Entities({'account=User'})
            @AlertKey({'User'})
            @Project({'User', 'Failures'})
            select User, count(*) as Failures, min(TimeGenerated) as FirstEvent, max(TimeGenerated) as LastEvent,
                   bin(min(TimeGenerated), timespan('1h')) + timespan('1h') as WindowEnd
            from Attempts(Code = 1, User != '')#time(30 days)
            group by User
            having count(*) >= 2;
            """;

    /** All commands share it, because compiled rules are kept there. */
    @TempDir
    private static Path data;

    @TempDir
    private Path folder;

    private Path rules;
    private Path samples;
    private String out;
    private String err;

    @BeforeEach
    void writeRulesAndSamples() throws Exception {
        rules = writeRules("epl", RULE);
        samples = folder.resolve("samples");
        sample("two", row("10:00", "anna", 1), row("10:05", "anna", 1), row("10:06", "<bo>", 1));
        sample("one", row("10:00", "anna", 1), row("10:05", "anna", 0));
        assertEquals(ExitCode.OK, rules("test", "--update"), out + err);
    }

    private Path writeRules(String name, String rule) throws Exception {
        Path made = folder.resolve(name);
        Files.createDirectories(made.resolve("events"));
        Files.createDirectories(made.resolve("detections"));
        Files.writeString(
                made.resolve("events/Attempts.epl"),
                "create objectarray schema Attempts (TimeGenerated datetime, User string, Code int);");
        Files.writeString(made.resolve("detections/D.epl"), rule);
        return made;
    }

    private static String row(String time, String user, int code) {
        return "{\"Type\":\"Attempts\",\"TimeGenerated\":\"2025-01-01T" + time + ":00Z\",\"User\":\"" + user
                + "\",\"Code\":" + code + "}";
    }

    private Path sample(String name, String... rows) throws Exception {
        Path sample = Files.createDirectories(samples.resolve("D").resolve(name));
        return Files.writeString(sample.resolve("events.ndjson"), String.join("\n", rows));
    }

    private int rules(String... arguments) {
        List<String> all = new ArrayList<>(List.of("rules"));
        all.addAll(List.of(arguments));
        all.addAll(List.of("--set", "tokenwatch.data.dir=" + data));
        if (!all.contains("shipped")) {
            all.addAll(List.of("--set", "tokenwatch.rules.dir=" + rules));
        }
        all.remove("shipped");
        Printed printed = Printed.by(all);
        out = printed.out();
        err = printed.err();
        return printed.exitCode();
    }

    private void edit(String from, String to) throws Exception {
        assertTrue(RULE.contains(from));
        Files.writeString(rules.resolve("detections/D.epl"), RULE.replace(from, to));
    }

    @Test
    void findsTheShippedRulesFine() {
        assertEquals(ExitCode.OK, rules("check", "shipped"), err);
        assertTrue(out.matches("\\d+ rules and \\d+ tables are fine\\s+"), out);
    }

    @Test
    void listsTheProblemsOfAllFiles() throws Exception {
        edit("count(*) as Failures", "count(*) as Failures,\n  Nobody");
        Files.writeString(
                rules.resolve("detections/E.epl"), RULE.replace("'D'", "'E'").replace("having", "haveing"));

        assertEquals(ExitCode.RULES, rules("check"));
        assertTrue(err.contains("detections/D.epl:10:3: "), err);
        assertTrue(err.lines().anyMatch(line -> line.matches("detections/E\\.epl:\\d+:\\d+: .*")), err);

        assertEquals(ExitCode.RULES, rules("check", rules.toString(), "shipped"));
        assertTrue(err.contains("detections/D.epl:10:3: "), err);
        assertEquals(ExitCode.USAGE, rules("check", folder.resolve("none").toString()));
        assertEquals(ExitCode.RULES, rules("test"));
        assertEquals(ExitCode.RULES, rules("list"));
    }

    @Test
    void listsRules() {
        assertEquals(ExitCode.OK, rules("list", "--format", "json"));
        assertEquals(JsonText.object("""
                        {"id":"D","title":"Two failures","severity":"low","confidence":"high","techniques":["T1110"],
                         "partitionBy":{"Attempts":"User"},"file":"detections/D.epl","samples":2}"""), JsonText.object(out));
        assertEquals(ExitCode.OK, rules("list", "--format", "table"));
        assertTrue(out.contains("| D  | Two failures | low      | high       | T1110      | Attempts by User"), out);
    }

    @Test
    void testsRulesWithTheirSamples() {
        assertEquals(ExitCode.OK, rules("test"));
        assertEquals("", out);
        assertTrue(err.contains("2 cases of 1 detection, all as expected"), err);
        assertEquals(ExitCode.OK, rules("test", "--rule", "D", samples.toString()));
        assertEquals(ExitCode.USAGE, rules("test", "--rule", "no-such"));
        assertTrue(err.contains("--rule no-such: there is no such detection; there are [D]"), err);
        assertEquals(ExitCode.USAGE, rules("test", folder.resolve("none").toString()));
    }

    @Test
    void saysWhatDiffersAndNothingElse() throws Exception {
        edit("count(*) as Failures", "count(*) + 5 as Failures");

        assertEquals(ExitCode.FINDINGS, rules("test"));
        assertEquals(1, out.lines().count(), out);
        assertTrue(out.matches("D/two: alert D-[0-9a-f]{16}, revision 1: row.Failures expected 2 but was 7\\R"), out);
        assertTrue(err.contains("2 cases of 1 detection, 1 failed"), err);
    }

    @Test
    void namesAlertsThatAreMissingOrNotExpected() throws Exception {
        edit("count(*) >= 2", "count(*) >= 3");
        assertEquals(ExitCode.FINDINGS, rules("test"));
        assertTrue(out.matches("D/two: alert D-\\w+ is missing: account anna \\(open 1, final 2\\)\\R"), out);

        edit("count(*) >= 2", "count(*) >= 1");
        assertEquals(ExitCode.FINDINGS, rules("test"));
        assertTrue(
                out.lines()
                        .anyMatch(line -> line.matches(
                                "D/two: alert D-\\w+ is not expected: account <bo> \\(open 1, final 2\\)")),
                out);
        assertTrue(out.lines().anyMatch(line -> line.startsWith("D/one: alert ")), out);
    }

    @Test
    void wantsAFiringAndASilentCase() throws Exception {
        Files.delete(samples.resolve("D/one/alerts.ndjson"));
        assertEquals(ExitCode.FINDINGS, rules("test"));
        assertTrue(out.contains("D/firing and silent cases: no case is silent; expected at least one under "), out);
        assertTrue(out.contains("D/one: alerts.ndjson is missing; "), out);

        assertEquals(ExitCode.OK, rules("test", "--update"));
        Files.writeString(samples.resolve("D/two/alerts.ndjson"), "");
        assertEquals(ExitCode.FINDINGS, rules("test"));
        assertTrue(out.contains("D/firing and silent cases: no case fires; "), out);
    }

    @Test
    void failsOnRowsThatCannotBeRead() throws Exception {
        Files.writeString(samples.resolve("D/one/events.ndjson"), row("10:00", "anna", 1) + "\nno JSON\n");
        assertEquals(ExitCode.FINDINGS, rules("test"));
        assertTrue(out.contains("events.ndjson:2: "), out);
    }

    @Test
    void updatesWhatSamplesExpectAndSaysWhatChanged() throws Exception {
        edit("count(*) as Failures", "count(*) + 5 as Failures");

        assertEquals(ExitCode.OK, rules("test", "--update"));
        assertTrue(out.contains("D/two updated: alert "), out);
        assertTrue(out.contains("row.Failures expected 2 but was 7"), out);
        assertTrue(Files.readString(samples.resolve("D/two/alerts.ndjson")).contains("\"Failures\":7"));
        assertEquals("", Files.readString(samples.resolve("D/one/alerts.ndjson")));
    }

    @Test
    void takesSettingsAndTheWallClockFromTheCase() throws Exception {
        Path properties = samples.resolve("D/two/case.properties");
        // A wall clock before the rows keeps them from moving event time, but not from counting.
        Files.writeString(properties, "clock=2024-12-31T00:00:00Z\ntokenwatch.retention.Attempts=1h\n");
        assertEquals(ExitCode.OK, rules("test"), out);
        Files.writeString(properties, "clock=yesterday\n");
        assertEquals(ExitCode.USAGE, rules("test"));
        assertTrue(err.contains("clock=yesterday: expected a time like "), err);
        Files.writeString(properties, "tokenwatch.retenton.Attempts=1h\n");
        assertEquals(ExitCode.USAGE, rules("test"));
        assertTrue(err.contains("case.properties: tokenwatch.retenton.Attempts: there is no such setting"), err);
    }

    @Test
    void writesJUnitXml() throws Exception {
        edit("count(*) >= 2", "count(*) >= 1");
        Path file = folder.resolve("reports/rules.xml");

        assertEquals(ExitCode.FINDINGS, rules("test", "--junit", file.toString()));
        Document xml = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());
        Element suite = (Element) xml.getElementsByTagName("testsuite").item(0);
        assertEquals("D", suite.getAttribute("name"));
        assertEquals("3", suite.getAttribute("tests"));
        assertEquals("2", suite.getAttribute("failures"));
        Element failed = (Element) xml.getElementsByTagName("failure").item(1);
        assertEquals("two", ((Element) failed.getParentNode()).getAttribute("name"));
        assertTrue(failed.getTextContent().contains("is not expected: account <bo>"), failed.getTextContent());
    }

    @Test
    void explainsConditionsAndDistances() throws Exception {
        Path event = Files.writeString(
                folder.resolve("event.ndjson"), row("10:59", "anna", 1) + "\n" + row("10:59", "bo", 3));

        assertEquals(ExitCode.OK, rules("explain", "--format", "table", "--event", event.toString()), err);
        assertTrue(out.contains("line 1 takes it, key User = \"anna\""), out);
        assertTrue(out.contains("count(*) = 1, fires at 2"), out);
        assertTrue(out.contains("final when the low watermark passes 2025-01-01T11:30:00.0000000Z"), out);
        assertTrue(out.contains("line 1 does not take it, key User = \"bo\""), out);
        assertTrue(out.contains("FALSE Code=1  [Code = 3]"), out);

        String context = samples.resolve("D/two").toString();
        assertEquals(
                ExitCode.OK,
                rules("explain", "--format", "json", "--event", event.toString(), "--key", "anna", context));
        assertEquals(1, out.lines().count(), out);
        Map<?, ?> group = (Map<?, ?>) ((List<?>) JsonText.object(out).get("groups")).get(0);
        assertEquals(true, group.get("fires"));
        assertEquals(3, ((Map<?, ?>) ((List<?>) group.get("thresholds")).get(0)).get("value"));
    }

    @Test
    void explainsTheShippedRules() throws Exception {
        Path event = Path.of("samples/T1528/sign-in-first/events.ndjson");

        assertEquals(ExitCode.OK, rules("explain", "shipped", "--format", "json", "--event", event.toString()), err);
        Set<Object> met = out.lines()
                .map(JsonText::object)
                .filter(explanation -> "T1528".equals(explanation.get("detection")))
                .flatMap(explanation -> ((List<?>) explanation.get("joins")).stream())
                .map(join -> ((List<?>) ((Map<?, ?>) join).get("rows")).size())
                .collect(Collectors.toSet());
        assertEquals(Set.of(1), met, out);
    }

    @Test
    void backtestsEditedRules() throws Exception {
        Path edited = writeRules("edited", RULE.replace(">= 2", ">= 1").replace("count(*) as", "count(*) + 1 as"));
        String logs = samples.resolve("D/two").toString();

        assertEquals(ExitCode.OK, rules("backtest", "--format", "json", "--rules", edited.toString(), logs), err);
        Map<String, Object> result = JsonText.object(out);
        assertEquals(List.of(1, 2, 0), List.of(result.get("old"), result.get("new"), result.get("unchanged")));
        assertEquals(1, ((List<?>) result.get("added")).size());
        assertTrue(out.contains("\"differences\":[{\"column\":\"row.Failures\",\"old\":\"2\",\"new\":\"3\"}]"), out);

        assertEquals(
                ExitCode.FINDINGS,
                rules("backtest", "--format", "table", "--fail-on-change", "--rules", edited.toString(), logs));
        assertTrue(out.contains("D: 1 alert before, 2 after; 1 added, 0 gone, 1 changed"), out);
        assertTrue(out.contains("row.Failures: 2 -> 3"), out);

        assertEquals(
                ExitCode.OK,
                rules(
                        "backtest",
                        "--format",
                        "table",
                        "--fail-on-change",
                        "--since",
                        "2025-01-01T11:00:00Z",
                        "--rules",
                        edited.toString(),
                        logs));
        assertTrue(out.contains("D: 0 alerts before, 0 after; 0 added"), out);
        assertEquals(ExitCode.USAGE, rules("backtest", logs));
        assertEquals(ExitCode.OK, rules("backtest", "--fail-on-change", "--rules", rules.toString(), logs));
    }
}
