package io.tokenwatch.engine.window;

import com.espertech.esper.common.client.hook.vdw.VirtualDataWindow;
import com.espertech.esper.common.client.hook.vdw.VirtualDataWindowContext;
import com.espertech.esper.common.client.hook.vdw.VirtualDataWindowFactory;
import com.espertech.esper.common.client.hook.vdw.VirtualDataWindowFactoryContext;
import com.espertech.esper.common.client.hook.vdw.VirtualDataWindowFactoryFactory;
import com.espertech.esper.common.client.hook.vdw.VirtualDataWindowFactoryFactoryContext;

/** Makes the windows of one {@code create window}; compiled rules name this class and its setter. */
public final class KeyedWindowFactory implements VirtualDataWindowFactoryFactory, VirtualDataWindowFactory {
    private String key;

    /** @param key the column that rows are looked up by */
    public void setKey(String key) {
        this.key = key;
    }

    @Override
    public VirtualDataWindowFactory createFactory(VirtualDataWindowFactoryFactoryContext context) {
        return this;
    }

    @Override
    public void initialize(VirtualDataWindowFactoryContext context) {
        // All that is needed comes with each window.
    }

    @Override
    public VirtualDataWindow create(VirtualDataWindowContext context) {
        return new KeyedWindow(context, key);
    }

    @Override
    public void destroy() {
        // There is nothing to give back.
    }
}
