package io.tokenwatch.camel;

import io.netty.buffer.ByteBufInputStream;
import io.tokenwatch.event.DeadLetter;
import io.tokenwatch.event.Intake;
import io.tokenwatch.event.IntakeUnavailableException;
import io.tokenwatch.event.JsonText;
import io.tokenwatch.event.Source;
import io.vertx.core.buffer.Buffer;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.Message;
import org.apache.camel.StreamCache;
import org.apache.camel.support.DefaultProducer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes in the rows of an exchange's body, as a stream, and goes on when they are worked. Says in headers how many
 * could be read; if an answer is expected, the body becomes {@code {"accepted":n,"rejected":[{"line":…,"reason":…}]}}.
 */
final class EsperProducer extends DefaultProducer {
    private static final Logger LOG = LoggerFactory.getLogger(EsperProducer.class);
    private static final long PAUSE_MILLIS = 500;

    private final EsperEndpoint endpoint;

    EsperProducer(EsperEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
    }

    @Override
    public void process(Exchange exchange) throws Exception {
        Message message = exchange.getMessage();
        if (message.getBody() == null) {
            throw new UnreadableBodyException("the body is empty");
        }
        checkSize(message);
        Intake.Receipt receipt =
                exchange.getPattern() == ExchangePattern.InOut ? accept(exchange) : acceptAtLast(exchange);
        message.setHeader(EsperConstants.ACCEPTED, receipt.accepted());
        message.setHeader(EsperConstants.REJECTED, receipt.rejected());
        if (exchange.getPattern() == ExchangePattern.InOut) {
            message.setBody(answer(receipt));
        } else if (message.getBody() instanceof StreamCache cache) {
            cache.reset();
        }
    }

    private Intake.Receipt accept(Exchange exchange) throws Exception {
        return endpoint.getComponent().intake().accept(source(exchange), stream(exchange.getMessage()));
    }

    private static InputStream stream(Message message) throws Exception {
        return message.getBody() instanceof Buffer posted
                ? stream(posted)
                : message.getMandatoryBody(InputStream.class);
    }

    /** A posted body as a stream; Camel's converter would copy it. */
    @SuppressWarnings("deprecation") // a buffer's Netty buffer: Vert.x 5 has it elsewhere
    static InputStream stream(Buffer posted) {
        return new ByteBufInputStream(posted.getByteBuf());
    }

    /** Where nobody waits for an answer, a file or message stays where it is until it can be taken in. */
    private Intake.Receipt acceptAtLast(Exchange exchange) throws Exception {
        for (boolean first = true; ; first = false) {
            try {
                return accept(exchange);
            } catch (IntakeUnavailableException unavailable) {
                if (endpoint.getComponent().hasStoppedIntake()
                        || exchange.getMessage().getBody() instanceof InputStream) {
                    throw unavailable;
                }
                if (first) {
                    LOG.warn("{} waits: {}", source(exchange).name(), unavailable.getMessage());
                }
                Thread.sleep(PAUSE_MILLIS);
            }
        }
    }

    private Source source(Exchange exchange) {
        Message message = exchange.getMessage();
        String file = message.getHeader(Exchange.FILE_PATH, String.class);
        String name =
                message.getHeader(EsperConstants.SOURCE, file == null ? exchange.getExchangeId() : file, String.class);
        String hint = endpoint.getHint() != null ? endpoint.getHint() : file == null ? "" : file;
        return new Source(name, hint);
    }

    /**
     * Measures the body, inflated if it is compressed, before a row of it is taken: a message is taken as a whole or
     * not at all.
     */
    private void checkSize(Message message) throws Exception {
        if (endpoint.getMaxBytes() <= 0) {
            return;
        }
        InputStream body = stream(message);
        if (!body.markSupported()) {
            body = new BufferedInputStream(body);
            message.setBody(body);
        }
        body.mark(Integer.MAX_VALUE);
        try {
            measure(body, length(message.getBody()));
        } catch (EOFException | ZipException damaged) {
            throw new UnreadableBodyException("the gzip body is damaged or cut off: " + damaged.getMessage());
        }
        if (message.getBody() instanceof StreamCache cache) {
            cache.reset();
        } else {
            body.reset();
        }
    }

    /** How many bytes a body has; -1 if only reading it tells. */
    private static long length(Object body) {
        if (body instanceof Buffer posted) {
            return posted.length();
        }
        return body instanceof StreamCache cache ? cache.length() : -1;
    }

    private void measure(InputStream body, long length) throws IOException, BodyTooLargeException {
        InputStream bytes = new BufferedInputStream(body);
        bytes.mark(2);
        boolean compressed = bytes.read() == 0x1f && bytes.read() == 0x8b;
        bytes.reset();
        if (!compressed && length >= 0) {
            checkSize(length, "");
            return;
        }
        InputStream inflated = compressed ? new GZIPInputStream(bytes) : bytes;
        byte[] buffer = new byte[64 * 1024];
        long total = 0;
        for (int n = 0; n >= 0; n = inflated.read(buffer)) {
            total += n;
            checkSize(total, compressed ? " after inflating" : "");
        }
    }

    private void checkSize(long bytes, String how) throws BodyTooLargeException {
        if (bytes > endpoint.getMaxBytes()) {
            throw new BodyTooLargeException("the body is larger than " + endpoint.getMaxBytes() + " bytes" + how);
        }
    }

    private static String answer(Intake.Receipt receipt) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("accepted", receipt.accepted());
        answer.put("rejected", rejected(receipt));
        if (receipt.rejected() > receipt.someRejected().size()) {
            answer.put("rejectedInAll", receipt.rejected());
        }
        return JsonText.of(answer);
    }

    private static List<Map<String, Object>> rejected(Intake.Receipt receipt) {
        return receipt.someRejected().stream().map(EsperProducer::shown).toList();
    }

    private static Map<String, Object> shown(DeadLetter letter) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("line", letter.line());
        if (letter.item() > 0) {
            shown.put("item", letter.item());
        }
        shown.put("reason", letter.reason().text());
        shown.put("message", letter.message());
        return shown;
    }
}
