package io.tokenwatch.camel;

import io.tokenwatch.alert.Alert;
import java.util.concurrent.ExecutorService;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.ShutdownRunningTask;
import org.apache.camel.spi.ShutdownAware;
import org.apache.camel.support.DefaultConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives the alerts to its route, one exchange each, in the order in which they were told. An alert that the route fails
 * on is given to it again, after a while, until it takes it: at least once, under the same id. When the route is
 * stopped, what waits is delivered first; when it is replaced by one of the same id, what waits is left to that.
 */
final class EsperConsumer extends DefaultConsumer implements ShutdownAware {
    private static final Logger LOG = LoggerFactory.getLogger(EsperConsumer.class);
    private static final long FIRST_PAUSE = 500;
    private static final long LONGEST_PAUSE = 30_000;

    private final EsperEndpoint endpoint;
    private Outbox outbox;
    private ExecutorService executor;
    private volatile boolean stopping;

    EsperConsumer(EsperEndpoint endpoint, Processor processor) {
        super(endpoint, processor);
        this.endpoint = endpoint;
    }

    private boolean isWanted(Alert alert) {
        return (endpoint.getDetection() == null
                        || endpoint.getDetection().equals(alert.detection().id()))
                && (endpoint.status() == null || endpoint.status() == alert.status());
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        stopping = false;
        outbox = endpoint.getComponent()
                .outboxes()
                .open(getRouteId(), endpoint.getEndpointUri(), endpoint.getQueueSize(), this::isWanted);
        executor = endpoint.getCamelContext()
                .getExecutorServiceManager()
                .newSingleThreadExecutor(this, endpoint.getEndpointUri());
        Outbox own = outbox;
        executor.submit(() -> deliver(own));
    }

    @Override
    protected void doStop() throws Exception {
        stopping = true;
        if (executor != null) {
            endpoint.getCamelContext().getExecutorServiceManager().shutdownNow(executor);
            executor = null;
            endpoint.getComponent().outboxes().close(getRouteId(), outbox);
        }
        super.doStop();
    }

    private void deliver(Outbox outbox) {
        long pause = FIRST_PAUSE;
        try {
            while (!stopping) {
                Alert alert = outbox.next(FIRST_PAUSE);
                if (alert == null) {
                    continue;
                }
                if (delivered(alert)) {
                    outbox.done(alert);
                    pause = FIRST_PAUSE;
                } else {
                    outbox.failed();
                    Thread.sleep(pause);
                    pause = Math.min(pause * 2, LONGEST_PAUSE);
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean delivered(Alert alert) {
        Exchange exchange = createExchange(false);
        try {
            Message message = exchange.getMessage();
            message.setBody(alert.toJson());
            message.setHeader(EsperConstants.ALERT_ID, alert.id());
            message.setHeader(EsperConstants.DETECTION, alert.detection().id());
            message.setHeader(EsperConstants.STATUS, alert.status().text());
            message.setHeader(EsperConstants.REVISION, alert.revision());
            message.setHeader(EsperConstants.SEVERITY, alert.detection().severity());
            getProcessor().process(exchange);
            if (exchange.getException() != null) {
                throw exchange.getException();
            }
            return true;
        } catch (Exception failed) {
            LOG.warn(
                    "route {} failed on alert {}, which is tried again: {}",
                    getRouteId(),
                    alert.id(),
                    failed.getMessage());
            return false;
        } finally {
            releaseExchange(exchange, false);
        }
    }

    @Override
    public boolean deferShutdown(ShutdownRunningTask task) {
        return true;
    }

    @Override
    public int getPendingExchangesSize() {
        return outbox == null ? 0 : outbox.pending();
    }

    @Override
    public void prepareShutdown(boolean suspendOnly, boolean forced) {
        // what waits is delivered until the route is stopped
    }
}
