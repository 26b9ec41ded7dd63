package io.tokenwatch.engine;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Optional;

/** A function that rules may call, for rows that are no events yet. Immutable and safe to share. */
final class RowFunction {
    private final MethodHandle handle;

    /** @param method a public static method */
    RowFunction(Method method) {
        try {
            handle = MethodHandles.publicLookup().unreflect(method);
        } catch (IllegalAccessException notPublic) {
            throw new IllegalStateException(notPublic);
        }
    }

    /**
     * The function of some arguments; empty if it takes another number of them. One or two is what there is, and every
     * row is asked: an array of arguments for each would be much of the garbage.
     */
    Optional<RowExpression> of(List<RowExpression> arguments) {
        int count = handle.type().parameterCount();
        if (count != arguments.size() || count < 1 || count > 2) {
            return Optional.empty();
        }
        MethodHandle generic = handle.asType(handle.type().generic());
        RowExpression first = arguments.get(0);
        if (count == 1) {
            return Optional.of(row -> call(generic, first.of(row)));
        }
        RowExpression second = arguments.get(1);
        return Optional.of(row -> call(generic, first.of(row), second.of(row)));
    }

    private static Object call(MethodHandle function, Object argument) {
        try {
            return (Object) function.invokeExact(argument);
        } catch (Throwable failed) {
            throw unchecked(failed);
        }
    }

    private static Object call(MethodHandle function, Object one, Object two) {
        try {
            return (Object) function.invokeExact(one, two);
        } catch (Throwable failed) {
            throw unchecked(failed);
        }
    }

    private static RuntimeException unchecked(Throwable failed) {
        if (failed instanceof Error error) {
            throw error;
        }
        return failed instanceof RuntimeException known ? known : new IllegalStateException(failed);
    }
}
