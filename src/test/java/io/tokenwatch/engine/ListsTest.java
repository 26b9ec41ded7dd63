package io.tokenwatch.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.espertech.esper.common.client.configuration.Configuration;
import io.tokenwatch.engine.safety.Guards;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListsTest {
    private static final String HEADER = "detection,field,value,reason,owner,expires\n";

    @TempDir
    private Path folder;

    private final List<EplProblem> problems = new ArrayList<>();

    private void write(String name, String content) throws IOException {
        Files.createDirectories(folder.resolve("lists"));
        Files.writeString(folder.resolve("lists").resolve(name), content);
    }

    private Lists read() throws IOException {
        problems.clear();
        return Lists.read(folder, problems);
    }

    private String problems() throws IOException {
        read();
        return problems.stream().map(EplProblem::toString).collect(Collectors.joining("\n"));
    }

    @Test
    void areNoneWithoutAFolder() throws IOException {
        assertEquals(Set.of(), read().named().keySet());
        assertEquals(List.of(), read().exceptions());
    }

    @Test
    void areNamedLikeTheirFiles() throws IOException {
        write("Agents.csv", "reason,value\n# comment\n\nPython,python-requests\n,\"a,b\"\n");
        write("Empty.csv", "value\n");
        write("note.txt", "no list");
        write(".#Agents.csv", "an editor's");
        Lists lists = read();

        assertEquals(List.of(), problems);
        assertEquals(Set.of("Agents", "Empty"), lists.named().keySet());
        assertArrayEquals(new String[] {"python-requests", "a,b"}, lists.named().get("Agents"));
        assertArrayEquals(new String[0], lists.named().get("Empty"));
    }

    @Test
    void tellWhatIsWrong() throws IOException {
        write("A.csv", "values\nx\n");
        write("B.csv", "value,reason\nx\n\"\",why\n");
        write("not-a-name.csv", "value\n");
        write("OfficePools.csv", "name,value\nZurich,198.51.100.0/24  198.51.100.7/24 host\n");

        assertEquals("""
                lists/A.csv:1:1: the header has no column value; expected value, found values
                lists/B.csv:2:1: the line has 1 field; expected 2: value,reason (a field with a comma in it stands in quotation marks)
                lists/B.csv:3:1: there is no value; expected a text, or # before a line that is a comment
                lists/OfficePools.csv:2:25: '198.51.100.7/24' has bits behind its prefix; expected 198.51.100.0/24
                lists/OfficePools.csv:2:41: 'host' is neither an address nor a range; expected a form like 198.51.100.0/24 or 2001:db8::/48
                lists/not-a-name.csv:1: rules cannot name this list; expected a file name like SuspiciousUserAgents.csv""", problems());
    }

    @Test
    void mayNotHaveTheNameOfSomethingElse() throws IOException {
        for (String name : List.of("T", "User", "Watermark", "retention_T", "Fine")) {
            write(name + ".csv", "value\nx\n");
        }

        assertEquals("""
                [lists/T.csv:1: T is a table too; expected another file name,\
                 lists/User.csv:1: User is a column of Other too; expected another file name,\
                 lists/Watermark.csv:1: Watermark is an event too; expected another file name,\
                 lists/retention_T.csv:1: retention_T is a constant too; expected another file name]""", read().taken(Rules.CATALOG).toString());
    }

    @Test
    void holdExceptions() throws IOException {
        write(
                "exceptions.csv",
                HEADER
                        + "X,User,ada,known,ops,2026-12-31\n*,ip,10.0.0.0/8,ours,ops,2026-12-31T18:00:00+01:00\nX,User,b*,\"a, b\",ops,never\n");

        assertEquals(
                List.of(
                        new ExceptionItem(
                                2,
                                "X",
                                "User",
                                "ada",
                                "known",
                                "ops",
                                "2026-12-31",
                                Instant.parse("2027-01-01T00:00:00Z")),
                        new ExceptionItem(
                                3,
                                "*",
                                "ip",
                                "10.0.0.0/8",
                                "ours",
                                "ops",
                                "2026-12-31T18:00:00+01:00",
                                Instant.parse("2026-12-31T17:00:00Z")),
                        new ExceptionItem(4, "X", "User", "b*", "a, b", "ops", "never", Instant.MAX)),
                read().exceptions());
        assertEquals(List.of(), problems);
        assertFalse(read().named().containsKey("exceptions"));
    }

    @Test
    void tellWhatIsWrongWithExceptions() throws IOException {
        write(
                "exceptions.csv",
                HEADER + "X,User,ada, ,,\nX,,,known,ops,tomorrow\n*,User,**,known,ops,never\nX,User,ada,known,ops\n");

        assertEquals("""
                lists/exceptions.csv:5:18: the line has 5 fields; expected 6: detection,field,value,reason,owner,expires (a field with a comma in it stands in quotation marks)
                lists/exceptions.csv:2:13: there is no reason; expected why these alerts are no concern
                lists/exceptions.csv:2:14: there is no owner; expected whom to ask
                lists/exceptions.csv:2:15: there is no expires; expected a day like 2026-12-31, a time like 2026-12-31T18:00:00Z, or never
                lists/exceptions.csv:3:3: there is no field; expected a column of the alert's row, or the type of an entity
                lists/exceptions.csv:3:4: there is no value; expected a text, an address, a range like 198.51.100.0/24, or a pattern with *
                lists/exceptions.csv:3:15: 'tomorrow' is no time; expected a day like 2026-12-31, a time like 2026-12-31T18:00:00Z, or never
                lists/exceptions.csv:4:8: this excepts every alert of every detection; expected one detection, or a value""", problems());
    }

    @Test
    void tellOfUnknownDetectionsAndFields() throws Exception {
        write("exceptions.csv", HEADER + "Y,User,ada,k,o,never\nX,Usr,ada,k,o,never\n*,User,ada,k,o,never\n");
        List<DetectionInfo> detections = List.of(Rules.read(Rules.RULE.replace(
                        "@PartitionBy", "@Project({'User'}) @Entities({'account=User'}) @PartitionBy"))
                .detection());
        List<ExceptionItem> items = read().exceptions();

        assertEquals(
                "[lists/exceptions.csv:2: there is no detection Y; expected one of X, or * for any]",
                ExceptionFile.unknownDetections(items, detections).toString());
        assertEquals(
                "lists/exceptions.csv:3: no alert of X has a field Usr, so nothing is excepted; expected one of account, User",
                ExceptionFile.unknownFields(items, detections).get(1).toString());
    }

    @Test
    void areConstantsOfRulesAndOfTheirFilters() throws Exception {
        write("Users.csv", "value\nada\nbob\n");
        write(
                "Big.csv",
                "value\n" + IntStream.range(0, 20_000).mapToObj(i -> "u" + i).collect(Collectors.joining("\n")));
        Lists lists = read();
        CompiledRule rule =
                compile(lists, "(User in (Users) or has_any(User, Users) or User in (Big)), User || '' = User");
        RowExpression wanted = rule.subscriptions().get(0).wanted();

        assertTrue(wanted.test(row("ada")) && wanted.test(row("BOB x")) && wanted.test(row("u19999")));
        assertFalse(wanted.test(row("eve")));
        assertFalse(wanted.test(row(null)));
        List<String> found = new ArrayList<>();
        RuleRuntime runtime = new RuleRuntime(rule, configuration(lists), Rules.CATALOG, Told.column("User", found));
        for (String user : new String[] {"ada", "eve", "BOB x", null, "u19999", "u20000"}) {
            runtime.row(Rules.T, row(user));
        }
        runtime.close();
        assertEquals(List.of("ada", "BOB x", "u19999"), found);
    }

    private static Object[] row(String user) {
        Object[] row = new Object[Rules.T.columns().size()];
        row[Rules.T.find("TimeGenerated")] = 0L;
        row[Rules.T.find("User")] = user;
        return row;
    }

    private static Configuration configuration(Lists lists) {
        return EsperConfiguration.of(Rules.CATALOG, Rules.FUNCTIONS, lists);
    }

    private CompiledRule compile(Lists lists, String filter) throws RulesException {
        return new RuleCompiler(
                        Rules.CATALOG,
                        Rules.FUNCTIONS,
                        lists,
                        configuration(lists),
                        new CompileCache(List.of(folder.resolve("cache"))),
                        Guards.DEFAULT)
                .compile(
                        List.of(
                                Rules.file(
                                        Rules.RULE
                                                .replace("Code = 1", filter)
                                                .replace(
                                                        "User\nfrom",
                                                        "User, TimeGenerated as FirstEvent, TimeGenerated as LastEvent, TimeGenerated as WindowEnd\nfrom"))),
                        List.of())
                .get(0);
    }

    @Test
    void areCompiledAnewOnlyIntoTheRulesThatMentionThem() throws Exception {
        write("Users.csv", "value\nada\n");
        write("Others.csv", "value\nada\n");
        compile(read(), "User in (Users)");
        compile(read(), "User in (Others)");
        assertEquals(2, compiled());

        write("Users.csv", "value,reason\n# the same\nada,known\n");
        compile(read(), "User in (Users)");
        assertEquals(2, compiled());
        write("Users.csv", "value\nada\nbob\n");
        compile(read(), "User in (Others)");
        assertEquals(2, compiled());
        compile(read(), "User in (Users)");
        assertEquals(3, compiled());
    }

    private long compiled() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("cache"))) {
            return files.count();
        }
    }
}
