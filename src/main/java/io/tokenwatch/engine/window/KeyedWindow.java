package io.tokenwatch.engine.window;

import com.espertech.esper.common.client.EventBean;
import com.espertech.esper.common.client.EventPropertyGetter;
import com.espertech.esper.common.client.EventType;
import com.espertech.esper.common.client.hook.vdw.VirtualDataWindow;
import com.espertech.esper.common.client.hook.vdw.VirtualDataWindowContext;
import com.espertech.esper.common.client.hook.vdw.VirtualDataWindowEvent;
import com.espertech.esper.common.client.hook.vdw.VirtualDataWindowLookup;
import com.espertech.esper.common.client.hook.vdw.VirtualDataWindowLookupContext;
import com.espertech.esper.common.internal.epl.expression.core.ExprEvaluator;
import com.espertech.esper.common.internal.event.arr.ObjectArrayEventType;
import com.espertech.esper.runtime.client.EPRuntime;
import java.lang.invoke.MethodType;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import javax.naming.NamingException;

/**
 * A named window on {@link KeyedRows}. Look-ups by the key take the index, all others look at every row; Esper itself
 * judges what else a statement asks of the rows. Rows leave it without a word when their time is over.
 *
 * <p>Of events that are arrays only the array is kept, and it becomes an event again for whoever finds it. So rows can
 * be {@linkplain #put put} here that never were events. Not safe to share.
 */
public final class KeyedWindow implements VirtualDataWindow {
    private final VirtualDataWindowContext context;
    private final String key;
    private final KeyedRows<Object> rows;
    private final ExprEvaluator until;
    private final boolean arrays;
    private final Class<?>[] types;
    private final EventBean[] asked = new EventBean[1];

    KeyedWindow(VirtualDataWindowContext context, String key) {
        this.context = context;
        this.key = key;
        EventType type = context.getEventType();
        this.arrays = type instanceof ObjectArrayEventType;
        this.types = Arrays.stream(type.getPropertyNames())
                .map(name -> boxed(type.getPropertyType(name)))
                .toArray(Class<?>[]::new);
        this.rows = new KeyedRows<>(keyOf(type, key));
        this.until = context.getParameterExpressions()[KeyedWindowForge.UNTIL];
    }

    private static Class<?> boxed(Class<?> type) {
        return MethodType.methodType(type).wrap().returnType();
    }

    private static Function<Object, Object> keyOf(EventType type, String key) {
        if (type instanceof ObjectArrayEventType arrays) {
            int place = arrays.getPropertiesIndexes().get(key);
            return row -> ((Object[]) row)[place];
        }
        EventPropertyGetter getter = type.getGetter(key);
        return row -> getter.get((EventBean) row);
    }

    /** The window of that name in a runtime with one deployment; empty if there is none, or it is another kind. */
    public static Optional<KeyedWindow> in(EPRuntime runtime, String name) {
        try {
            return runtime.getContext().lookup("/virtualdw/" + name) instanceof KeyedWindow window
                    ? Optional.of(window)
                    : Optional.empty();
        } catch (NamingException unknown) {
            return Optional.empty();
        }
    }

    /** Whether its rows are arrays of these columns, in this order. */
    public boolean holdsArraysOf(List<String> columns) {
        return context.getEventType() instanceof ObjectArrayEventType type
                && columns.equals(List.of(type.getPropertyNames()))
                && IntStream.range(0, columns.size())
                        .allMatch(i -> type.getPropertiesIndexes().get(columns.get(i)) == i);
    }

    /** The column that rows are looked up by. */
    public String key() {
        return key;
    }

    /** Fetches what is needed to look for a key or to put a row with it; what is returned means nothing. */
    public int foresee(Object ofKey) {
        return rows.foresee(ofKey);
    }

    /** Whether a column of its arrays may have a value. */
    public boolean canHold(int column, Object value) {
        return value == null || types[column] == value.getClass();
    }

    /**
     * Whether there is a row with a key that fits.
     *
     * @param fits gets arrays where the window holds arrays
     */
    public boolean any(Object ofKey, Predicate<Object> fits) {
        return rows.any(ofKey, now(), fits);
    }

    /**
     * Puts an array in as if it had come as an event, but no statement hears of it.
     *
     * @param keptUntil what the window's second parameter is for it, in milliseconds
     */
    public void put(Object[] row, long keptUntil) {
        rows.add(row, keptUntil, now());
    }

    /** What is kept of an event. */
    private Object kept(EventBean event) {
        return arrays ? event.getUnderlying() : event;
    }

    private EventBean event(Object kept) {
        return arrays ? context.getEventFactory().wrap(kept) : (EventBean) kept;
    }

    @Override
    public VirtualDataWindowLookup getLookup(VirtualDataWindowLookupContext asks) {
        for (int i = 0; i < asks.getHashFields().size(); i++) {
            if (asks.getHashFields().get(i).getPropertyName().equals(key)) {
                int at = i;
                return (values, events) -> new Events(rows.find(values[at], now()));
            }
        }
        return (values, events) -> new Events(rows.all(now()));
    }

    @Override
    public void update(EventBean[] come, EventBean[] gone) {
        if (gone != null) {
            for (EventBean event : gone) {
                rows.remove(kept(event));
            }
        }
        if (come != null) {
            for (EventBean event : come) {
                rows.add(kept(event), until(event), now());
            }
        }
        context.getOutputStream().update(come, gone);
    }

    private long until(EventBean row) {
        asked[0] = row;
        Object time = until.evaluate(asked, true, context.getAgentInstanceContext());
        if (time == null) {
            throw new IllegalArgumentException(context.getNamedWindowName()
                    + " cannot tell until when it keeps a row; expected a time, in milliseconds, and not null");
        }
        return (Long) time;
    }

    private long now() {
        return context.getStatementContext().getSchedulingService().getTime();
    }

    @Override
    public Iterator<EventBean> iterator() {
        return new Events(rows.all(now())).iterator();
    }

    @Override
    public void handleEvent(VirtualDataWindowEvent event) {
        // Indexes that a rule asks for are not needed, and who reads the window makes no difference.
    }

    @Override
    public void destroy() {
        // What it holds goes with it.
    }

    /** What was found, as events. */
    private final class Events extends AbstractSet<EventBean> {
        private final Set<Object> kept;

        Events(Set<Object> kept) {
            this.kept = kept;
        }

        @Override
        public Iterator<EventBean> iterator() {
            Iterator<Object> each = kept.iterator();
            return new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return each.hasNext();
                }

                @Override
                public EventBean next() {
                    return event(each.next());
                }
            };
        }

        @Override
        public int size() {
            return kept.size();
        }
    }
}
