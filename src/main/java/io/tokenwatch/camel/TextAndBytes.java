package io.tokenwatch.camel;

import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import org.springframework.jms.support.converter.MessageConversionException;
import org.springframework.jms.support.converter.MessageConverter;

/** Takes text and bytes out of JMS messages and refuses all else, above all serialized Java objects. Sends text. */
final class TextAndBytes implements MessageConverter {
    @Override
    public Object fromMessage(Message message) throws JMSException {
        if (message instanceof TextMessage text) {
            return text.getText();
        }
        if (message instanceof BytesMessage bytes) {
            byte[] body = new byte[(int) bytes.getBodyLength()];
            bytes.readBytes(body);
            return body;
        }
        throw new MessageConversionException(
                "cannot take events from a " + message.getClass().getSimpleName() + "; expected text or bytes");
    }

    @Override
    public Message toMessage(Object body, Session session) throws JMSException {
        if (body instanceof byte[] bytes) {
            BytesMessage message = session.createBytesMessage();
            message.writeBytes(bytes);
            return message;
        }
        return session.createTextMessage(String.valueOf(body));
    }
}
