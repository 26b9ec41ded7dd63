package io.tokenwatch.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tokenwatch.event.JsonText;
import io.tokenwatch.testing.LogRows;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandLineInterfaceTest {
    @TempDir
    private Path folder;

    private Path events;
    private String out;
    private String err;

    @BeforeEach
    void writeEvents() throws Exception {
        events = Files.writeString(folder.resolve("events.ndjson"), String.join("\n", LogRows.twoAlerts()));
    }

    private int run(String... arguments) {
        Printed printed = Printed.by(List.of(arguments));
        out = printed.out();
        err = printed.err();
        return printed.exitCode();
    }

    private int replay(String... arguments) {
        List<String> all = new ArrayList<>(List.of("replay", "--set", "tokenwatch.data.dir=" + folder.resolve("data")));
        all.addAll(List.of(arguments));
        return run(all.toArray(String[]::new));
    }

    @Test
    void printsTellingsAsJsonAndCountsTheRows() {
        assertEquals(ExitCode.OK, replay(events.toString()));
        assertEquals(4, out.lines().count());
        assertTrue(out.lines().allMatch(line -> JsonText.object(line).containsKey("id")));
        assertTrue(err.contains("2 alerts"), err);
        assertTrue(err.lines().anyMatch(line -> line.matches(" all +13 +13 +0 +0 +0 +0 +0 *")), err);
    }

    @Test
    void printsRowsOfTheQueriesWithExactlyTheirColumns() {
        assertEquals(ExitCode.OK, replay("--format", "kql", events.toString()));
        List<List<String>> columns = out.lines()
                .map(line -> List.copyOf(JsonText.object(line).keySet()))
                .toList();
        assertEquals(
                List.of(
                        List.of(
                                "Detection",
                                "TimeGenerated",
                                "ServicePrincipalName",
                                "SigninInIPAddress",
                                "ActivityIPAddress",
                                "ServicePrincipalId",
                                "ServicePrincipalCredentialKeyId",
                                "RequestUri",
                                "RequestMethod"),
                        List.of(
                                "Detection",
                                "TimeGenerated",
                                "UserPrincipalName",
                                "TokenUseCount",
                                "UniqueResources",
                                "UniqueApps",
                                "UniqueIPs",
                                "Resources",
                                "Apps",
                                "SourceIPs",
                                "UserAgents",
                                "Countries",
                                "RiskIndicator")),
                columns);
    }

    @Test
    void printsATable() {
        assertEquals(ExitCode.OK, replay("--format", "table", events.toString()));
        assertTrue(
                out.contains("| high     | T1550.001 | 2024-05-01 10:10:00 | 2024-05-01 10:20:00 | anna@example.com"),
                out);
    }

    @Test
    void writesToAFile() throws Exception {
        Path file = folder.resolve("rows.ndjson");
        assertEquals(ExitCode.OK, replay("--format", "kql", "--out", file.toString(), events.toString()));
        assertEquals("", out);
        assertEquals(2, Files.readAllLines(file).size());
    }

    @Test
    void failsOnAlertsWhenAskedTo() throws Exception {
        assertEquals(ExitCode.FINDINGS, replay("--fail-on-alerts", events.toString()));
        Path quiet = Files.writeString(
                folder.resolve("quiet.ndjson"), LogRows.twoAlerts().get(0));
        assertEquals(ExitCode.OK, replay("--fail-on-alerts", quiet.toString()));
    }

    @Test
    void endsWellDespiteDeadLetters() throws Exception {
        Path bad = Files.writeString(
                folder.resolve("bad.ndjson"), "no JSON\n" + LogRows.twoAlerts().get(0));
        assertEquals(ExitCode.OK, replay(bad.toString()));
        assertTrue(err.contains("dead letters: "), err);
    }

    @Test
    void endsWithThreeOnWrongArgumentsAndConfiguration() {
        assertEquals(ExitCode.USAGE, replay());
        assertEquals(ExitCode.USAGE, replay("--no-such-option", events.toString()));
        assertEquals(ExitCode.USAGE, replay("--format", "xml", events.toString()));
        assertEquals(ExitCode.USAGE, replay("--set", "tokenwatch.no.such=1", events.toString()));
        assertEquals(ExitCode.USAGE, replay("--set", "nonsense", events.toString()));
        assertEquals(ExitCode.USAGE, replay("--config", folder.resolve("none").toString(), events.toString()));
        assertEquals(ExitCode.USAGE, replay(folder.resolve("none").toString()));
        assertTrue(err.contains("there is no such file or folder"), err);
        assertEquals(ExitCode.USAGE, run("no-such-command"));
    }

    @Test
    void endsWithTwoOnRulesThatDoNotCompileAndNamesThePlace() throws Exception {
        Path rules = folder.resolve("rules");
        Files.createDirectories(rules.resolve("events"));
        Files.createDirectories(rules.resolve("detections"));
        Files.writeString(
                rules.resolve("events/T.epl"), "create objectarray schema T (TimeGenerated datetime, A string);");
        Files.writeString(
                rules.resolve("detections/D.epl"),
                "@PartitionBy('A')\n@Detection(id='D', title='t', severity='low', confidence='low')\nselect A,\n  B\nfrom T;");
        assertEquals(ExitCode.RULES, replay("--set", "tokenwatch.rules.dir=" + rules, events.toString()));
        assertTrue(err.contains("detections/D.epl:4:3: "), err);
        assertTrue(err.contains("'B'"), err);
    }

    @Test
    void helps() {
        assertEquals(ExitCode.OK, run("--help"));
        assertTrue(out.contains("replay") && out.contains("run"), out);
        assertEquals(ExitCode.OK, run("replay", "--help"));
        assertTrue(out.contains("--fail-on-alerts"), out);
    }
}
