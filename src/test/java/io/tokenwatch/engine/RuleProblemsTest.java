package io.tokenwatch.engine;

import static io.tokenwatch.engine.Rules.RULE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of a rule that is wrong, and where. */
class RuleProblemsTest {
    @TempDir
    private Path cache;

    private String problems(String rule) {
        return Rules.problems(cache, Rules.file(rule));
    }

    @Test
    void tellWhereTheSyntaxIsWrong() {
        assertEquals(
                "detections/x.epl:6:22: Incorrect syntax near ',', please check the select clause",
                problems(RULE.replace("TimeGenerated,", "TimeGenerated,,")));
        assertEquals("detections/x.epl:7:6: Incorrect syntax near 'T'", problems(RULE.replace("from", "form")));
    }

    @Test
    void tellWhereTheTextBeginsThatAHalfSavedFileEndsIn() {
        String half = RULE.substring(0, RULE.indexOf("severity='low'") + "severity='l".length());

        assertEquals(
                "detections/x.epl:4:40: the text in quotation marks that begins here is not closed; expected another '",
                problems(half));
    }

    @Test
    void tellWhereAMisspelledKeywordStands() {
        assertEquals(
                "detections/x.epl:9:1: Incorrect syntax near 'heaving' near reserved keyword 'count'",
                problems(RULE.replace(
                        "from T(Code = 1)", "from T(Code = 1)\ngroup by User\nheaving count(*) > 1 or count(*) > 9")));
    }

    @Test
    void tellWhereTheSyntaxOfALaterStatementIsWrong() {
        assertEquals(
                "detections/x.epl:12:11: Incorrect syntax near '~', please check the select clause",
                problems(RULE + "\n// more\nselect *,\n  User as ~\nfrom T;\n")
                        .replace(" near reserved keyword 'from'", ""));
    }

    @Test
    void tellAllStatementsWhoseSyntaxIsWrong() {
        String[] problems = problems(RULE.replace("from", "form") + "select ) from T;\nselect 1 from T where ;\n")
                .split("\n");

        assertEquals(3, problems.length);
        assertTrue(problems[0].startsWith("detections/x.epl:7:6: "), problems[0]);
        assertTrue(problems[1].startsWith("detections/x.epl:9:8: "), problems[1]);
        assertTrue(problems[2].startsWith("detections/x.epl:10:"), problems[2]);
    }

    @Test
    void tellWhereAnUnknownColumnStands() {
        String unknown = "Property named 'Cod' is not valid in any stream (did you mean 'Code'?)";

        assertEquals(
                "detections/x.epl:7:8: Failed to validate filter expression 'Cod=1': " + unknown,
                problems(RULE.replace("Code = 1", "Cod = 1")));
        assertEquals(
                "detections/x.epl:7:3: Failed to validate select-clause expression 'Cod': " + unknown,
                problems(RULE.replace("select TimeGenerated, ", "select TimeGenerated,\n  Cod, ")));
    }

    @Test
    void tellWhereAnUnknownColumnOfALaterStatementStands() {
        String more = """

                /* More,
                   of Nope. */
                @PartitionBy('User')
                select * from T(
                  Code = 1,
                  Nope = 2
                );
                """;

        assertEquals(
                "detections/x.epl:15:3: Failed to validate filter expression 'Nope=2': Property named 'Nope' is not valid in any stream (did you mean 'Code'?)",
                problems(RULE + more));
    }

    @Test
    void tellOfUnknownFunctionsAndWrongTypes() {
        assertEquals(
                "detections/x.epl:7:8: no_such(User): 'no_such' is not a function that rules may call (rules may not use Java classes; use EPL's own operators"
                        + " and the functions of the rule author's guide)",
                problems(RULE.replace("Code = 1", "no_such(User)")));
        assertEquals(
                "detections/x.epl:7:8: Failed to validate filter expression 'Code=\"1\"': Implicit conversion from datatype 'String' to 'Integer' is not allowed",
                problems(RULE.replace("Code = 1", "Code = '1'")));
    }

    @Test
    void tellOfAMissingKey() {
        assertEquals(
                "detections/x.epl:3: the statement reads T but does not say by which column its rows must come together; expected @PartitionBy('…') before it",
                problems(RULE.replace("@PartitionBy('User')", "")));
    }

    @Test
    void tellOfAKeyThatIsNone() {
        for (String key : new String[] {"Nope", "(((", "Id + 1", "Id, User", "*", "no_such(User)"}) {
            assertEquals(
                    "detections/x.epl:3: @PartitionBy('" + key
                            + "'): expected a column of T or a function of its columns",
                    problems(RULE.replace("@PartitionBy('User')", "@PartitionBy('" + key + "')")));
        }
    }

    @Test
    void tellOfTwoDifferentKeysOfOneTable() {
        assertEquals(
                "detections/x.epl:11: @PartitionBy('Id'): another statement reads T by 'User'",
                problems(RULE + "\n// more\n@PartitionBy('Id')\nselect * from T;\n"));
    }

    @Test
    void takeAnotherKeyOfAnotherTableAndTheSameKeyAgain() throws RulesException {
        String more = "@PartitionBy('ip_address(User)') select * from Other;";

        assertEquals(
                1,
                Rules.compile(cache, Rules.file(RULE + "@PartitionBy('User') select * from T(Code = 2);" + more))
                        .size());
    }

    @Test
    void tellOfNoneOrTwoDetections() {
        assertEquals(
                "detections/x.epl:1: expected one statement with @Detection, found 0",
                problems(RULE.replaceAll("@Detection.*", "")));
        assertEquals(
                "detections/x.epl:11: expected one statement with @Detection, found 2",
                problems(RULE + RULE.replace("'x'", "'y'")));
        assertEquals("detections/x.epl:1: expected one statement with @Detection, found 0", problems(""));
    }

    @Test
    void tellOfADetectionWithoutId() {
        assertEquals(
                "detections/x.epl:4:2: Failed to process statement annotations: Annotation 'Detection' requires a value for attribute 'id'",
                problems(RULE.replace("id='X', ", "")));
    }

    @Test
    void tellOfARuleThatReadsNoTable() {
        assertEquals(
                "detections/x.epl:1: no statement reads a table; known are [T, Other]",
                problems(RULE.replace("from T(Code = 1)", "from Nope")));
    }

    @Test
    void tellOfTwoRulesWithOneId() {
        assertEquals(
                "detections/y.epl:1: the id X is that of detections/x.epl too",
                Rules.problems(cache, Rules.file(RULE), new EplFile("detections/y.epl", RULE)));
    }

    @Test
    void tellAllThatIsWrongInAllFiles() {
        String problems = Rules.problems(
                cache,
                Rules.file(RULE.replace("Code = 1", "Cod = 1")),
                new EplFile("detections/y.epl", RULE.replace("from", "form")));

        assertEquals(2, problems.lines().count());
        assertTrue(problems.contains("detections/x.epl:7:8: "), problems);
        assertTrue(problems.contains("detections/y.epl:7:6: "), problems);
    }
}
