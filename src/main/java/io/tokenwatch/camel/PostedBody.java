package io.tokenwatch.camel;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.impl.RoutingContextInternal;
import java.util.Locale;

/**
 * Reads the body of a request before its route runs, as Vert.x's {@link BodyHandler} does, which is left the forms and
 * what has no body. That one keeps a body in one piece, which it copies into a larger one again and again while it
 * comes: a post of 4 MB made as much garbage by that as by all that is done with its rows.
 *
 * <p>Fails a request whose body is too large with 413.
 */
final class PostedBody implements Handler<RoutingContext> {
    private static final int FIRST_BYTES = 4 * 1024;
    private static final int SEGMENT_BYTES = 64 * 1024;

    /**
     * A piece of so many bytes is kept as it came; smaller ones are gathered, or a body could be of millions of them.
     */
    private static final int LARGE_BYTES = 16 * 1024;

    private final long longest;
    private final BodyHandler vertx;

    /** @param longest how many bytes a body may have */
    PostedBody(long longest) {
        this.longest = longest;
        this.vertx = BodyHandler.create(false).setBodyLimit(longest);
    }

    @Override
    public void handle(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (isForm(request) || hasNone(request)) {
            vertx.handle(context);
        } else if (announced(request) > longest) {
            context.fail(413);
        } else if (mayBegin(context)) {
            new Reading(context).begin();
        }
    }

    private static boolean hasNone(HttpServerRequest request) {
        return request.isEnded()
                || request.version() != HttpVersion.HTTP_2
                        && !request.headers().contains(HttpHeaders.CONTENT_LENGTH)
                        && !request.headers().contains(HttpHeaders.TRANSFER_ENCODING);
    }

    private static boolean isForm(HttpServerRequest request) {
        String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
        String lower = type == null ? "" : type.toLowerCase(Locale.ROOT);
        return lower.startsWith("multipart/form-data") || lower.startsWith("application/x-www-form-urlencoded");
    }

    /** How long the body is to be; 0 if that is not said. */
    private static long announced(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        try {
            return length == null ? 0 : Long.parseLong(length);
        } catch (NumberFormatException refusedByTheServer) {
            return 0;
        }
    }

    /** Tells a client that waits for it to send the body; fails the request if it expects anything else. */
    private static boolean mayBegin(RoutingContext context) {
        String expected = context.request().getHeader(HttpHeaders.EXPECT);
        if (expected == null || context.request().version() == HttpVersion.HTTP_1_0) {
            return true;
        }
        boolean continues = expected.equalsIgnoreCase("100-continue");
        if (continues) {
            context.response().writeContinue();
        } else {
            context.fail(417);
        }
        return continues;
    }

    /** A body that comes. Used by the request's event loop. */
    private final class Reading {
        private final RoutingContext context;
        private final CompositeByteBuf body = Unpooled.compositeBuffer(Integer.MAX_VALUE);
        private ByteBuf segment = Unpooled.EMPTY_BUFFER;
        private long length;

        Reading(RoutingContext context) {
            this.context = context;
        }

        void begin() {
            context.request()
                    .exceptionHandler(context::fail)
                    .handler(this::came)
                    .endHandler(end -> ended())
                    .resume();
        }

        @SuppressWarnings("deprecation") // a buffer's Netty buffer: Vert.x 5 has it elsewhere
        private void came(Buffer bytes) {
            boolean failed = length > longest;
            length += bytes.length();
            if (length > longest) {
                if (!failed) {
                    context.fail(413);
                }
                return;
            }
            ByteBuf from = bytes.getByteBuf();
            if (from.readableBytes() >= LARGE_BYTES) {
                close();
                body.addComponent(true, from);
                return;
            }
            while (from.isReadable()) {
                if (segment.maxWritableBytes() == 0) {
                    close();
                    segment = Unpooled.buffer(FIRST_BYTES, SEGMENT_BYTES);
                }
                segment.writeBytes(from, Math.min(from.readableBytes(), segment.maxWritableBytes()));
            }
        }

        private void close() {
            if (segment.isReadable()) {
                body.addComponent(true, segment);
            }
            segment = Unpooled.EMPTY_BUFFER;
        }

        @SuppressWarnings("deprecation")
        private void ended() {
            if (length <= longest) {
                close();
                ((RoutingContextInternal) context).setBody(Buffer.buffer(body));
                context.next();
            }
        }
    }
}
