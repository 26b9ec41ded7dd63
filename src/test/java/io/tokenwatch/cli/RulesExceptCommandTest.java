package io.tokenwatch.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tokenwatch.event.JsonText;
import io.tokenwatch.testing.LogRows;
import io.tokenwatch.testing.RulesFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Exceptions on the command line, and what a replay makes of them. */
class RulesExceptCommandTest {
    @TempDir
    private static Path data;

    @TempDir
    private Path folder;

    private Path rules;
    private Path exceptions;
    private Path events;
    private String out;
    private String err;

    @BeforeEach
    void copyRules() throws IOException {
        rules = RulesFolder.copiedTo(folder.resolve("epl"));
        exceptions = rules.resolve("lists/exceptions.csv");
        events = Files.writeString(folder.resolve("events.ndjson"), String.join("\n", LogRows.twoAlerts()));
    }

    private int run(List<String> command, String... more) {
        List<String> arguments = new ArrayList<>(command);
        arguments.addAll(List.of("--set", "tokenwatch.rules.dir=" + rules, "--set", "tokenwatch.data.dir=" + data));
        arguments.addAll(List.of(more));
        Printed printed = Printed.by(arguments);
        out = printed.out();
        err = printed.err();
        return printed.exitCode();
    }

    private int except(String detection, String value, String reason, String expires) {
        return run(
                List.of("rules", "except"),
                "--detection",
                detection,
                "--field",
                "ServicePrincipalName",
                "--value",
                value,
                "--reason",
                reason,
                "--expires",
                expires);
    }

    private int replay(String... more) {
        return run(List.of("replay", events.toString()), more);
    }

    @Test
    void addsALineAndSaysSo() throws IOException {
        assertEquals(ExitCode.OK, except("T1528", "backup", "one token, \"many\" runners", "2999-12-31"));

        String user = System.getProperty("user.name");
        List<String> lines = Files.readAllLines(exceptions);
        assertEquals(
                "T1528,ServicePrincipalName,backup,\"one token, \"\"many\"\" runners\"," + user + ",2999-12-31",
                lines.get(lines.size() - 1));
        assertEquals(
                "lists/exceptions.csv:" + lines.size()
                        + ": alerts of T1528 with ServicePrincipalName backup are excepted until 2999-12-31 (" + user
                        + ": one token, \"many\" runners)\n",
                out);
        try (Stream<Path> files = Files.list(exceptions.getParent())) {
            assertTrue(files.allMatch(file -> file.toString().endsWith(".csv")), "nothing else is left there");
        }
    }

    @Test
    void makesTheFileIfThereIsNone() throws IOException {
        Files.delete(exceptions);

        assertEquals(ExitCode.OK, except("*", "backup", "known", "never"));
        assertEquals(
                List.of(
                        "detection,field,value,reason,owner,expires",
                        "*,ServicePrincipalName,backup,known," + System.getProperty("user.name") + ",never"),
                Files.readAllLines(exceptions));
    }

    @Test
    void keepsTheFileAsItIs() throws IOException {
        String before = "owner,ticket,expires,reason,value,field,detection\r\n# why\r\nops,7,never,r,v,account,*";
        Files.writeString(exceptions, before);

        assertEquals(ExitCode.OK, except("T1528", "backup", "known", "never"));
        assertEquals(
                before + "\r\n" + System.getProperty("user.name")
                        + ",,never,known,backup,ServicePrincipalName,T1528\r\n",
                Files.readString(exceptions));
    }

    @Test
    void refusesWhatDoesNotFitAndLeavesTheFileAlone() throws IOException {
        String before = Files.readString(exceptions);

        assertEquals(ExitCode.USAGE, except("T1", "backup", "known", "never"));
        assertTrue(err.contains("there is no detection T1; expected one of "), err);
        assertEquals(ExitCode.USAGE, except("T1528", "backup", "known", "2020-01-01"));
        assertTrue(err.contains("--expires 2020-01-01 is in the past"), err);
        assertEquals(ExitCode.USAGE, except("T1528", "backup", " ", "never"));
        assertTrue(err.contains("there is no reason"), err);
        assertEquals(ExitCode.USAGE, except("T1528", "backup", "two\nlines", "never"));
        assertTrue(err.contains("--reason: expected a text on one line"), err);
        assertEquals(ExitCode.USAGE, except("T1528", "backup", "known", "soon"));
        assertTrue(err.contains("'soon' is no time"), err);
        assertEquals(ExitCode.USAGE, run(List.of("rules", "except"), "--detection", "T1528"));
        assertEquals(before, Files.readString(exceptions));
    }

    @Test
    void endsWithTwoWhereTheFileIsWrongAlready() throws IOException {
        Files.writeString(exceptions, "detection,field,value,reason,owner,expires\nT1528,account,x,,ops,never\n");

        assertEquals(ExitCode.RULES, except("T1528", "backup", "known", "never"));
        assertTrue(err.contains("lists/exceptions.csv:2:17: there is no reason"), err);
        assertEquals(ExitCode.RULES, replay());
    }

    @Test
    void keepsAlertsOutOfAReplayAndCountsThem() {
        except("T1528", "BACK*", "known", "2999-12-31");

        assertEquals(ExitCode.OK, replay());
        assertTrue(out.lines().allMatch(line -> line.contains("\"detection\":\"T1550.001\"")), out);
        assertTrue(err.contains("1 alert, 1 excepted (see --show-excepted)"), err);
        assertEquals(ExitCode.OK, replay("--show-excepted"));
        assertEquals(4, out.lines().count());
        assertTrue(err.contains("1 alert, 1 excepted\n"), err);
        assertEquals(
                2,
                out.lines()
                        .map(line -> JsonText.object(line).get("excepted"))
                        .filter(why -> String.valueOf(why).startsWith("{by=lists/exceptions.csv:"))
                        .count());
        assertEquals(ExitCode.OK, replay("--format", "table", "--show-excepted"));
        assertTrue(out.contains("until 2999-12-31") && out.contains("Excepted"), out);
        assertEquals(ExitCode.OK, replay("--format", "table"));
        assertFalse(out.contains("backup"), out);
    }

    @Test
    void givesAllRowsOfTheQueriesWhateverIsExcepted() {
        replay("--format", "kql");
        String before = out;
        except("T1528", "backup", "known", "never");
        run(
                List.of("rules", "except", "--detection", "T1550.001", "--field", "account", "--value", "anna@*"),
                "--reason",
                "known",
                "--expires",
                "never");

        assertEquals(ExitCode.OK, replay("--format", "kql", "--fail-on-alerts"));
        assertEquals(2, before.lines().count());
        assertEquals(before, out);
    }

    @Test
    void tellsAlertsWhoseExceptionHasExpired() throws IOException {
        Files.writeString(
                exceptions,
                "detection,field,value,reason,owner,expires\nT1528,ServicePrincipalName,backup,r,o,2020-01-01\n");

        assertEquals(ExitCode.OK, replay());
        assertEquals(4, out.lines().count());
    }

    @Test
    void takesTheAddressesOfANatPoolForOne() throws IOException {
        Files.writeString(
                rules.resolve("lists/NatPools.csv"), "value,name\n\"198.51.100.0/24 203.0.113.96/28\",Zurich\n");

        replay();
        assertTrue(out.lines().allMatch(line -> line.contains("\"detection\":\"T1550.001\"")), out);
        replay("--set", "tokenwatch.address.nat-pools=false");
        assertEquals(4, out.lines().count());
        replay("--profile", "kql");
        assertEquals(4, out.lines().count());
    }
}
