package io.tokenwatch.camel;

import io.tokenwatch.alert.Alerts;
import io.tokenwatch.event.Intake;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.component.jms.JmsComponent;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServerConfiguration;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.RedeliveryPolicyDefinition;
import org.apache.camel.model.errorhandler.DefaultErrorHandlerDefinition;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jms.connection.CachingConnectionFactory;

/**
 * The Camel routes of a folder. A file is on when all settings that it names have a value. Safe to share.
 *
 * <p>Stopped in two steps, so that nothing accepted is lost: first the routes that bring events in, each after what it
 * has in hand; then, when the engine has told its last alert, those that take alerts out.
 */
public final class Routes {
    private static final Logger LOG = LoggerFactory.getLogger(Routes.class);
    private static final long LONGEST_STOP_SECONDS = 30;

    /** Settings that routes and this class know each other by. */
    private static final String JMS_URL = "tokenwatch.jms.url";

    private static final String JMS_USER = "tokenwatch.jms.user";
    private static final String JMS_PASSWORD = "tokenwatch.jms.password";

    private final Path folder;
    private final Map<String, String> settings;
    private final CamelContext context = new DefaultCamelContext();
    private CachingConnectionFactory connections;

    /** How a route does. */
    public record State(String id, String status, boolean up) {}

    /**
     * @param folder the folder with the route files
     * @param settings what routes may name in {@code {{…}}}
     * @param intake takes in what is sent to {@code esper:events}
     * @param alerts tells what is received from {@code esper:alerts}
     * @param quiet how long ago a file of the inbox must have been written to
     * @param unfinished the same for one that ends in the middle of a row
     */
    public Routes(
            Path folder,
            Map<String, String> settings,
            Intake intake,
            Alerts alerts,
            Duration quiet,
            Duration unfinished) {
        this.folder = folder;
        this.settings = new TreeMap<>(settings);
        context.addComponent("esper", new EsperComponent(intake, alerts));
        context.getRegistry().bind("finishedFiles", new FinishedFiles(Clock.systemUTC(), quiet, unfinished));
        context.getRegistry().bind("httpAnswer", new HttpAnswer());
        // A route's failure is logged on one line, and handled where the route begins.
        DefaultErrorHandlerDefinition errors = new DefaultErrorHandlerDefinition();
        errors.setRedeliveryPolicy(
                new RedeliveryPolicyDefinition().logStackTrace("false").logExhaustedMessageHistory("false"));
        context.getCamelContextExtension().setErrorHandlerFactory(errors);
        context.getShutdownStrategy().setTimeUnit(TimeUnit.SECONDS);
        context.getShutdownStrategy().setTimeout(LONGEST_STOP_SECONDS);
        Properties properties = new Properties();
        properties.putAll(this.settings);
        context.getPropertiesComponent().setInitialProperties(properties);
    }

    /** Lets {@code platform-http:} routes answer on a server that is there already. */
    public void serveOn(Vertx vertx, Router router, int port, long largestBody) {
        VertxPlatformHttpServerConfiguration configuration = new VertxPlatformHttpServerConfiguration();
        configuration.setBindPort(port);
        context.getRegistry().bind("http-server", configuration);
        String name = VertxPlatformHttpRouter.getRouterNameFromPort(port);
        context.getRegistry().bind(name, new VertxPlatformHttpRouter(null, vertx, router, name) {
            @Override
            public Handler<RoutingContext> bodyHandler() {
                return BodyHandler.create(false).setBodyLimit(largestBody);
            }
        });
    }

    /**
     * Loads and starts the routes that are on.
     *
     * @throws IOException if the folder cannot be read
     * @throws RoutesException if a file is wrong
     */
    public void start() throws IOException, RoutesException {
        if (settings.containsKey(JMS_URL)) {
            context.addComponent("jms", jms());
        }
        try {
            context.start();
        } catch (Exception failed) {
            throw new RoutesException("Camel does not start: " + failed.getMessage(), failed);
        }
        for (RouteFile file : RouteFile.in(folder)) {
            List<String> missing = file.missing(settings);
            if (missing.isEmpty()) {
                load(file);
            } else {
                LOG.info("{} is off: {} not set", file.path().getFileName(), String.join(", ", missing));
            }
        }
    }

    private void load(RouteFile file) throws RoutesException {
        try {
            PluginHelper.getRoutesLoader(context)
                    .loadRoutes(
                            ResourceHelper.fromString(file.path().getFileName().toString(), file.text()));
        } catch (Exception wrong) {
            throw new RoutesException(file.path() + ": " + RoutesException.deepest(wrong), wrong);
        }
    }

    private JmsComponent jms() {
        connections = new CachingConnectionFactory(new ActiveMQConnectionFactory(
                settings.get(JMS_URL), settings.getOrDefault(JMS_USER, ""), settings.getOrDefault(JMS_PASSWORD, "")));
        connections.setReconnectOnException(true);
        JmsComponent jms = JmsComponent.jmsComponent(connections);
        jms.setMessageConverter(new TextAndBytes());
        jms.setTransacted(true);
        jms.setLazyCreateTransactionManager(false);
        jms.setCacheLevelName("CACHE_CONSUMER");
        jms.setRecoveryInterval(1000);
        jms.setErrorHandlerLogStackTrace(false);
        return jms;
    }

    /** How each route does. */
    public List<State> states() {
        List<State> states = new ArrayList<>();
        for (Route route : context.getRoutes()) {
            String status = String.valueOf(context.getRouteController().getRouteStatus(route.getId()));
            states.add(new State(route.getId(), status, status.equals("Started")));
        }
        return states;
    }

    /** Stops the routes that bring events in, each after what it has in hand. */
    public void stopIntake() {
        for (Route route : List.copyOf(context.getRoutes())) {
            if (!(route.getEndpoint() instanceof EsperEndpoint)) {
                try {
                    context.getRouteController().stopRoute(route.getId(), LONGEST_STOP_SECONDS, TimeUnit.SECONDS);
                } catch (Exception failed) {
                    LOG.error("route {} does not stop", route.getId(), failed);
                }
            }
        }
    }

    /** Stops what is left, after the alerts that wait are delivered. */
    public void stop() {
        context.stop();
        if (connections != null) {
            connections.destroy();
        }
    }
}
