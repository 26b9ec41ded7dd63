package io.tokenwatch.camel;

import io.tokenwatch.alert.Alerts;
import io.tokenwatch.event.Intake;
import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.support.DefaultComponent;

/**
 * Sends events into Esper and receives alerts from it. One engine serves all endpoints; the component does not own it.
 */
public final class EsperComponent extends DefaultComponent {
    private final Intake intake;
    private final Outboxes outboxes;
    private volatile boolean stopping;

    public EsperComponent(Intake intake, Alerts alerts) {
        this.intake = intake;
        this.outboxes = new Outboxes(alerts);
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        EsperEndpoint endpoint = new EsperEndpoint(uri, this, remaining);
        setProperties(endpoint, parameters);
        return endpoint;
    }

    Intake intake() {
        return intake;
    }

    /** What waits to be taken in need not wait any more: it is left where it came from. */
    void stopIntake() {
        stopping = true;
    }

    boolean hasStoppedIntake() {
        return stopping;
    }

    Outboxes outboxes() {
        return outboxes;
    }
}
