package io.tokenwatch.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tokenwatch.event.Columns;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which columns of T (TimeGenerated, Id, User, Code) a decoder must read for a rule. */
class ReadColumnsTest {
    private static final String DETECTION = "@Detection(id='X', title='t') select TimeGenerated from Found;\n";

    private static Columns columns(String rule) {
        return ReadColumns.columns(Rules.T, Rules.read(rule).subscriptions());
    }

    private static List<String> judged(String rule) {
        return names(Arrays.stream(columns(rule).judged()));
    }

    private static List<String> read(String rule) {
        return names(IntStream.concat(
                Arrays.stream(columns(rule).judged()),
                Arrays.stream(columns(rule).kept())));
    }

    private static List<String> readBesideGuid(String rule) {
        return names(Arrays.stream(columns(rule).keptBesideGuid()));
    }

    private static List<String> names(IntStream places) {
        return places.sorted().mapToObj(i -> Rules.T.columns().get(i).name()).toList();
    }

    @Test
    void areThoseThatTheRuleNames() {
        String rule = "@PartitionBy('Id') insert into Found select TimeGenerated from T(Code = 1);" + DETECTION;

        assertEquals(List.of("Code"), judged(rule));
        assertEquals(List.of("TimeGenerated", "Id", "Code"), read(rule));
    }

    @Test
    void areThoseOfItsKeyAndOfTheRowsOwnIdToo() {
        String rule = "@PartitionBy('User') insert into Found select TimeGenerated from T;" + DETECTION;

        assertEquals(List.of(), judged(rule));
        assertEquals(List.of("TimeGenerated", "Id", "User"), read(rule));
    }

    @Test
    void areNotTheRowsOwnIdWhereThatIsAGuidAndNobodyNamesIt() {
        String keyed = "@PartitionBy('%s') insert into Found select TimeGenerated from T;" + DETECTION;

        assertEquals(List.of("TimeGenerated", "User"), readBesideGuid(keyed.formatted("User")));
        assertEquals(List.of("TimeGenerated", "Id"), readBesideGuid(keyed.formatted("Id")));
        assertEquals(
                List.of("TimeGenerated", "Id", "User", "Code"),
                readBesideGuid("@PartitionBy('Id') insert into Found select * from T;" + DETECTION));
    }

    @Test
    void areThoseOfAllItsStatements() {
        String rule = "@PartitionBy('Id') insert into Found select TimeGenerated from T(Code = 1);"
                + "@PartitionBy('Id') insert into Found select TimeGenerated from T(User = 'ada');"
                + DETECTION;

        assertEquals(List.of("User", "Code"), judged(rule));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "@PartitionBy('Id') insert into Found select * from T;",
                "@PartitionBy('Id') insert into Found select t.* from T as t;",
                "@PartitionBy('Id') insert into Found select t as Row, TimeGenerated from T as t;",
                "@PartitionBy('Id') create window Kept#time(1 min) as T;"
                        + "insert into Found select TimeGenerated from Kept;",
                "@PartitionBy('Id') insert into Found select a.TimeGenerated as TimeGenerated from pattern [every a=T];",
            })
    void areAllWhereItMayPassRowsOnAsAWhole(String statements) {
        assertEquals(4, read(statements + DETECTION).size());
    }
}
