package io.tokenwatch.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.espertech.esper.common.client.configuration.Configuration;
import com.espertech.esper.compiler.client.CompilerArguments;
import com.espertech.esper.compiler.client.EPCompileException;
import com.espertech.esper.runtime.client.EPDeployException;
import com.espertech.esper.runtime.client.EPDeployment;
import com.espertech.esper.runtime.client.EPRuntime;
import com.espertech.esper.runtime.client.EPRuntimeProvider;
import com.espertech.esper.runtime.client.EPUndeployException;
import io.tokenwatch.event.Catalog;
import io.tokenwatch.event.Column;
import io.tokenwatch.event.ColumnType;
import io.tokenwatch.event.Table;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.GenerationMode;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/**
 * No row is filtered out before Esper that Esper would have taken, and where it is said so, none else is let through.
 */
class RowExpressionsAgainstEsperTest {
    private static final Table TABLE = new Table(
            0,
            "T",
            "",
            List.of(
                    Column.named(Table.TIME_COLUMN, ColumnType.DATETIME),
                    Column.named("S", ColumnType.STRING),
                    Column.named("U", ColumnType.STRING),
                    Column.named("I", ColumnType.INT),
                    Column.named("L", ColumnType.LONG),
                    Column.named("R", ColumnType.REAL),
                    Column.named("B", ColumnType.BOOL)),
            List.of(),
            Duration.ZERO,
            Duration.ZERO);
    private static final Catalog CATALOG = new Catalog(List.of(TABLE));
    private static final Functions FUNCTIONS = new Functions(Comparisons.TENANT);
    private static final Configuration CONFIGURATION = EsperConfiguration.of(CATALOG, FUNCTIONS);

    private static EPRuntime runtime;

    @BeforeContainer
    static void start() {
        runtime = EPRuntimeProvider.getRuntime("filters", CONFIGURATION);
    }

    @AfterContainer
    static void stop() {
        runtime.destroy();
    }

    @Provide
    Arbitrary<String> filters() {
        return Arbitraries.frequencyOf(Tuple.of(5, condition(2)), Tuple.of(1, ofNull()))
                .list()
                .ofMinSize(1)
                .ofMaxSize(3)
                .map(conditions -> String.join(", ", conditions));
    }

    /** Not within others: Esper cannot compile {@code not (S is null)}. */
    private static Arbitrary<String> ofNull() {
        return Combinators.combine(
                        Arbitraries.of("S", "I", "L", "R", "B", "TimeGenerated", "ip_address(U)"),
                        Arbitraries.of(" is null", " is not null"))
                .as(String::concat);
    }

    private static Arbitrary<String> condition(int depth) {
        Arbitrary<String> comparison = Arbitraries.oneOf(
                Combinators.combine(
                                number(),
                                Arbitraries.of("=", "!=", "<", "<=", ">", ">=", "is", "is not", "<>"),
                                number())
                        .as((a, op, b) -> a + " " + op + " " + b),
                Combinators.combine(text(), Arbitraries.of("=", "!=", "<", "<=", ">", ">=", "is", "is not"), text())
                        .as((a, op, b) -> a + " " + op + " " + b),
                Combinators.combine(number(), Arbitraries.of("between", "not between"), number(), number())
                        .as((a, op, b, c) -> a + " " + op + " " + b + " and " + c),
                Combinators.combine(text(), Arbitraries.of("between", "not between"), text(), text())
                        .as((a, op, b, c) -> a + " " + op + " " + b + " and " + c),
                Combinators.combine(number(), Arbitraries.of("in", "not in"), number(), number())
                        .as((a, op, b, c) -> a + " " + op + " (" + b + ", " + c + ")"),
                Combinators.combine(text(), Arbitraries.of("in", "not in"), text(), text())
                        .as((a, op, b, c) -> a + " " + op + " (" + b + ", " + c + ")"),
                Combinators.combine(
                                number(),
                                Arbitraries.of("in", "not in"),
                                Arbitraries.of("[", "("),
                                number(),
                                number(),
                                Arbitraries.of("]", ")"))
                        .as((a, op, open, b, c, close) -> a + " " + op + " " + open + b + ":" + c + close),
                Combinators.combine(text(), Arbitraries.of("in", "not in")).as((a, op) -> a + " " + op + " (Texts)"),
                Combinators.combine(number(), Arbitraries.of("in", "not in"))
                        .as((a, op) -> a + " " + op + " (Numbers)"),
                Combinators.combine(
                                Arbitraries.of("B", "not B"),
                                Arbitraries.of("", " = true", " != true", " is true", " is not false"))
                        .as((a, op) -> "(" + a + ")" + op),
                Combinators.combine(text(), text()).as((a, b) -> "equals_ci(" + a + ", " + b + ")"),
                text().map(a -> "in_ci(" + a + ", {'a', 'x'})"),
                text().map(a -> "has_any(" + a + ", Texts)"),
                text().map(a -> a + " like 'a%'"),
                Combinators.combine(number(), number()).as((a, b) -> "coalesce(" + a + ", 1) = " + b),
                Combinators.combine(number(), Arbitraries.of("+", "-"), number(), number())
                        .as((a, op, b, c) -> a + " " + op + " " + b + " > " + c),
                Arbitraries.of(
                        "bin(TimeGenerated, 10) = 10",
                        "bin(TimeGenerated, timespan('1h')) = 0",
                        "millis(L) = 0",
                        "token_id(S, U) = 'b'"));
        if (depth == 0) {
            return comparison;
        }
        Arbitrary<String> inner = condition(depth - 1);
        return Arbitraries.frequencyOf(
                Tuple.of(4, comparison),
                Tuple.of(2, inner.map(a -> "not (" + a + ")")),
                Tuple.of(
                        3,
                        Combinators.combine(inner, Arbitraries.of("and", "or"), inner)
                                .as((a, op, b) -> "(" + a + " " + op + " " + b + ")")));
    }

    private static Arbitrary<String> number() {
        return Arbitraries.of(
                "I", "L", "R", "TimeGenerated", "I", "L", "R", "Most", "-1", "0", "1", "2", "300", "1.5", "0.0", "10L");
    }

    private static Arbitrary<String> text() {
        return Arbitraries.of("S", "U", "S", "U", "'a'", "'b'", "''", "'A'");
    }

    /** Rows with every value of every column, and most pairs of them. */
    private static List<Object[]> rows() {
        Object[][] values = {
            {0L, 9L, 10L, 19L, 300L},
            {"a", "b", "", "A", "a-b", "c"},
            {"a", "b", "", "A", "a-b", "c", "d"},
            {-1, 0, 1, 2, 200, 300, null},
            {null, -1L, 0L, 1L, 2L, 200L, 300L, 10L},
            {-1.0, -0.0, 0.0, 1.0, 1.5, 2.0, null, 10.0, 300.0},
            {true, false, null}
        };
        List<Object[]> rows = new ArrayList<>();
        for (int n = 0; n < 500; n++) {
            Object[] row = new Object[values.length];
            for (int column = 0; column < row.length; column++) {
                row[column] =
                        values[column][(n * (2 * column + 1) + n / values[column].length) % values[column].length];
            }
            rows.add(row);
        }
        return rows;
    }

    @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
    void dropNoRow(@ForAll("filters") String filter) throws EPDeployException, EPUndeployException {
        assertDropsNoRow(filter);
    }

    /** What once dropped rows, and what is easily got wrong. */
    @Property(generation = GenerationMode.EXHAUSTIVE)
    void dropNoRowOfFiltersThatAreEasilyGotWrong(@ForAll("trickyFilters") String filter)
            throws EPDeployException, EPUndeployException {
        assertDropsNoRow(filter);
    }

    @Provide
    Arbitrary<String> trickyFilters() {
        return Arbitraries.of(
                "S in (Texts)",
                "not (S not in (Texts))",
                "L in (Numbers)",
                "R in (Numbers, 2)",
                "I between 300 and 1",
                "S between 'b' and 'A'",
                "not (I between 1 and 2)",
                "2 not between I and L",
                "L in [2:0]",
                "TimeGenerated is I",
                "not (I is not L)",
                "not (R is not 1)",
                "R >= TimeGenerated",
                "I != 1",
                "not (I = 1)",
                "not (I in (1, 2))",
                "B",
                "not B",
                "S = 'a' or I = 1",
                "timespan('1h') > L",
                "I < L",
                "I <= L",
                "I > L",
                "I >= 2",
                "I = L",
                "not (I < L)",
                "not (I <= 1)",
                "not (I > L)",
                "not (I >= L)",
                "not (I != L)",
                "S < U",
                "S <= U",
                "S > 'a'",
                "S >= U",
                "S != U",
                "not (S <= 'a')",
                "R = 1.5",
                "R != 0.0",
                "R <= I",
                "R between 0.0 and 2",
                "R between 0 and Most and S in (Texts)",
                "I not between 1 and 2",
                "S in ('a', U)",
                "S not in ('a', U)",
                "not (S in ('a', 'b'))",
                "equals_ci(S, U)",
                "not in_ci(S, {'A', 'b'})",
                "has_any(S, Texts)",
                "not has_any(S, Texts)",
                "B = true",
                "B != true",
                "not (B or I = 1)",
                "not (B and S = 'a')",
                "token_id(S, U) = 'b'",
                "bin(TimeGenerated, 10) = 10",
                "I + 2147483647 > L",
                "L - I - 1 = 0",
                "TimeGenerated + Most > 10",
                "coalesce(I, L) = 1",
                "coalesce(S, U) = 'b'",
                "R is null",
                "S is not null");
    }

    private static void assertDropsNoRow(String filter) throws EPDeployException, EPUndeployException {
        EplFile file = new EplFile("detections/filter.epl", """
                create constant variable string[] Texts = {'a', 'x'};
                create constant variable int[] Numbers = {1, 300};
                create constant variable int Most = 2;
                @PartitionBy('S') @Detection(id='x', title='x', severity='low', confidence='low')
                select * from T(%s);
                """.formatted(filter));
        Subscription subscription = subscription(file);
        List<Object[]> taken = takenByEsper(file);
        if (taken == null) {
            return;
        }
        for (Object[] row : taken) {
            assertTrue(subscription.wanted().test(row), () -> filter + " drops " + Arrays.toString(row));
        }
        if (subscription.exact()) {
            assertEquals(
                    taken.size(),
                    rows().stream().filter(subscription.wanted()::test).count(),
                    () -> filter + " is not judged exactly");
        }
    }

    private static Subscription subscription(EplFile file) {
        List<EplProblem> problems = new ArrayList<>();
        RuleText text = new RuleReader(CATALOG, FUNCTIONS, CONFIGURATION).read(file, problems);
        Assume.that(problems.isEmpty());
        assertEquals(1, text.subscriptions().size());
        return text.subscriptions().get(0);
    }

    /** The rows that the file's last statement takes; null if it does not compile. */
    private static List<Object[]> takenByEsper(EplFile file) throws EPDeployException, EPUndeployException {
        List<Object[]> taken = new ArrayList<>();
        EPDeployment deployment;
        try {
            deployment = runtime.getDeploymentService()
                    .deploy(Epl.COMPILER.compile(
                            Epl.module(file, new ArrayList<>()), new CompilerArguments(CONFIGURATION)));
        } catch (EPCompileException notValid) {
            return null;
        }
        try {
            Arrays.stream(deployment.getStatements())
                    .reduce((a, b) -> b)
                    .orElseThrow()
                    .addListener((fresh, old, statement, in) -> taken.add((Object[]) fresh[0].getUnderlying()));
            rows().forEach(row -> runtime.getEventService().sendEventObjectArray(row, "T"));
        } finally {
            runtime.getDeploymentService().undeploy(deployment.getDeploymentId());
        }
        return taken;
    }
}
