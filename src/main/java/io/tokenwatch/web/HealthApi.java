package io.tokenwatch.web;

import io.tokenwatch.event.JsonText;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Answers 200 if all checks are up and 503 if one is down, with each of them. */
final class HealthApi implements Handler<RoutingContext> {
    private final Supplier<List<Health.Check>> checks;

    HealthApi(Supplier<List<Health.Check>> checks) {
        this.checks = checks;
    }

    @Override
    public void handle(RoutingContext request) {
        List<Health.Check> all = checks.get();
        boolean up = all.stream().allMatch(Health.Check::up);
        Map<String, Object> health = new LinkedHashMap<>();
        health.put("status", status(up));
        health.put("checks", all.stream().map(HealthApi::shown).toList());
        request.response()
                .setStatusCode(up ? 200 : 503)
                .putHeader("Content-Type", "application/json")
                .end(JsonText.of(health));
    }

    private static Map<String, Object> shown(Health.Check check) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("name", check.name());
        shown.put("status", status(check.up()));
        shown.put("data", Map.of("detail", check.detail()));
        return shown;
    }

    private static String status(boolean up) {
        return up ? "UP" : "DOWN";
    }
}
