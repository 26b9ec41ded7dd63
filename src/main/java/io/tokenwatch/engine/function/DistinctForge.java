package io.tokenwatch.engine.function;

import com.espertech.esper.common.client.EventBean;
import com.espertech.esper.common.client.hook.aggmultifunc.AggregationMultiFunctionAccessor;
import com.espertech.esper.common.client.hook.aggmultifunc.AggregationMultiFunctionAccessorFactory;
import com.espertech.esper.common.client.hook.aggmultifunc.AggregationMultiFunctionAccessorFactoryContext;
import com.espertech.esper.common.client.hook.aggmultifunc.AggregationMultiFunctionAccessorMode;
import com.espertech.esper.common.client.hook.aggmultifunc.AggregationMultiFunctionAccessorModeManaged;
import com.espertech.esper.common.client.hook.aggmultifunc.AggregationMultiFunctionAgentMode;
import com.espertech.esper.common.client.hook.aggmultifunc.AggregationMultiFunctionAggregationMethodContext;
import com.espertech.esper.common.client.hook.aggmultifunc.AggregationMultiFunctionAggregationMethodMode;
import com.espertech.esper.common.client.hook.aggmultifunc.AggregationMultiFunctionForge;
import com.espertech.esper.common.client.hook.aggmultifunc.AggregationMultiFunctionHandler;
import com.espertech.esper.common.client.hook.aggmultifunc.AggregationMultiFunctionState;
import com.espertech.esper.common.client.hook.aggmultifunc.AggregationMultiFunctionStateFactory;
import com.espertech.esper.common.client.hook.aggmultifunc.AggregationMultiFunctionStateFactoryContext;
import com.espertech.esper.common.client.hook.aggmultifunc.AggregationMultiFunctionStateKey;
import com.espertech.esper.common.client.hook.aggmultifunc.AggregationMultiFunctionStateMode;
import com.espertech.esper.common.client.hook.aggmultifunc.AggregationMultiFunctionStateModeManaged;
import com.espertech.esper.common.client.hook.aggmultifunc.AggregationMultiFunctionValidationContext;
import com.espertech.esper.common.client.hook.forgeinject.InjectionStrategyClassNewInstance;
import com.espertech.esper.common.internal.epl.expression.core.ExprEvaluator;
import com.espertech.esper.common.internal.epl.expression.core.ExprEvaluatorContext;
import com.espertech.esper.common.internal.epl.expression.core.ExprNode;
import com.espertech.esper.common.internal.epl.expression.core.ExprNodeUtilityCompare;
import com.espertech.esper.common.internal.rettype.EPChainableType;
import com.espertech.esper.common.internal.rettype.EPChainableTypeHelper;

/**
 * Kusto's {@code dcount(x)} and {@code make_set(x, most)} as Esper aggregations. Both over one expression share one
 * state.
 *
 * <p>{@code dcount} counts exactly, however many values there are. {@code make_set} gives the first {@code most} values
 * that came. Null is no value; "" is one. Source: Kusto's dcount and make_set aggregation functions.
 */
public final class DistinctForge implements AggregationMultiFunctionForge {
    /** The functions' names in EPL. */
    public static final String[] NAMES = {"dcount", "make_set"};

    @Override
    public AggregationMultiFunctionHandler validateGetHandler(AggregationMultiFunctionValidationContext context) {
        ExprNode[] parameters = context.getParameterExpressions();
        boolean set = context.getFunctionName().equalsIgnoreCase(NAMES[1]);
        if (parameters.length != (set ? 2 : 1)) {
            throw new IllegalArgumentException(
                    set ? "make_set expects a value and how many to keep" : "dcount expects a value");
        }
        return new Handler(parameters[0], set ? most(parameters[1]) : 0);
    }

    private static int most(ExprNode parameter) {
        Object value = parameter.getForge().getForgeConstantType().isCompileTimeConstant()
                ? parameter.getForge().getExprEvaluator().evaluate(null, true, null)
                : null;
        if (!(value instanceof Integer most) || most < 1) {
            throw new IllegalArgumentException("make_set expects how many values to keep as a whole number from 1");
        }
        return most;
    }

    /** Tells Esper how to make and read the state. */
    private static final class Handler implements AggregationMultiFunctionHandler {
        private final ExprNode value;
        private final int most;

        Handler(ExprNode value, int most) {
            this.value = value;
            this.most = most;
        }

        @Override
        public EPChainableType getReturnType() {
            return EPChainableTypeHelper.singleValue(most == 0 ? Long.class : Object[].class);
        }

        @Override
        public AggregationMultiFunctionStateKey getAggregationStateUniqueKey() {
            return new StateKey(value);
        }

        @Override
        public AggregationMultiFunctionStateMode getStateMode() {
            return new AggregationMultiFunctionStateModeManaged(
                    new InjectionStrategyClassNewInstance(StateFactory.class).addExpression("value", value));
        }

        @Override
        public AggregationMultiFunctionAccessorMode getAccessorMode() {
            return new AggregationMultiFunctionAccessorModeManaged(
                    new InjectionStrategyClassNewInstance(AccessorFactory.class).addConstant("most", most));
        }

        @Override
        public AggregationMultiFunctionAgentMode getAgentMode() {
            throw new UnsupportedOperationException("dcount and make_set do not work on tables");
        }

        @Override
        public AggregationMultiFunctionAggregationMethodMode getAggregationMethodMode(
                AggregationMultiFunctionAggregationMethodContext context) {
            throw new UnsupportedOperationException("dcount and make_set have no methods");
        }
    }

    /** Two functions share a state if they are over one expression. */
    private record StateKey(ExprNode value) implements AggregationMultiFunctionStateKey {
        @Override
        public boolean equals(Object other) {
            return other instanceof StateKey key && ExprNodeUtilityCompare.deepEquals(value, key.value, false);
        }

        @Override
        public int hashCode() {
            return 0;
        }
    }

    /** Makes the state of a group; compiled rules name this class and its setter. */
    public static final class StateFactory implements AggregationMultiFunctionStateFactory {
        private ExprEvaluator value;

        public void setValue(ExprEvaluator value) {
            this.value = value;
        }

        @Override
        public AggregationMultiFunctionState newState(AggregationMultiFunctionStateFactoryContext context) {
            return new State(value);
        }
    }

    /** The values of a group. */
    private static final class State extends DistinctValues implements AggregationMultiFunctionState {
        private final ExprEvaluator value;

        State(ExprEvaluator value) {
            this.value = value;
        }

        @Override
        public void applyEnter(EventBean[] events, ExprEvaluatorContext context) {
            Object entering = value.evaluate(events, true, context);
            if (entering != null) {
                add(entering);
            }
        }

        @Override
        public void applyLeave(EventBean[] events, ExprEvaluatorContext context) {
            Object leaving = value.evaluate(events, false, context);
            if (leaving != null) {
                remove(leaving);
            }
        }
    }

    /** Makes what reads the state; compiled rules name this class and its setter. */
    public static final class AccessorFactory implements AggregationMultiFunctionAccessorFactory {
        private int most;

        public void setMost(int most) {
            this.most = most;
        }

        @Override
        public AggregationMultiFunctionAccessor newAccessor(AggregationMultiFunctionAccessorFactoryContext context) {
            return new Accessor(most);
        }
    }

    /** Reads the number of values, or the first of them. */
    private record Accessor(int most) implements AggregationMultiFunctionAccessor {
        @Override
        public Object getValue(
                AggregationMultiFunctionState state,
                EventBean[] events,
                boolean isNewData,
                ExprEvaluatorContext context) {
            State values = (State) state;
            return most == 0 ? (Object) (long) values.size() : values.first(most);
        }
    }
}
