package io.tokenwatch.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.espertech.esper.common.client.configuration.Configuration;
import com.espertech.esper.runtime.client.EPRuntimeProvider;
import io.tokenwatch.engine.safety.Guards;
import io.tokenwatch.event.Catalog;
import io.tokenwatch.event.Table;
import io.tokenwatch.event.Ticks;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** Rows that go straight into a window change nothing that a rule finds, and only those do that may. */
class DirectInsertTest {
    private static final Catalog CATALOG = Rules.schema("""
            @Retention('1h')
            create objectarray schema SignIn (TimeGenerated datetime, Token string, Address string, Code int, Score real, Fine bool);
            @Retention('1h')
            create objectarray schema Call (TimeGenerated datetime, Token string, Address string, Code int, Score real, Fine bool);
            """);

    private static final Configuration CONFIGURATION = EsperConfiguration.of(CATALOG, Rules.FUNCTIONS);
    private static final Table SIGN_IN = CATALOG.named("SignIn");
    private static final Table CALL = CATALOG.named("Call");

    private static final String WINDOWS = """
            @EventRepresentation(objectarray)
            create window Issued#keyed_timetolive(Token, millis(KeptUntil)) as (Token string, KeptUntil long, Address string, Code int, Fine boolean);
            @EventRepresentation(objectarray)
            create window Used#keyed_timetolive(Token, millis(KeptUntil)) as (KeptUntil long, Token string, Address string, Code int, Began long);
            """;

    private static final String INSERTS = """
            @PartitionBy('Token') insert into Issued
              select Token, TimeGenerated + retention_SignIn as KeptUntil, ip_address(Address) as Address, Code + 1 as Code, Fine from SignIn(Code != 3);
            @PartitionBy('Token') insert into Used
              select TimeGenerated + retention_Call as KeptUntil, Token, coalesce(ip_address(Address), 'none') as Address, TimeGenerated - 10 as Began
              from Call(Token is not null);
            """;

    private static final String JOINS = """
            @EventRepresentation(objectarray) create schema Found as (a string, b string, c int, d long);
            on Used as used insert into Found select used.Address as a, issued.Address as b, issued.Code as c, used.Began as d
              from Issued as issued where issued.Token = used.Token and issued.Address != used.Address;
            on Issued as issued insert into Found select used.Address as a, issued.Address as b, issued.Code as c, used.Began as d
              from Used as used where used.Token = issued.Token and used.Address != issued.Address;
            """;

    private static final String DETECTION =
            "@Detection(id='X', title='t', severity='low', confidence='low') select * from Found;\n";

    private static final String FOUND =
            "@EventRepresentation(objectarray) create schema Found as (a string, b string, c int, d long);\n";

    /** Rules, and the tables whose rows may go straight into their windows. */
    private static Map<String, List<String>> rules() {
        Map<String, List<String>> rules = new HashMap<>();
        List<String> both = List.of("SignIn", "Call");
        rules.put(WINDOWS + INSERTS + JOINS + DETECTION, both);
        // A number that the window widens.
        rules.put(
                (WINDOWS + INSERTS + JOINS + DETECTION)
                        .replace("TimeGenerated - 10 as Began", "coalesce(Code, TimeGenerated) as Began"),
                both);
        // A statement that fails on some rows, and a condition that does.
        rules.put(
                (WINDOWS + INSERTS + JOINS + DETECTION)
                        .replace("TimeGenerated - 10 as Began", "timespan(coalesce(Address, '1h')) as Began"),
                both);
        rules.put(
                (WINDOWS + INSERTS + JOINS + DETECTION)
                        .replace("and issued.Address != used.Address;", "and timespan(used.Address) > 0;"),
                both);
        // Rows that do not say until when they are kept, and a time that is reckoned.
        rules.put(
                (WINDOWS + INSERTS + JOINS + DETECTION)
                        .replace("select TimeGenerated + retention_Call", "select Code + retention_Call"),
                both);
        rules.put(
                (WINDOWS + INSERTS + JOINS + DETECTION).replace("TimeGenerated + retention_Call as KeptUntil, ", ""),
                both);
        rules.put(
                (WINDOWS + INSERTS + JOINS + DETECTION)
                        .replace(
                                "Used#keyed_timetolive(Token, millis(KeptUntil))",
                                "Used#keyed_timetolive(Token, millis(KeptUntil + retention_SignIn))"),
                both);
        rules.put(
                (WINDOWS + INSERTS + JOINS + DETECTION)
                        .replace(
                                "Used#keyed_timetolive(Token, millis(KeptUntil))",
                                "Used#keyed_timetolive(Token, millis(KeptUntil - retention_SignIn))"),
                List.of());
        rules.put(
                (WINDOWS + INSERTS + JOINS + DETECTION)
                        .replace(
                                "Used#keyed_timetolive(Token, millis(KeptUntil))",
                                "Used#keyed_timetolive(Token, millis(KeptUntil + retention_SignIn + retention_Call))"),
                List.of());
        // A part of the condition that is not understood.
        rules.put(
                (WINDOWS + INSERTS + JOINS + DETECTION)
                        .replace("issued.Address != used.Address;", "(issued.Address like '1%' or used.Code is null);"),
                both);
        // What deletes finds nothing to delete where nothing is.
        rules.put(WINDOWS + INSERTS + JOINS + DETECTION + """
                on Issued as issued delete from Used as used where used.Token = issued.Token and issued.Code > 2;
                """, both);
        rules.put(WINDOWS + INSERTS + FOUND + """
                        on Used as used insert into Found select and delete issued.Address as a, used.Address as b, issued.Code as c, 1L as d
                          from Issued as issued where issued.Token = used.Token and issued.Fine;
                        """ + DETECTION, both);
        // A trigger's own condition.
        rules.put(
                (WINDOWS + INSERTS + JOINS + DETECTION).replace("on Used as used", "on Used(Code is null) as used"),
                both);
        // Another looks into a window, and something else deletes from it.
        rules.put(WINDOWS + INSERTS + JOINS + DETECTION + """
                on Found as found delete from Issued as issued where issued.Address = found.a;
                on Found as found insert into Other select found.a as a from Used as used where used.Address = found.b;
                """, both);
        // A count is there without a row.
        rules.put(WINDOWS + INSERTS + FOUND + """
                        on Used as used insert into Found select used.Address as a, 'b' as b, cast(count(*), int) as c, 1L as d
                          from Issued as issued where issued.Token = used.Token;
                        """ + DETECTION, List.of("SignIn"));
        rules.put(WINDOWS + INSERTS + FOUND + """
                        on Used as used insert into Found select used.Address as a, issued.Address as b, issued.Code as c, 1L as d
                          from Issued as issued where issued.Token = used.Token having count(*) >= 0;
                        """ + DETECTION, List.of("SignIn"));
        // Without the key every row may fit.
        rules.put(WINDOWS + INSERTS + FOUND + """
                        on Used as used insert into Found select used.Address as a, issued.Address as b, issued.Code as c, 1L as d
                          from Issued as issued where issued.Address = used.Address;
                        """ + DETECTION, List.of("SignIn"));
        // Somebody reads all that comes into a window.
        rules.put(
                WINDOWS + INSERTS + JOINS + DETECTION
                        + "insert into Found select a.Address as a, 'b' as b, a.Code as c, 1L as d from pattern[every a=Used];\n",
                List.of("SignIn"));
        // The condition may be about other rows than those two.
        rules.put(WINDOWS + INSERTS + FOUND + """
                        on Used as used insert into Found select used.Address as a, issued.Address as b, issued.Code as c, 1L as d
                          from Issued as issued where issued.Token = used.Token and exists (select * from Used as u where u.Token = issued.Token);
                        """ + DETECTION, List.of("SignIn"));
        // A change may put in what was not there.
        rules.put(WINDOWS + INSERTS + JOINS + DETECTION + """
                        on Used as used merge Issued as issued where issued.Token = used.Token
                          when not matched then insert select used.Token as Token, used.KeptUntil as KeptUntil, 'new' as Address, 7 as Code, true as Fine;
                        """, List.of("SignIn"));
        // More statements on the table, or more in its statement.
        rules.put(
                (WINDOWS + INSERTS + JOINS + DETECTION)
                        .replace(
                                "select TimeGenerated + retention_Call",
                                "select rstream TimeGenerated + retention_Call"),
                List.of("SignIn"));
        rules.put(WINDOWS + INSERTS + JOINS + DETECTION + """
                        @PartitionBy('Token') insert into Found select Address as a, 'b' as b, Code as c, 1L as d from Call;
                        """, List.of("SignIn"));
        rules.put(
                (WINDOWS + INSERTS + JOINS + DETECTION)
                        .replace("from Call(Token is not null)", "from Call(Token is not null) where Code > 1"),
                List.of("SignIn"));
        rules.put(
                (WINDOWS + INSERTS + JOINS + DETECTION)
                        .replace("from Call(Token is not null)", "from Call(Token is not null)#length(2)"),
                List.of("SignIn"));
        rules.put(
                (WINDOWS + INSERTS + JOINS + DETECTION)
                        .replace("coalesce(ip_address(Address), 'none')", "Address || 'x'"),
                List.of("SignIn"));
        // Numbers that are not whole are compared in ways of their own.
        rules.put(
                (WINDOWS + INSERTS + JOINS + DETECTION)
                        .replace("Began long)", "Began long, Score double)")
                        .replace("as Began\n", "as Began, Score\n"),
                List.of());
        // A row that finds itself.
        rules.put(WINDOWS + INSERTS + FOUND + """
                        on Used as used insert into Found select used.Address as a, other.Address as b, other.Code as c, 1L as d
                          from Used as other where other.Token = used.Token;
                        """ + DETECTION, List.of("SignIn"));
        return rules;
    }

    /** A row of a table, or a move of the clock where there is none. */
    private record Step(Table table, Object[] row, long forward) {
        @Override
        public String toString() {
            return table == null ? "+" + forward : table + Arrays.toString(row);
        }
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Step> rows = Combinators.combine(
                        Arbitraries.of(SIGN_IN, CALL),
                        Arbitraries.longs().between(-90, 30),
                        Arbitraries.frequency(Tuple.of(3, "t1"), Tuple.of(3, "t2"), Tuple.of(1, ""), Tuple.of(1, null)),
                        Arbitraries.of("1.2.3.4", "::ffff:1.2.3.4", "5.6.7.8", "", "none"),
                        Arbitraries.of(1, 2, 3, null),
                        Arbitraries.of(-0.0, 0.0, 1.5, null),
                        Arbitraries.of(true, false, null))
                .as((table, minutes, token, address, code, score, fine) -> new Step(
                        table,
                        new Object[] {minutes * 60 * Ticks.PER_MILLI * 1000, token, address, code, score, fine},
                        0));
        return Arbitraries.frequencyOf(
                        Tuple.of(8, rows),
                        Tuple.of(1, Arbitraries.longs().between(0, 40).map(minutes -> new Step(null, null, minutes))))
                .list()
                .ofMinSize(1)
                .ofMaxSize(60);
    }

    @Provide
    Arbitrary<String> rule() {
        return Arbitraries.of(rules().keySet().stream().sorted().toList());
    }

    @Example
    void onlyWhatTheRuleDoesNothingElseWithIsPutStraightIntoAWindow() throws RulesException {
        for (Map.Entry<String, List<String>> rule : rules().entrySet()) {
            List<String> tables = compiled(rule.getKey()).inserts().stream()
                    .map(plan -> plan.table().name())
                    .sorted(java.util.Comparator.reverseOrder())
                    .toList();
            assertEquals(rule.getValue(), tables, rule.getKey());
        }
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void findsTheSame(@ForAll("rule") String rule, @ForAll("steps") List<Step> steps) throws RulesException {
        CompiledRule compiled = compiled(rule);
        CompiledRule without = new CompiledRule(
                compiled.rule(), compiled.key(), compiled.subscriptions(), List.of(), compiled.compiled());

        assertEquals(found(without, steps), found(compiled, steps), rule);
    }

    @Example
    void aRowIsAnEventIfAndOnlyIfItMayFit() throws RulesException {
        String rule = WINDOWS + INSERTS + JOINS + DETECTION;
        Object[] signIn = {0L, "t1", "1.2.3.4", 1, 0.0, true};
        Object[] same = {0L, "t1", "::ffff:1.2.3.4", 1, 0.0, true};
        Object[] other = {0L, "t1", "5.6.7.8", 1, 0.0, true};
        Object[] stranger = {0L, "t2", "5.6.7.8", 1, 0.0, true};

        assertEquals(
                0, events(rule, new Step(SIGN_IN, signIn, 0), new Step(CALL, same, 0), new Step(CALL, stranger, 0)));
        assertFalse(events(rule, new Step(SIGN_IN, signIn, 0), new Step(CALL, other, 0)) == 0);
    }

    private static final Map<String, CompiledRule> COMPILED = new HashMap<>();

    private static CompiledRule compiled(String rule) throws RulesException {
        CompiledRule known = COMPILED.get(rule);
        if (known == null) {
            known = new RuleCompiler(
                            CATALOG,
                            Rules.FUNCTIONS,
                            Lists.NONE,
                            CONFIGURATION,
                            new CompileCache(List.<Path>of()),
                            Guards.DEFAULT)
                    .compile(List.of(Rules.file(rule)), List.of())
                    .get(0);
            COMPILED.put(rule, known);
        }
        return known;
    }

    private static List<String> found(CompiledRule rule, List<Step> steps) {
        List<String> found = new ArrayList<>();
        RuleRuntime runtime = new RuleRuntime(rule, CONFIGURATION, CATALOG, into(found));
        try {
            feed(rule, runtime, steps, found);
        } finally {
            runtime.close();
        }
        return found;
    }

    private static Findings into(List<String> found) {
        return new Told(found, finding -> Stream.of("a", "b", "c", "d")
                .map(finding::get)
                .map(value ->
                        value + (value == null ? "" : ":" + value.getClass().getSimpleName()))
                .collect(Collectors.joining(" ")));
    }

    /** Gives the rows, and before that tells of some of them, and of some that never come. */
    private static void feed(CompiledRule rule, RuleRuntime runtime, List<Step> steps, List<String> found) {
        long low = 0;
        runtime.forget(low);
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            if (i % 7 == 0) {
                steps.subList(i, Math.min(i + 5, steps.size())).stream()
                        .filter(soon -> wanted(rule, soon))
                        .forEach(soon -> runtime.foresee(soon.table(), soon.row()));
                runtime.fetch();
            }
            found.add("-");
            if (step.table() == null) {
                low += step.forward() * 60 * Ticks.PER_MILLI * 1000;
                runtime.forget(low);
            } else if (i % 5 != 3 && wanted(rule, step)) {
                give(runtime, step, found);
            }
        }
    }

    /** Gives a row; if the rule fails on it, that is noted as it says it. */
    private static void give(RuleRuntime runtime, Step step, List<String> found) {
        try {
            runtime.row(step.table(), step.row());
        } catch (RuntimeException failed) {
            found.add(failed.getMessage());
        }
    }

    private static boolean wanted(CompiledRule rule, Step step) {
        return rule.subscriptions().stream()
                .anyMatch(
                        wants -> wants.table() == step.table() && wants.wanted().test(step.row()));
    }

    @Example
    void moreRowsMayBeForeseenThanAreRemembered() throws RulesException {
        RuleRuntime runtime = new RuleRuntime(
                compiled(WINDOWS + INSERTS + JOINS + DETECTION), CONFIGURATION, CATALOG, into(new ArrayList<>()));
        try {
            List<Object[]> rows = IntStream.range(0, 200)
                    .mapToObj(i -> new Object[] {0L, "t" + i, "1.2.3.4", 1, 0.0, true})
                    .toList();
            rows.forEach(row -> runtime.foresee(CALL, row));
            runtime.fetch();
            List<String> found = new ArrayList<>();
            runtime.tell(into(found));
            rows.forEach(row -> runtime.row(CALL, row));
            rows.forEach(row -> runtime.row(
                    SIGN_IN, new Object[] {0L, row[1], row[1].equals("t7") ? "1.2.3.4" : "5.6.7.8", 1, 0.0, true}));
            assertEquals(199, found.size());
        } finally {
            runtime.close();
        }
    }

    /** How many events a rule's runtime gets to see. */
    private static long events(String rule, Step... steps) throws RulesException {
        List<String> before = List.of(EPRuntimeProvider.getRuntimeURIs());
        RuleRuntime runtime = new RuleRuntime(compiled(rule), CONFIGURATION, CATALOG, into(new ArrayList<>()));
        String own = Arrays.stream(EPRuntimeProvider.getRuntimeURIs())
                .filter(uri -> !before.contains(uri))
                .findFirst()
                .orElseThrow();
        try {
            for (Step step : steps) {
                runtime.row(step.table(), step.row());
            }
            return EPRuntimeProvider.getExistingRuntime(own).getEventService().getNumEventsEvaluated();
        } finally {
            runtime.close();
        }
    }
}
