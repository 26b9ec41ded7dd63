package io.tokenwatch.engine;

import static org.junit.jupiter.api.Assertions.assertThrows;

import com.espertech.esper.common.client.configuration.Configuration;
import io.tokenwatch.engine.safety.Guards;
import io.tokenwatch.event.Catalog;
import io.tokenwatch.event.Table;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A small schema, a small rule, and short ways to read and compile rules like it. */
final class Rules {
    static final String SCHEMA = """
            // A table.
            @Category('Cat')
            @RowId('Id')
            create objectarray schema T (
              TimeGenerated datetime,
              Id string,
              User string,
              Code int
            );
            create objectarray schema Other (
              TimeGenerated datetime,
              User string
            );
            """;

    static final String RULE = """
            // A comment that mentions T and Cod.
            // Another.
            @name('x')
            @Detection(id='X', title='t', severity='low', confidence='low')
            @PartitionBy('User')
            select TimeGenerated, User
            from T(Code = 1)
            ;
            """;

    static final Functions FUNCTIONS = new Functions(Comparisons.TENANT);
    static final Catalog CATALOG = schema(SCHEMA);
    static final Configuration CONFIGURATION = EsperConfiguration.of(CATALOG, FUNCTIONS);
    static final Table T = CATALOG.named("T");

    private Rules() {}

    static Catalog schema(String text) {
        try {
            return Schemas.read(List.of(new EplFile("events/T.epl", text)));
        } catch (RulesException wrong) {
            throw new IllegalArgumentException(wrong);
        }
    }

    static EplFile file(String text) {
        return new EplFile("detections/x.epl", text);
    }

    /** What is read out of a rule that is fine. */
    static RuleText read(String rule) {
        List<EplProblem> problems = new ArrayList<>();
        RuleText text = new RuleReader(CATALOG, FUNCTIONS, CONFIGURATION).read(file(rule), problems);
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(problems.toString());
        }
        return text;
    }

    static List<CompiledRule> compile(Path cache, EplFile... files) throws RulesException {
        return new RuleCompiler(
                        CATALOG, FUNCTIONS, Lists.NONE, CONFIGURATION, new CompileCache(List.of(cache)), Guards.DEFAULT)
                .compile(List.of(files), List.of());
    }

    /** What is said of rules that are wrong, one problem a line. */
    static String problems(Path cache, EplFile... files) {
        return assertThrows(RulesException.class, () -> compile(cache, files)).getMessage();
    }
}
