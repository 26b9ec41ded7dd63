package io.tokenwatch.camel;

import io.tokenwatch.event.JsonText;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;

/**
 * Answers a post of events, after {@code esper:events} or after what it threw: 202 if rows could be read, 400 if none
 * could, 413 if the body is too large, 503 if the engine cannot take it. The request's headers are not sent back.
 */
final class HttpAnswer implements Processor {
    @Override
    public void process(Exchange exchange) {
        Message message = exchange.getMessage();
        Exception failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        long accepted = message.getHeader(EsperConstants.ACCEPTED, 0L, Long.class);
        String receipt = failure == null ? message.getBody(String.class) : null;
        message.removeHeaders("*");
        if (failure != null) {
            problem(message, failure);
        } else if (accepted > 0) {
            answer(message, 202, "application/json", receipt);
        } else {
            problem(message, 400, "Bad Request", "no row of the body could be read", receipt);
        }
    }

    private static void problem(Message message, Exception failure) {
        if (failure instanceof BodyTooLargeException) {
            problem(message, 413, "Content Too Large", failure.getMessage(), null);
        } else if (failure instanceof UnreadableBodyException) {
            problem(message, 400, "Bad Request", failure.getMessage(), null);
        } else {
            message.setHeader("Retry-After", 5);
            problem(
                    message,
                    503,
                    "Service Unavailable",
                    "the events could not be taken in: " + failure.getMessage(),
                    null);
        }
    }

    /** A problem by RFC 9457, with the receipt's members if there is one. */
    private static void problem(Message message, int status, String title, String detail, String receipt) {
        Map<String, Object> problem = new LinkedHashMap<>();
        problem.put("type", "about:blank");
        problem.put("title", title);
        problem.put("status", status);
        problem.put("detail", detail);
        if (receipt != null) {
            problem.putAll(JsonText.object(receipt));
        }
        answer(message, status, "application/problem+json", JsonText.of(problem));
    }

    private static void answer(Message message, int status, String contentType, String body) {
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, status);
        message.setHeader(Exchange.CONTENT_TYPE, contentType);
        message.setBody(body);
    }
}
