package io.tokenwatch.testing;

import jakarta.jms.Connection;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.nio.file.Path;
import java.util.function.Function;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;

/** A real ActiveMQ Artemis broker on a free TCP port of 127.0.0.1, with a dead-letter queue after three attempts. */
public final class Broker implements AutoCloseable {
    private final EmbeddedActiveMQ server = new EmbeddedActiveMQ();
    private final String url;
    private final Connection connection;

    public Broker(Path folder) throws Exception {
        ConfigurationImpl configuration = new ConfigurationImpl();
        configuration.setSecurityEnabled(false);
        configuration.setPersistenceEnabled(false);
        configuration.setBrokerInstance(folder.toFile());
        configuration.addAcceptorConfiguration("tcp", "tcp://127.0.0.1:0");
        configuration.addAddressSetting(
                "#",
                new AddressSettings()
                        .setDeadLetterAddress(SimpleString.of("DLQ"))
                        .setMaxDeliveryAttempts(3)
                        .setAutoCreateQueues(true)
                        .setAutoCreateAddresses(true));
        server.setConfiguration(configuration);
        server.start();
        int port = server.getActiveMQServer()
                .getRemotingService()
                .getAcceptor("tcp")
                .getActualPort();
        this.url = "tcp://127.0.0.1:" + port;
        this.connection = new ActiveMQConnectionFactory(url).createConnection();
        connection.start();
    }

    public String url() {
        return url;
    }

    /** How to make a message. */
    @FunctionalInterface
    public interface MessageMaker {
        Message make(Session session) throws Exception;
    }

    public void send(String queue, MessageMaker message) throws Exception {
        try (Session session = connection.createSession();
                MessageProducer producer = session.createProducer(session.createQueue(queue))) {
            producer.send(message.make(session));
        }
    }

    public void sendText(String queue, String text) throws Exception {
        send(queue, session -> session.createTextMessage(text));
    }

    /** Takes the next message of a queue, and what a function reads of it; fails if none comes within ten seconds. */
    public <T> T receive(String queue, Function<Message, T> read) throws Exception {
        try (Session session = connection.createSession();
                MessageConsumer consumer = session.createConsumer(session.createQueue(queue))) {
            Message message = consumer.receive(10_000);
            if (message == null) {
                throw new AssertionError("no message in " + queue);
            }
            return read.apply(message);
        }
    }

    /** How many messages wait in a queue. */
    public long waiting(String queue) {
        var found = server.getActiveMQServer().locateQueue(SimpleString.of(queue));
        return found == null ? 0 : found.getMessageCount();
    }

    /** How many connections there are, the one of this object among them. */
    public int connections() {
        return server.getActiveMQServer().getConnectionCount();
    }

    /** How many consumers take from a queue. */
    public int consumers(String queue) {
        var found = server.getActiveMQServer().locateQueue(SimpleString.of(queue));
        return found == null ? 0 : found.getConsumerCount();
    }

    @Override
    public void close() throws Exception {
        connection.close();
        server.stop();
    }
}
