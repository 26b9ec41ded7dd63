package io.tokenwatch.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.espertech.esper.common.client.EPCompiled;
import com.espertech.esper.common.client.EventBean;
import com.espertech.esper.compiler.client.CompilerArguments;
import com.espertech.esper.compiler.client.EPCompileException;
import com.espertech.esper.runtime.client.EPDeployException;
import com.espertech.esper.runtime.client.EPRuntime;
import com.espertech.esper.runtime.client.EPRuntimeProvider;
import com.espertech.esper.runtime.client.EPStatement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.BeforeContainer;

/**
 * Windows that are {@code #keyed_timetolive} give what {@code #timetolive} gives to who looks at every row. Esper's own
 * index is no measure: a row that comes when its time is over stays in it for good.
 */
class KeyedWindowAgainstEsperTest {
    private static final String SCANNED = "create window %1$s#timetolive(millis(KeptUntil)) as Row;\n";
    private static final String KEYED = "create window %1$s#keyed_timetolive(Token, millis(KeptUntil)) as Row;\n";

    /** Two windows that meet in both orders of arrival, and each other way to look into one. */
    private static final String STATEMENTS = """
            insert into Issued select * from SignIn;
            insert into Used select * from Call;
            @Hint('exclude_plan(true)') on Used as used select used.Id as a, issued.Id as b from Issued as issued
              where issued.Token = used.Token and issued.Address != used.Address;
            @Hint('exclude_plan(true)') on Issued as issued select issued.Id as a, used.Id as b from Used as used
              where used.Token = issued.Token and used.Address != issued.Address;
            @Hint('exclude_plan(true)') on SignIn as came select came.Id as a, used.Id as b from Used as used where used.Address = came.Address;
            @Hint('exclude_plan(true)') on Call as came select came.Id as a, issued.Id as b from Issued as issued where issued.Token in (came.Token, 't1');
            @Hint('exclude_plan(true)') select Id as a, exists (select * from Issued as issued where issued.Token = call.Token) as b from Call as call;
            @Hint('exclude_plan(true)') select Id as a, (select count(*) from Issued as issued where issued.Token = call.Token and issued.Id > 3) as b
              from Call as call;
            @Hint('exclude_plan(true)') select Id as a, (select count(*) from Used) as b from SignIn;
            @Hint('exclude_plan(true)') on Gone as gone delete from Issued as issued where issued.Token = gone.Token and issued.Address = gone.Address;
            @Hint('exclude_plan(true)') on Moved as moved merge Used as used where used.Token = moved.Token when matched then update set used.Token = moved.Address;
            """;

    private static EPCompiled scanned;
    private static EPCompiled keyed;

    @BeforeContainer
    static void compile() throws EPCompileException {
        scanned = compiled(SCANNED);
        keyed = compiled(KEYED);
    }

    private static EPCompiled compiled(String window) throws EPCompileException {
        StringBuilder text = new StringBuilder(
                "@public @buseventtype create objectarray schema Row as (Id int, Token string, Address string, KeptUntil long);\n");
        for (String stream : List.of("SignIn", "Call", "Gone", "Moved")) {
            text.append("@public @buseventtype create objectarray schema ")
                    .append(stream)
                    .append(" as () inherits Row;\n");
        }
        text.append(window.formatted("Issued")).append(window.formatted("Used")).append(STATEMENTS);
        return Epl.COMPILER.compile(text.toString(), new CompilerArguments(Rules.CONFIGURATION));
    }

    /** A row of a stream, or, where the stream is empty, a move of the clock. */
    private record Step(String stream, String token, String address, int seconds) {}

    @Provide
    Arbitrary<List<Step>> steps() {
        return Combinators.combine(
                        Arbitraries.frequency(
                                Tuple.of(6, "SignIn"),
                                Tuple.of(8, "Call"),
                                Tuple.of(1, "Gone"),
                                Tuple.of(1, "Moved"),
                                Tuple.of(5, "")),
                        Arbitraries.of("t1", "t2", "t3", "", null),
                        Arbitraries.of("t1", "a2", "a3", null),
                        Arbitraries.integers().between(-20, 200))
                .as(Step::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(120);
    }

    @Property(tries = 150, edgeCases = EdgeCasesMode.NONE)
    void givesTheSame(@ForAll("steps") List<Step> steps) throws EPDeployException {
        assertEquals(run(scanned, steps), run(keyed, steps));
    }

    /** What the statements give at each step, in no order. */
    private static List<List<String>> run(EPCompiled compiled, List<Step> steps) throws EPDeployException {
        EPRuntime runtime = EPRuntimeProvider.getRuntime("keyed windows", Rules.CONFIGURATION);
        try {
            runtime.getEventService().advanceTime(0);
            List<String> given = new ArrayList<>();
            EPStatement[] statements =
                    runtime.getDeploymentService().deploy(compiled).getStatements();
            for (int i = 0; i < statements.length; i++) {
                int number = statements.length - i;
                if (Arrays.asList(statements[i].getEventType().getPropertyNames())
                        .equals(List.of("a", "b"))) {
                    statements[i].addListener((rows, gone, from, in) -> {
                        for (EventBean row : rows) {
                            given.add(number + ": " + row.get("a") + " " + row.get("b"));
                        }
                    });
                }
            }
            List<List<String>> all = new ArrayList<>();
            long now = 0;
            for (int i = 0; i < steps.size(); i++) {
                Step step = steps.get(i);
                if (step.stream().isEmpty()) {
                    now += Math.max(0, step.seconds()) * 1_000L;
                    runtime.getEventService().advanceTime(now);
                } else {
                    long until = (now + step.seconds() * 1_000L) * io.tokenwatch.event.Ticks.PER_MILLI;
                    runtime.getEventService()
                            .sendEventObjectArray(new Object[] {i, step.token(), step.address(), until}, step.stream());
                }
                all.add(given.stream().sorted().toList());
                given.clear();
            }
            return all;
        } finally {
            runtime.destroy();
        }
    }
}
