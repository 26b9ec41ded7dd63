import jakarta.jms.Connection;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;

/** An ActiveMQ Artemis broker. Sends each file that it reads the name of to a queue; after the last it says when the queue is empty. Ends when it is killed. */
final class Broker {
    public static void main(String[] arguments) throws Exception {
        String url = arguments[0];
        String queue = arguments[1];
        ConfigurationImpl configuration = new ConfigurationImpl();
        configuration.setSecurityEnabled(false);
        configuration.setPersistenceEnabled(false);
        configuration.setBrokerInstance(Path.of(arguments[2]).toFile());
        configuration.addAcceptorConfiguration("tcp", url);
        configuration.addAddressSetting("#", new AddressSettings().setAutoDeleteQueues(false));
        EmbeddedActiveMQ server = new EmbeddedActiveMQ();
        server.setConfiguration(configuration);
        server.start();
        try (Connection connection = new ActiveMQConnectionFactory(url).createConnection();
                Session session = connection.createSession();
                MessageProducer producer = session.createProducer(session.createQueue(queue));
                BufferedReader names = new BufferedReader(new InputStreamReader(System.in))) {
            System.out.println("up");
            for (String name = names.readLine(); name != null; name = names.readLine()) {
                producer.send(session.createTextMessage(Files.readString(Path.of(name))));
            }
        }
        while (server.getActiveMQServer().locateQueue(SimpleString.of(queue)).getMessageCount() > 0) {
            Thread.sleep(100);
        }
        System.out.println("empty");
    }
}
