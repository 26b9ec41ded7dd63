package io.tokenwatch.engine.safety;

import com.espertech.esper.common.client.util.ClassForNameProvider;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** All classes that Esper's compiler can find by name. Esper asks here for classes that a rule names. */
public final class KnownClasses implements ClassForNameProvider {
    private static final List<String> PREFIXES =
            List.of("io.tokenwatch.engine.function.", "io.tokenwatch.engine.annotation.");

    private static final String ESPERS_ANNOTATIONS = "com.espertech.esper.common.client.annotation.";

    private static final Set<String> VALUES = new HashSet<>(List.of(
            "java.lang.Boolean",
            "java.lang.Byte",
            "java.lang.Character",
            "java.lang.Double",
            "java.lang.Float",
            "java.lang.Integer",
            "java.lang.Long",
            "java.lang.Number",
            "java.lang.Object",
            "java.lang.Short",
            "java.lang.String"));

    /** The program's exception handler, which Esper makes by its name, and Esper's annotations. */
    private final Set<String> named;

    public KnownClasses(Set<String> handlers) {
        Set<String> named = new HashSet<>(handlers);
        WordList.read("annotations.txt").forEach(name -> named.add(ESPERS_ANNOTATIONS + name));
        this.named = Set.copyOf(named);
    }

    @Override
    public Class<?> classForName(String name) throws ClassNotFoundException {
        String element = name.startsWith("[") ? name.replaceFirst("^\\[+L?", "").replace(";", "") : name;
        if (element.length() > 1
                && !VALUES.contains(element)
                && !named.contains(element)
                && PREFIXES.stream().noneMatch(element::startsWith)) {
            throw new ClassNotFoundException(name + " is not among the classes that rules may name");
        }
        return Class.forName(name, false, Thread.currentThread().getContextClassLoader());
    }
}
