package io.tokenwatch.engine.window;

import com.espertech.esper.common.client.hook.forgeinject.InjectionStrategyClassNewInstance;
import com.espertech.esper.common.client.hook.vdw.VirtualDataWindowFactoryMode;
import com.espertech.esper.common.client.hook.vdw.VirtualDataWindowFactoryModeManaged;
import com.espertech.esper.common.client.hook.vdw.VirtualDataWindowForge;
import com.espertech.esper.common.client.hook.vdw.VirtualDataWindowForgeContext;
import com.espertech.esper.common.client.type.EPTypeClass;
import com.espertech.esper.common.internal.epl.expression.core.ExprIdentNode;
import com.espertech.esper.common.internal.epl.expression.core.ExprNode;
import java.lang.reflect.Method;
import java.util.Set;
import java.util.stream.Stream;

/**
 * {@code create window W#keyed_timetolive(Key, until) as T}: a named window that keeps each row until a time, in
 * milliseconds, and finds rows by a column of type string. What {@code #timetolive(until)} with an index on the column
 * is, for millions of rows.
 */
public final class KeyedWindowForge implements VirtualDataWindowForge {
    /** The window's name in EPL. */
    public static final String NAME = "keyed_timetolive";

    static final int UNTIL = 1;

    private static final String EXPECTED =
            "expected a column of type string by which rows are looked up, and the time until which a row is kept, as a long";

    private String key;

    /** What compiled rules depend on: how they make the window. */
    public static String signature() {
        return NAME
                + Stream.of(KeyedWindowFactory.class.getDeclaredMethods())
                        .map(Method::toString)
                        .sorted()
                        .toList();
    }

    @Override
    public void initialize(VirtualDataWindowForgeContext context) {
        ExprNode[] parameters = context.getParameterExpressions();
        if (parameters.length != UNTIL + 1
                || !(parameters[0] instanceof ExprIdentNode column)
                || context.getEventType().getPropertyType(column.getResolvedPropertyName()) != String.class
                || !isLong(parameters[UNTIL])) {
            throw new IllegalArgumentException(EXPECTED);
        }
        key = column.getResolvedPropertyName();
    }

    private static boolean isLong(ExprNode expression) {
        return expression.getForge().getEvaluationType() instanceof EPTypeClass type
                && (type.getType() == Long.class || type.getType() == long.class);
    }

    @Override
    public VirtualDataWindowFactoryMode getFactoryMode() {
        return new VirtualDataWindowFactoryModeManaged()
                .setInjectionStrategyFactoryFactory(
                        new InjectionStrategyClassNewInstance(KeyedWindowFactory.class).addConstant("key", key));
    }

    @Override
    public Set<String> getUniqueKeyPropertyNames() {
        return null;
    }
}
