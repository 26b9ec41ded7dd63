package io.tokenwatch.camel;

import io.tokenwatch.alert.Status;
import java.util.Locale;
import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.MultipleConsumersSupport;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.DefaultEndpoint;

/**
 * {@code to: esper:events} takes in the rows of a file or message; {@code from: esper:alerts} gives each telling of an
 * alert as a JSON text.
 */
@UriEndpoint(
        firstVersion = "0.1.0",
        scheme = "esper",
        title = "Esper",
        syntax = "esper:name",
        category = {Category.MONITORING},
        headersClass = EsperConstants.class)
public final class EsperEndpoint extends DefaultEndpoint implements MultipleConsumersSupport {
    static final String EVENTS = "events";
    static final String ALERTS = "alerts";

    @UriPath(description = "events, to send to; or alerts, to receive from")
    @Metadata(required = true, enums = "events,alerts")
    private final String name;

    @UriParam(
            label = "producer",
            description =
                    "The name of the source, in which its table may be named, where messages do not tell it: a queue's name")
    private String hint;

    @UriParam(
            label = "producer",
            defaultValue = "0",
            description = "Largest message in bytes, before and after inflating; 0 for no limit")
    private long maxBytes;

    @UriParam(label = "consumer", description = "Only alerts of the detection with this id")
    private String detection;

    @UriParam(label = "consumer", enums = "open,updated,final,closed", description = "Only alerts that stand there")
    private Status status;

    @UriParam(
            label = "consumer",
            defaultValue = "10000",
            description = "How many alerts wait at most; beyond that, older tellings of the same alerts are dropped")
    private int queueSize = 10_000;

    EsperEndpoint(String uri, EsperComponent component, String name) {
        super(uri, component);
        this.name = name;
    }

    @Override
    public EsperComponent getComponent() {
        return (EsperComponent) super.getComponent();
    }

    @Override
    public Producer createProducer() {
        if (!name.equals(EVENTS)) {
            throw new IllegalArgumentException("cannot send to esper:" + name + "; expected esper:" + EVENTS);
        }
        return new EsperProducer(this);
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        if (!name.equals(ALERTS)) {
            throw new IllegalArgumentException("cannot receive from esper:" + name + "; expected esper:" + ALERTS);
        }
        EsperConsumer consumer = new EsperConsumer(this, processor);
        configureConsumer(consumer);
        return consumer;
    }

    @Override
    public boolean isMultipleConsumersSupported() {
        return true;
    }

    public String getName() {
        return name;
    }

    public String getHint() {
        return hint;
    }

    /** The name of the source, in which its table may be named, where messages do not tell it: a queue's name. */
    public void setHint(String hint) {
        this.hint = hint;
    }

    public long getMaxBytes() {
        return maxBytes;
    }

    /** Largest message in bytes, before and after inflating; 0 for no limit. */
    public void setMaxBytes(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    public String getDetection() {
        return detection;
    }

    /** Only alerts of the detection with this id. */
    public void setDetection(String detection) {
        this.detection = detection;
    }

    /** Only alerts that stand there: {@code open}, {@code updated}, {@code final} or {@code closed}. */
    public void setStatus(String status) {
        this.status = Status.valueOf(status.toUpperCase(Locale.ROOT));
    }

    Status status() {
        return status;
    }

    public int getQueueSize() {
        return queueSize;
    }

    /** How many alerts wait at most; beyond that, older tellings of the same alerts are dropped. */
    public void setQueueSize(int queueSize) {
        this.queueSize = queueSize;
    }
}
