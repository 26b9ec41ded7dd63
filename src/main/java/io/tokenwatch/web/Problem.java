package io.tokenwatch.web;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.tokenwatch.event.JsonText;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.Map;

/** Answers that say what was wrong, as problem details (RFC 9457). */
final class Problem {
    private Problem() {}

    static void answer(RoutingContext request, int status, String detail) {
        if (request.response().ended()) {
            return;
        }
        Map<String, Object> problem = new LinkedHashMap<>();
        problem.put("type", "about:blank");
        problem.put("title", HttpResponseStatus.valueOf(status).reasonPhrase());
        problem.put("status", status);
        problem.put("detail", detail);
        request.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "application/problem+json")
                .end(JsonText.of(problem));
    }
}
