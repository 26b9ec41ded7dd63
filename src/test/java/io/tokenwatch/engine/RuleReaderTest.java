package io.tokenwatch.engine;

import static io.tokenwatch.engine.Rules.RULE;
import static io.tokenwatch.engine.Rules.T;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is read out of a rule: what it says about itself, which rows it wants, by which key. */
class RuleReaderTest {
    /** Rows of T with these codes that a rule wants. */
    private static List<Integer> wantedCodes(String rule) {
        Subscription subscription = Rules.read(rule).subscriptions().get(0);
        return Stream.of(0, 1, 2, 3, 4)
                .filter(code -> subscription.wanted().test(row("ada", code)))
                .toList();
    }

    private static Object[] row(String user, Integer code) {
        return new Object[] {1L, "i1", user, code};
    }

    private static String filter(String filter) {
        return RULE.replace("Code = 1", filter);
    }

    private static String more(String statement) {
        return RULE + "@PartitionBy('User') " + statement + ";\n";
    }

    @Test
    void saysWhatADetectionSaysAboutItself() {
        DetectionInfo detection = Rules.read(RULE.replace("@PartitionBy", """
                        @Attack(tactics={'TA0005 Defense Evasion'}, techniques='T9001.001 A Technique')
                        @Entities({'account=User', 'Id'})
                        @AlertKey({'User', 'TimeGenerated'})
                        @UpdateOn('Code')
                        @Project({'TimeGenerated', 'User'})
                        @PartitionBy""")).detection();

        assertEquals(
                "X t low low",
                detection.id() + " " + detection.title() + " " + detection.severity() + " " + detection.confidence());
        assertEquals(List.of(new DetectionInfo.Named("TA0005", "Defense Evasion")), detection.tactics());
        assertEquals(List.of(new DetectionInfo.Named("T9001.001", "A Technique")), detection.techniques());
        assertEquals(
                List.of(new DetectionInfo.Entity("account", "User"), new DetectionInfo.Entity("Id", "Id")),
                detection.entities());
        assertEquals(List.of("User", "TimeGenerated"), detection.key());
        assertEquals(List.of("Code"), detection.updateOn());
        assertEquals(List.of("TimeGenerated", "User"), detection.project());
        assertEquals(List.of(), detection.samples());
        assertFalse(detection.everyRow());
        assertTrue(Rules.read(RULE.replace("confidence='low'", "confidence='low', rows='each'"))
                .detection()
                .everyRow());
    }

    @Test
    void wantsWhatTheFilterTakes() {
        assertEquals(List.of(1), wantedCodes(RULE));
        assertEquals(List.of(2, 3), wantedCodes(filter("Code between 2 and 3")));
        assertEquals(List.of(0, 4), wantedCodes(filter("Code in (0, 4), in_ci(User, {'ADA'})")));
        assertEquals(List.of(), wantedCodes(filter("not equals_ci(User, 'ADA')")));
        assertEquals(List.of(0, 1, 2, 3, 4), wantedCodes(RULE.replace("(Code = 1)", "")));
    }

    @Test
    void wantsWhatTheUnderstoodPartOfTheFilterTakes() {
        assertEquals(List.of(1), wantedCodes(filter("User like 'x%', Code = 1")));
        assertEquals(List.of(1), wantedCodes(filter("Code = 1 and (User like 'x%' or Code = 2)")));
        assertEquals(List.of(0, 1, 2, 3, 4), wantedCodes(filter("Code = 1 or User like 'x%'")));
        assertEquals(List.of(0, 1, 2, 3, 4), wantedCodes(filter("not (Code = 1 and User like 'x%')")));
    }

    @Test
    void knowsTheConstantsOfARule() {
        String constants =
                "create constant variable int[] Codes = {2, 3};\ncreate constant variable string[] Users = {'ada'};\ncreate constant variable int Most = 3;\n";

        assertEquals(List.of(2), wantedCodes(constants + filter("Code in (Codes), Code < Most, has_any(User, Users)")));
    }

    @Test
    void knowsThatAVariableMayChange() {
        assertEquals(List.of(0, 1, 2, 3, 4), wantedCodes("create variable int Most = 3;\n" + filter("Code < Most")));
    }

    @Test
    void wantsWhatAnyStatementTakes() {
        assertEquals(List.of(1, 3), wantedCodes(more("select * from T(Code = 3)")));
    }

    private static boolean exact(String rule) {
        return Rules.read(rule).subscriptions().get(0).exact();
    }

    @Test
    void knowsWhetherTheRowsThatItWantsNeedNotBeAskedAgain() {
        assertTrue(exact(RULE));
        assertTrue(exact(RULE.replace("(Code = 1)", "")));
        assertTrue(exact(filter("Code in (0, 4) or not in_ci(User, {'ADA'}), token_id(User, Id) is not null")));
        assertFalse(exact(filter("User like 'x%', Code = 1")));
        assertFalse(exact(filter("bin(TimeGenerated, 10) = 10")), "bin fails on some rows");
        assertFalse(exact(more("select * from T(Code = 3)")), "another statement wants other rows");
        assertFalse(exact(RULE.replace("from T", "from T(Code = 4)#lastevent as a unidirectional, T")
                .replace("= 1)", "= 1)#lastevent as b")
                .replace("select TimeGenerated, User", "select a.User")));
        assertFalse(exact("create context EachHour initiated by Watermark terminated after 1 hour;\n"
                + RULE.replace("select", "context EachHour select")));
    }

    @Test
    void wantsEveryRowWhereATableIsReadInAnotherWay() {
        assertEquals(List.of(0, 1, 2, 3, 4), wantedCodes(more("select * from pattern[every T(Code = 3)]")));
        assertEquals(
                List.of(0, 1, 2, 3, 4),
                wantedCodes(more("select * from T(Code = 3) as a unidirectional, T(Code = 4)#lastevent as b")));
        assertEquals(
                List.of(0, 1, 2, 3, 4),
                wantedCodes(more("select (select User from T(Code = 4)#lastevent) as u from T(Code = 3)")));
    }

    @Test
    void leavesTablesThatAreOnlyMentioned() {
        assertEquals(List.of(1), wantedCodes(more("/* T */ select 'T' as T1, \"T(\" as TT from T(Code = 1) // T")));
    }

    @Test
    void leavesARowThatTheFilterFailsOnToTheRule() {
        assertEquals(List.of(0, 1, 2, 3, 4), wantedCodes(filter("timespan(User) = 5")));
    }

    @Test
    void gathersRowsByTheirKey() {
        RowExpression user = Rules.read(RULE).subscriptions().get(0).key();
        RowExpression address = Rules.read(RULE.replace("'User'", "'ip_address(User)'"))
                .subscriptions()
                .get(0)
                .key();

        assertEquals("ada", user.of(row("ada", 1)));
        assertEquals("192.0.2.1", address.of(row("192.0.2.1:443", 1)));
    }

    @Test
    void readsEveryTableOfARule() {
        List<Subscription> subscriptions =
                Rules.read(more("select * from Other")).subscriptions();

        assertEquals(
                List.of(T, Rules.CATALOG.named("Other")),
                subscriptions.stream().map(Subscription::table).toList());
    }
}
