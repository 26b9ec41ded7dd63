package io.tokenwatch.engine.safety;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.espertech.esper.common.client.EPCompiled;
import com.espertech.esper.common.client.configuration.Configuration;
import com.espertech.esper.compiler.client.CompilerArguments;
import com.espertech.esper.compiler.client.EPCompileException;
import com.espertech.esper.compiler.client.EPCompilerProvider;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The byte code tells, with none of Esper's switches set and the text not looked at. */
class BytecodeCheckTest {
    private static EPCompiled compiled(String epl) throws EPCompileException {
        Configuration configuration = new Configuration();
        configuration.getCommon().addEventType("T", new String[] {"a", "n"}, new Object[] {String.class, Long.class});
        return EPCompilerProvider.getCompiler().compile(epl, new CompilerArguments(configuration));
    }

    private static List<String> forbidden(String epl) throws EPCompileException {
        return BytecodeCheck.forbidden(compiled(epl)).stream()
                .map(BytecodeCheck.Forbidden::call)
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a.getClass().forName('java.lang.Runtime') | java.lang.Class.forName",
                "a.getClass().getClassLoader() | java.lang.Class.getClassLoader",
                "java.lang.Runtime.getRuntime().exec(a) | java.lang.Runtime.exec",
                "new java.lang.ProcessBuilder({a}).command() | java.lang.ProcessBuilder",
                "java.util.concurrent.TimeUnit.valueOf(a) | java.util.concurrent.TimeUnit.valueOf",
                "java.lang.System.getenv(a) | java.lang.System.getenv",
                "java.lang.System.getProperty(a) | java.lang.System.getProperty",
                "new java.io.File(a).mkdir() | java.io.File.mkdir",
                "new java.io.FileWriter(a) | java.io.FileWriter",
                "new java.net.URL(a) | java.net.URL",
                "javax.naming.InitialContext.doLookup(a) | javax.naming.InitialContext.doLookup",
                "com.espertech.esper.common.internal.util.SerializerUtil.objectToByteArr(a) | com.espertech.esper.common.internal.util.SerializerUtil.objectToByteArr",
                "com.espertech.esper.runtime.client.EPRuntimeProvider.getRuntime(a) | com.espertech.esper.runtime.client.EPRuntimeProvider.getRuntime",
                "current_evaluation_context() | com.espertech.esper.common.client.hook.expr.EPLExpressionEvaluationContext",
                "a.repeat(1000000000) | java.lang.String.repeat",
                "a.matches('(a+)+$') | java.lang.String.matches",
                "a regexp '(a+)+$' | java.util.regex.Pattern.matcher",
            })
    void tellsWhatIsCalled(String expression, String call) throws EPCompileException {
        List<String> forbidden = forbidden("select " + expression + " as ran from T");

        assertTrue(forbidden.contains(call), forbidden::toString);
    }

    @Test
    void tellsOfInlinedClassesAndScriptsAndStreamsOfMethods() throws EPCompileException {
        assertTrue(forbidden(
                        "inlined_class \"\"\" public class E { public static String run(String a) { System.exit(1); return a; } } \"\"\" select E.run(a) as ran from T")
                .stream()
                .anyMatch(call -> call.contains("exit") || call.equals("E")));
        assertTrue(!forbidden("select * from T#lastevent as t, method:java.lang.Runtime.getRuntime() as r")
                .isEmpty());
    }

    @Test
    void tellsInWhichStatement() throws EPCompileException {
        EPCompiled compiled = compiled(
                "select a from T; select java.lang.System.getenv(a) as ran from T; @name('T1.x') select java.lang.System.getenv(a) as ran from T");

        List<BytecodeCheck.Forbidden> forbidden = BytecodeCheck.forbidden(compiled);

        assertTrue(forbidden.stream().noneMatch(f -> f.in("stmt-0")));
        assertTrue(forbidden.stream().anyMatch(f -> f.in("stmt-1")));
        assertTrue(forbidden.stream().anyMatch(f -> f.in("T1.x")));
    }

    @Test
    void tellsOfClassesThatAreNotGenerated() throws EPCompileException {
        EPCompiled compiled = compiled("select a from T");
        assertEquals(List.of(), BytecodeCheck.forbidden(compiled));
        Map<String, byte[]> classes = new HashMap<>(compiled.getClasses());
        String provider = compiled.getManifest().getModuleProviderClassName();
        classes.put("java.lang.Evil", classes.get(provider));
        classes.put("generated.Garbage", new byte[] {1, 2, 3});

        List<String> forbidden = BytecodeCheck.forbidden(new EPCompiled(classes, compiled.getManifest())).stream()
                .map(BytecodeCheck.Forbidden::call)
                .toList();

        assertTrue(forbidden.contains(provider), forbidden::toString);
        assertTrue(forbidden.contains("unreadable byte code"), forbidden::toString);
        classes.remove(provider);
        assertTrue(!BytecodeCheck.forbidden(new EPCompiled(classes, compiled.getManifest()))
                .isEmpty());
    }
}
