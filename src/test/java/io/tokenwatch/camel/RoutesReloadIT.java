package io.tokenwatch.camel;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tokenwatch.alert.Status;
import io.tokenwatch.testing.Broker;
import jakarta.jms.Message;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reloads routes that take from and send to a real broker. */
class RoutesReloadIT {
    @TempDir
    private Path temporary;

    private static void writeJms(Reloading running, int i) throws Exception {
        running.write("in", """
                - route:
                    id: in
                    from:
                      uri: "jms:queue:events"
                      steps:
                        - log:
                            logName: in
                            loggingLevel: DEBUG
                            message: "%d"
                        - to: "esper:events"
                """.formatted(i));
        running.write("out", """
                - route:
                    id: out
                    from:
                      uri: "esper:alerts?queueSize=%d"
                      steps:
                        - setHeader:
                            name: alertId
                            simple: "${header.CamelEsperAlertId}"
                        - to: "jms:queue:alerts"
                """.formatted(1000 + i));
    }

    @Test
    void losesNoMessageAndLeavesNoConsumerBehind() throws Exception {
        try (Broker broker = new Broker(temporary.resolve("broker"));
                Reloading running = new Reloading(temporary, Map.of("tokenwatch.jms.url", broker.url()))) {
            writeJms(running, 0);
            running.routes.start();
            await().until(() -> broker.consumers("events") == 1);
            int sent = 0;
            int connections = 0;
            for (int i = 1; i <= 20; i++) {
                for (int n = 0; n < 20; n++) {
                    broker.sendText("events", "rows " + sent++);
                }
                running.tell("a" + i, Status.OPEN);
                writeJms(running, i);
                assertEquals(2, running.routes.reload().size());
                await().until(() -> broker.consumers("events") == 1);
                connections = i == 1 ? broker.connections() : connections;
            }
            int all = sent;
            await().until(() -> new TreeSet<>(running.taken).size() == all);
            await().until(() -> broker.waiting("events") == 0);
            assertEquals(0, broker.waiting("DLQ"));
            assertEquals(all, running.taken.size());
            assertEquals(connections, broker.connections());
            await().until(() -> broker.waiting("alerts") == 20);
            assertEquals(
                    IntStream.rangeClosed(1, 20).mapToObj(i -> "a" + i).toList(),
                    IntStream.rangeClosed(1, 20)
                            .mapToObj(i -> receivedId(broker))
                            .toList());
        }
    }

    private static String receivedId(Broker broker) {
        try {
            return broker.receive("alerts", RoutesReloadIT::id);
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static String id(Message message) {
        try {
            return message.getStringProperty("alertId");
        } catch (jakarta.jms.JMSException failed) {
            throw new IllegalStateException(failed);
        }
    }

    @Test
    void connectsToNothingWhenItOnlyChecks() throws Exception {
        try (Broker broker = new Broker(temporary.resolve("broker"));
                Reloading running = new Reloading(temporary, Map.of("tokenwatch.jms.url", broker.url()))) {
            int before = broker.connections();
            writeJms(running, 0);
            running.writeHttp("one", "/one", "first");
            running.write("wrong", "");
            broker.sendText("events", "rows");
            RoutesException wrong = assertThrows(RoutesException.class, running.routes::start);
            assertTrue(wrong.getMessage().startsWith("wrong.camel.yaml:1: "), wrong.getMessage());
            assertEquals(before, broker.connections());
            assertEquals(0, broker.consumers("events"));
            assertEquals(1, broker.waiting("events"));
            assertEquals(404, running.post("/one", "rows").statusCode());
        }
    }
}
