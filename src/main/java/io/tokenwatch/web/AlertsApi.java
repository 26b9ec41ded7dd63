package io.tokenwatch.web;

import io.tokenwatch.alert.Alerts;
import io.tokenwatch.alert.Status;
import io.tokenwatch.event.JsonText;
import io.tokenwatch.event.Ticks;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** {@code GET /api/v1/alerts?since=&detection=&status=&limit=}: the alerts as they were told last, newest first. */
final class AlertsApi implements Handler<RoutingContext> {
    private static final int USUAL_LIMIT = 100;
    private static final int LARGEST_LIMIT = 10_000;

    private final Alerts alerts;

    AlertsApi(Alerts alerts) {
        this.alerts = alerts;
    }

    @Override
    public void handle(RoutingContext request) {
        try {
            List<Map<String, Object>> shown = new ArrayList<>();
            for (Alerts.Told told :
                    alerts.recent(since(request), parameter(request, "detection"), status(request), limit(request))) {
                Map<String, Object> alert = told.alert().toMap();
                alert.put("told", told.at().toString());
                shown.add(alert);
            }
            request.response().putHeader("Content-Type", "application/json").end(JsonText.of(Map.of("alerts", shown)));
        } catch (IllegalArgumentException wrong) {
            Problem.answer(request, 400, wrong.getMessage());
        }
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
