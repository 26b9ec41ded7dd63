package io.tokenwatch.web;

import io.tokenwatch.alert.Alerts;
import io.tokenwatch.alert.ExceptionGate;
import io.tokenwatch.alert.Status;
import io.tokenwatch.alert.Withheld;
import io.tokenwatch.event.JsonText;
import io.tokenwatch.event.Ticks;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * {@code GET /api/v1/alerts?since=&detection=&status=&limit=}: the alerts as they were told last, newest first. With
 * {@code excepted=true} those that are withheld, each with the reason, and all exceptions as they stand.
 */
final class AlertsApi implements Handler<RoutingContext> {
    private static final int USUAL_LIMIT = 100;
    private static final int LARGEST_LIMIT = 10_000;

    private final Alerts alerts;

    private final ExceptionGate gate;

    AlertsApi(Alerts alerts, ExceptionGate gate) {
        this.alerts = alerts;
        this.gate = gate;
    }

    @Override
    public void handle(RoutingContext request) {
        try {
            Map<String, Object> answer = isExcepted(request) ? excepted(request) : Map.of("alerts", told(request));
            request.response().putHeader("Content-Type", "application/json").end(JsonText.of(answer));
        } catch (IllegalArgumentException wrong) {
            Problem.answer(request, 400, wrong.getMessage());
        }
    }

    private List<Map<String, Object>> told(RoutingContext request) {
        List<Map<String, Object>> shown = new ArrayList<>();
        for (Alerts.Told told :
                alerts.recent(since(request), parameter(request, "detection"), status(request), limit(request))) {
            Map<String, Object> alert = told.toMap();
            alert.put("told", told.at().toString());
            shown.add(alert);
        }
        return shown;
    }

    private Map<String, Object> excepted(RoutingContext request) {
        if (since(request) != null) {
            throw new IllegalArgumentException("since: withheld alerts are not told at any time; expected no since");
        }
        List<Withheld> withheld = gate.withheld(parameter(request, "detection"), status(request), limit(request));
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("alerts", withheld.stream().map(Withheld::toMap).toList());
        answer.put(
                "exceptions",
                gate.exceptions().stream().map(ExceptionGate.Standing::toMap).toList());
        return answer;
    }

    private static boolean isExcepted(RoutingContext request) {
        String text = parameter(request, "excepted");
        if (text != null && !text.equals("true") && !text.equals("false")) {
            throw new IllegalArgumentException("excepted=" + text + ": expected true or false");
        }
        return "true".equals(text);
    }

    private static String parameter(RoutingContext request, String name) {
        String value = request.request().getParam(name);
        return value == null || value.isEmpty() ? null : value;
    }

    private static Instant since(RoutingContext request) {
        String text = parameter(request, "since");
        if (text == null) {
            return null;
        }
        // a plus sign in a query is a blank
        long ticks = Ticks.parse(text.replace(' ', '+'));
        ticks = ticks == Ticks.NONE ? Ticks.parse(text) : ticks;
        if (ticks == Ticks.NONE) {
            throw new IllegalArgumentException("since=" + text + ": expected a time like 2024-05-01T10:20:30Z");
        }
        return Instant.ofEpochMilli(Ticks.toMillis(ticks));
    }

    private static Status status(RoutingContext request) {
        String text = parameter(request, "status");
        try {
            return text == null ? null : Status.valueOf(text.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException unknown) {
            throw new IllegalArgumentException("status=" + text + ": expected open, updated, final or closed");
        }
    }

    private static int limit(RoutingContext request) {
        String text = parameter(request, "limit");
        try {
            int limit = text == null ? USUAL_LIMIT : Integer.parseInt(text);
            if (limit >= 1 && limit <= LARGEST_LIMIT) {
                return limit;
            }
        } catch (NumberFormatException notANumber) {
            // told below, as one out of range is
        }
        throw new IllegalArgumentException("limit=" + text + ": expected a whole number from 1 to " + LARGEST_LIMIT);
    }
}
