package io.tokenwatch.engine.window;

import com.espertech.esper.common.client.EventBean;
import com.espertech.esper.common.client.EventPropertyGetter;
import com.espertech.esper.common.client.hook.vdw.VirtualDataWindow;
import com.espertech.esper.common.client.hook.vdw.VirtualDataWindowContext;
import com.espertech.esper.common.client.hook.vdw.VirtualDataWindowEvent;
import com.espertech.esper.common.client.hook.vdw.VirtualDataWindowLookup;
import com.espertech.esper.common.client.hook.vdw.VirtualDataWindowLookupContext;
import com.espertech.esper.common.internal.epl.expression.core.ExprEvaluator;
import java.util.Iterator;

/**
 * A named window on {@link KeyedRows}. Look-ups by the key take the index, all others look at every row; Esper itself
 * judges what else a statement asks of the rows. Rows leave it without a word when their time is over.
 */
final class KeyedWindow implements VirtualDataWindow {
    private final VirtualDataWindowContext context;
    private final String key;
    private final KeyedRows<EventBean> rows;
    private final ExprEvaluator until;
    private final EventBean[] asked = new EventBean[1];

    KeyedWindow(VirtualDataWindowContext context, String key) {
        this.context = context;
        this.key = key;
        EventPropertyGetter keyOf = context.getEventType().getGetter(key);
        this.rows = new KeyedRows<>(keyOf::get);
        this.until = context.getParameterExpressions()[KeyedWindowForge.UNTIL];
    }

    @Override
    public VirtualDataWindowLookup getLookup(VirtualDataWindowLookupContext asks) {
        for (int i = 0; i < asks.getHashFields().size(); i++) {
            if (asks.getHashFields().get(i).getPropertyName().equals(key)) {
                int at = i;
                return (values, events) -> rows.find(values[at], now());
            }
        }
        return (values, events) -> rows.all(now());
    }

    @Override
    public void update(EventBean[] come, EventBean[] gone) {
        if (gone != null) {
            for (EventBean row : gone) {
                rows.remove(row);
            }
        }
        if (come != null) {
            for (EventBean row : come) {
                rows.add(row, until(row), now());
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
        return rows.all(now()).iterator();
    }

    @Override
    public void handleEvent(VirtualDataWindowEvent event) {
        // Indexes that a rule asks for are not needed, and who reads the window makes no difference.
    }

    @Override
    public void destroy() {
        // What it holds goes with it.
    }
}
