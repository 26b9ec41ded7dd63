package io.tokenwatch.camel;

import io.tokenwatch.alert.Alerts;
import io.tokenwatch.event.Intake;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.camel.CamelContext;
import org.apache.camel.component.jms.JmsComponent;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServerConfiguration;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.RedeliveryPolicyDefinition;
import org.apache.camel.model.errorhandler.DefaultErrorHandlerDefinition;
import org.springframework.jms.connection.CachingConnectionFactory;

/** Makes Camel contexts that are alike: the one whose routes run, and those in which routes are only checked. */
final class RouteContexts {
    /** Settings that routes and this class know each other by. */
    private static final String JMS_URL = "tokenwatch.jms.url";

    private static final String JMS_USER = "tokenwatch.jms.user";
    private static final String JMS_PASSWORD = "tokenwatch.jms.password";

    private final Map<String, String> settings;
    private final Intake intake;
    private final Alerts alerts;
    private final FinishedFiles finishedFiles;
    private final long longestStopSeconds;
    private CachingConnectionFactory connections;
    private HttpGate gate;
    private Vertx vertx;
    private Router router;
    private int port;
    private long largestBody;

    /** @param longestStopSeconds how long a route may take to stop */
    RouteContexts(
            Map<String, String> settings,
            Intake intake,
            Alerts alerts,
            Duration quiet,
            Duration unfinished,
            long longestStopSeconds) {
        this.settings = settings;
        this.intake = intake;
        this.alerts = alerts;
        this.longestStopSeconds = longestStopSeconds;
        this.finishedFiles = new FinishedFiles(Clock.systemUTC(), quiet, unfinished);
    }

    /** Lets routes of contexts that are made from now on answer on a server that is there already. */
    HttpGate serveOn(Vertx vertx, Router router, int port, long largestBody) {
        this.vertx = vertx;
        this.router = router;
        this.port = port;
        this.largestBody = largestBody;
        this.gate = new HttpGate(router);
        return gate;
    }

    /** A context without routes, not started. It connects to nothing and listens to nothing before a route runs. */
    CamelContext create() {
        CamelContext context = new DefaultCamelContext();
        context.addComponent("esper", new EsperComponent(intake, alerts));
        context.getRegistry().bind("finishedFiles", finishedFiles);
        context.getRegistry().bind("httpAnswer", new HttpAnswer());
        // A route's failure is logged on one line, and handled where the route begins.
        DefaultErrorHandlerDefinition errors = new DefaultErrorHandlerDefinition();
        errors.setRedeliveryPolicy(
                new RedeliveryPolicyDefinition().logStackTrace("false").logExhaustedMessageHistory("false"));
        context.getCamelContextExtension().setErrorHandlerFactory(errors);
        context.getShutdownStrategy().setTimeUnit(TimeUnit.SECONDS);
        context.getShutdownStrategy().setTimeout(longestStopSeconds);
        Properties properties = new Properties();
        properties.putAll(settings);
        context.getPropertiesComponent().setInitialProperties(properties);
        if (settings.containsKey(JMS_URL)) {
            context.addComponent("jms", jms());
        }
        if (gate != null) {
            bindServer(context);
        }
        return context;
    }

    private void bindServer(CamelContext context) {
        VertxPlatformHttpServerConfiguration configuration = new VertxPlatformHttpServerConfiguration();
        configuration.setBindPort(port);
        context.getRegistry().bind("http-server", configuration);
        String name = VertxPlatformHttpRouter.getRouterNameFromPort(port);
        context.getRegistry().bind(name, new VertxPlatformHttpRouter(null, vertx, router, name) {
            @Override
            public Handler<RoutingContext> bodyHandler() {
                return gate.counting(new PostedBody(largestBody));
            }
        });
    }

    private JmsComponent jms() {
        if (connections == null) {
            connections = new CachingConnectionFactory(new ActiveMQConnectionFactory(
                    settings.get(JMS_URL),
                    settings.getOrDefault(JMS_USER, ""),
                    settings.getOrDefault(JMS_PASSWORD, "")));
            connections.setReconnectOnException(true);
        }
        JmsComponent jms = JmsComponent.jmsComponent(connections);
        jms.setMessageConverter(new TextAndBytes());
        jms.setTransacted(true);
        jms.setLazyCreateTransactionManager(false);
        jms.setCacheLevelName("CACHE_CONSUMER");
        jms.setRecoveryInterval(1000);
        jms.setErrorHandlerLogStackTrace(false);
        return jms;
    }

    /** Ends the connections to the broker. */
    void close() {
        if (connections != null) {
            connections.destroy();
        }
    }
}
