package io.tokenwatch.camel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tokenwatch.alert.Alert;
import io.tokenwatch.alert.Alerts;
import io.tokenwatch.alert.Status;
import io.tokenwatch.engine.DetectionInfo;
import io.tokenwatch.event.Intake;
import io.tokenwatch.event.JsonText;
import io.tokenwatch.event.Source;
import io.tokenwatch.testing.Detections;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.FailedToCreateProducerException;
import org.apache.camel.ResolveEndpointFailedException;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EsperComponentTest {
    private final List<String> taken = new ArrayList<>();
    private final List<Source> sources = new ArrayList<>();
    private final Alerts alerts = new Alerts(Clock.systemUTC(), 100);
    private final CamelContext context = new DefaultCamelContext();

    @BeforeEach
    void startContext() {
        Intake intake = (source, in) -> {
            sources.add(source);
            taken.add(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            return new Intake.Receipt(3, 0, List.of());
        };
        context.addComponent("esper", new EsperComponent(intake, alerts));
        context.start();
    }

    @AfterEach
    void stopContext() {
        context.stop();
    }

    private Exchange send(String uri, ExchangePattern pattern, Object body, Map<String, Object> headers) {
        Exchange exchange = new DefaultExchange(context, pattern);
        exchange.getMessage().setBody(body);
        exchange.getMessage().setHeaders(headers);
        return context.createProducerTemplate().send(uri, exchange);
    }

    @Test
    void takesInABodyAndSaysHowMuchOfItWasRead() {
        Exchange exchange = send("esper:events", ExchangePattern.InOnly, "rows", Map.of());
        assertEquals(List.of("rows"), taken);
        assertEquals(3L, exchange.getMessage().getHeader(EsperConstants.ACCEPTED));
        assertEquals(0L, exchange.getMessage().getHeader(EsperConstants.REJECTED));
        assertEquals("rows", exchange.getMessage().getBody());
    }

    @Test
    void answersWithAReceiptWhenAnAnswerIsExpected() {
        Exchange exchange =
                send("esper:events", ExchangePattern.InOut, "rows".getBytes(StandardCharsets.UTF_8), Map.of());
        assertEquals(
                Map.of("accepted", 3, "rejected", List.of()),
                JsonText.object(exchange.getMessage().getBody(String.class)));
    }

    @Test
    void namesTheSourceByItsFileOrItsHeader() {
        send("esper:events", ExchangePattern.InOnly, "rows", Map.of(Exchange.FILE_PATH, "/logs/SigninLogs.json"));
        send("esper:events?hint=SigninLogs", ExchangePattern.InOnly, "rows", Map.of(EsperConstants.SOURCE, "jms:q#1"));
        assertEquals(
                List.of(
                        new Source("/logs/SigninLogs.json", "/logs/SigninLogs.json"),
                        new Source("jms:q#1", "SigninLogs")),
                sources);
    }

    @Test
    void takesNothingOfABodyThatIsTooLarge() {
        Exchange exchange = send("esper:events?maxBytes=3", ExchangePattern.InOut, "rows", Map.of());
        assertTrue(exchange.getException() instanceof BodyTooLargeException);
        assertEquals(List.of(), taken);
        assertTrue(send("esper:events?maxBytes=4", ExchangePattern.InOut, "rows", Map.of())
                        .getException()
                == null);
        assertEquals(List.of("rows"), taken);
    }

    @Test
    void refusesOptionsAndNamesThatItDoesNotKnow() {
        assertThrows(ResolveEndpointFailedException.class, () -> context.getEndpoint("esper:events?speed=fast"));
        assertThrows(ResolveEndpointFailedException.class, () -> context.getEndpoint("esper:alerts?status=new"));
        assertThrows(
                FailedToCreateProducerException.class,
                () -> send("esper:alerts", ExchangePattern.InOnly, "rows", Map.of()));
        assertThrows(Exception.class, () -> context.addRoutes(route("esper:events", new LinkedBlockingQueue<>())));
    }

    private static RouteBuilder route(String from, BlockingQueue<Exchange> received) {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from(from).process(exchange -> received.add(exchange.copy()));
            }
        };
    }

    private static Alert alert(String id, String detection, Status status) {
        DetectionInfo info = Detections.plain(detection);
        return new Alert(id, info, status, 7, 0, 0, List.of(), 1, List.of(), Map.of());
    }

    @Test
    void givesAlertsInTheirOrderToEveryRoute() throws Exception {
        BlockingQueue<Exchange> all = new LinkedBlockingQueue<>();
        BlockingQueue<Exchange> some = new LinkedBlockingQueue<>();
        context.addRoutes(route("esper:alerts", all));
        context.addRoutes(route("esper:alerts?detection=B&status=final", some));
        alerts.alert(alert("1", "A", Status.FINAL));
        alerts.alert(alert("2", "B", Status.OPEN));
        alerts.alert(alert("3", "B", Status.FINAL));
        for (String id : List.of("1", "2", "3")) {
            assertEquals(id, all.poll(10, TimeUnit.SECONDS).getMessage().getHeader(EsperConstants.ALERT_ID));
        }
        Exchange only = some.poll(10, TimeUnit.SECONDS);
        assertEquals("3", only.getMessage().getHeader(EsperConstants.ALERT_ID));
        assertEquals("B", only.getMessage().getHeader(EsperConstants.DETECTION));
        assertEquals("final", only.getMessage().getHeader(EsperConstants.STATUS));
        assertEquals(7, only.getMessage().getHeader(EsperConstants.REVISION));
        assertEquals("high", only.getMessage().getHeader(EsperConstants.SEVERITY));
        assertEquals(
                "3", JsonText.object(only.getMessage().getBody(String.class)).get("id"));
    }

    @Test
    void triesAnAlertAgainUntilTheRouteTakesIt() throws Exception {
        BlockingQueue<String> received = new LinkedBlockingQueue<>();
        context.addRoutes(new RouteBuilder() {
            private int attempts;

            @Override
            public void configure() {
                from("esper:alerts").process(exchange -> {
                    if (++attempts < 3) {
                        throw new IllegalStateException("not yet");
                    }
                    received.add(exchange.getMessage().getHeader(EsperConstants.ALERT_ID, String.class));
                });
            }
        });
        alerts.alert(alert("1", "A", Status.OPEN));
        alerts.alert(alert("2", "A", Status.OPEN));
        assertEquals("1", received.poll(10, TimeUnit.SECONDS));
        assertEquals("2", received.poll(10, TimeUnit.SECONDS));
    }
}
