package io.tokenwatch.web;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Stands before the route that takes events: refuses other methods and content that cannot be events before a byte of
 * it is read.
 */
final class EventsGate implements Handler<RoutingContext> {
    static final String PATH = "/api/v1/events";

    private static final Set<String> TYPES = Set.of(
            "application/json",
            "application/x-ndjson",
            "application/ndjson",
            "application/jsonl",
            "application/x-jsonlines",
            "application/json-seq",
            "application/gzip",
            "application/x-gzip",
            "application/octet-stream",
            "text/plain",
            "text/csv");

    private static final Set<String> ENCODINGS = Set.of("identity", "gzip", "x-gzip");

    private final Supplier<String> notYet;

    /** @param notYet why nothing is taken in at present; null if it is */
    EventsGate(Supplier<String> notYet) {
        this.notYet = notYet;
    }

    @Override
    public void handle(RoutingContext request) {
        String reason = notYet.get();
        if (reason != null) {
            request.response().putHeader(HttpHeaders.RETRY_AFTER, "1");
            Problem.answer(request, 503, reason + "; send it again");
            return;
        }
        if (request.request().method() != HttpMethod.POST) {
            request.response().putHeader(HttpHeaders.ALLOW, "POST");
            Problem.answer(request, 405, "events are posted");
            return;
        }
        String type = withoutParameters(request.request().getHeader(HttpHeaders.CONTENT_TYPE));
        if (!type.isEmpty() && !TYPES.contains(type)) {
            Problem.answer(
                    request,
                    415,
                    "the content type is " + type
                            + "; expected application/json, application/x-ndjson, text/csv or application/gzip");
            return;
        }
        String encoding = withoutParameters(request.request().getHeader(HttpHeaders.CONTENT_ENCODING));
        if (!encoding.isEmpty() && !ENCODINGS.contains(encoding)) {
            Problem.answer(request, 415, "the content encoding is " + encoding + "; expected gzip or none");
            return;
        }
        request.next();
    }

    private static String withoutParameters(String header) {
        return header == null ? "" : header.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }
}
