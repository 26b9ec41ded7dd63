package io.tokenwatch.engine.safety;

import com.espertech.esper.common.client.configuration.Configuration;
import com.espertech.esper.common.client.util.ClassForNameProvider;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Esper's own switches, all the way off. They keep honest rules honest; {@link BytecodeCheck} does not rely on them.
 */
public final class SafeConfiguration {
    private static final String ANNOTATIONS = "com.espertech.esper.common.client.annotation.*";

    private SafeConfiguration() {}

    /** @param handlers classes of the program that Esper makes by their name */
    public static void restrict(Configuration configuration, Set<String> handlers) {
        var common = configuration.getCommon();
        List.copyOf(common.getImports()).forEach(common::removeImport);
        common.addAnnotationImport(ANNOTATIONS);
        common.setTransientConfiguration(Map.of(ClassForNameProvider.NAME, new KnownClasses(handlers)));
        var compiler = configuration.getCompiler();
        compiler.getByteCode().setAllowInlinedClass(false);
        compiler.getByteCode().setAllowSubscriber(false);
        compiler.getScripts().setEnabled(false);
        compiler.getExpression().setDuckTyping(false);
    }
}
