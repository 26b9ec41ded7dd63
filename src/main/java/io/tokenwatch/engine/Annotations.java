package io.tokenwatch.engine;

import com.espertech.esper.common.client.soda.AnnotationAttribute;
import com.espertech.esper.common.client.soda.AnnotationPart;
import com.espertech.esper.common.client.soda.EPStatementObjectModel;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The annotations of one statement, as its text has them. */
final class Annotations {
    private final List<AnnotationPart> parts;

    Annotations(EPStatementObjectModel statement) {
        this.parts = statement.getAnnotations() == null ? List.of() : statement.getAnnotations();
    }

    boolean has(Class<?> type) {
        return has(type.getSimpleName());
    }

    boolean has(String name) {
        return parts.stream().anyMatch(part -> part.getName().equals(name));
    }

    /** An attribute's value as text, if it is given. */
    Optional<String> text(String name, String attribute) {
        return value(name, attribute).map(String::valueOf);
    }

    /** The same of Esper's own annotations, whose names may be written in any case. */
    Optional<String> textInAnyCase(String name, String attribute) {
        return parts.stream()
                .filter(part -> part.getName().equalsIgnoreCase(name))
                .findFirst()
                .flatMap(part -> value(part, attribute))
                .map(String::valueOf);
    }

    Optional<String> text(Class<?> type, String attribute) {
        return text(type.getSimpleName(), attribute);
    }

    /** An attribute's values as texts; a single value is a list of one, and none is empty. */
    List<String> texts(String name, String attribute) {
        return value(name, attribute).map(Annotations::list).orElse(List.of());
    }

    List<String> texts(Class<?> type, String attribute) {
        return texts(type.getSimpleName(), attribute);
    }

    /** All annotations of that name. */
    List<AnnotationPart> all(String name) {
        return parts.stream().filter(part -> part.getName().equals(name)).toList();
    }

    static Optional<Object> value(AnnotationPart part, String attribute) {
        return part.getAttributes().stream()
                .filter(a -> a.getName().equals(attribute))
                .map(AnnotationAttribute::getValue)
                .findFirst();
    }

    static List<String> list(Object value) {
        return value instanceof Object[] many
                ? Arrays.stream(many).map(String::valueOf).toList()
                : List.of(String.valueOf(value));
    }

    private Optional<Object> value(String name, String attribute) {
        return parts.stream()
                .filter(part -> part.getName().equals(name))
                .findFirst()
                .flatMap(part -> value(part, attribute));
    }
}
