package io.tokenwatch.web;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tokenwatch.alert.Alert;
import io.tokenwatch.alert.AlertSink;
import io.tokenwatch.alert.Withheld;
import io.tokenwatch.event.Counters;
import io.tokenwatch.event.Outcome;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** The metrics, by Micrometer, in Prometheus' format. Safe to share. */
public final class Metrics implements AlertSink, AutoCloseable {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics collections = new JvmGcMetrics();
    private final Counters rows;
    private final Timer latency;

    /** @param rows the rows by table and outcome */
    public Metrics(Counters rows) {
        this.rows = rows;
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        collections.bindTo(registry);
        latency = Timer.builder("tokenwatch.alert.latency")
                .description("How long after its deciding row was read an alert was told; quantiles of the last minute")
                .publishPercentiles(0.5, 0.99)
                .distributionStatisticExpiry(Duration.ofMinutes(1))
                .distributionStatisticBufferLength(6)
                .register(registry);
    }

    /** Shows a value that goes up and down. */
    public void gauge(String name, String description, Supplier<Number> value) {
        Gauge.builder(name, value).description(description).register(registry);
    }

    /** Shows a value of one of several of a kind. */
    public void gauge(String name, String description, String tag, String which, Supplier<Number> value) {
        Gauge.builder(name, value).description(description).tag(tag, which).register(registry);
    }

    @Override
    public void alert(Alert alert) {
        registry.counter(
                        "tokenwatch.alerts",
                        "detection",
                        alert.detection().id(),
                        "status",
                        alert.status().text())
                .increment();
    }

    @Override
    public void took(long nanos) {
        latency.record(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void withheld(Withheld withheld) {
        registry.counter(
                        "tokenwatch.alerts.excepted",
                        "detection",
                        withheld.alert().detection().id())
                .increment();
    }

    /** All metrics as Prometheus reads them. */
    String scrape() {
        for (String table : rows.tables()) {
            for (Outcome outcome : Outcome.values()) {
                FunctionCounter.builder("tokenwatch.rows", rows, counters -> counters.get(table, outcome))
                        .description("Rows by table and by what became of them; read is the sum of the others")
                        .tag("table", table)
                        .tag("outcome", outcome.text())
                        .register(registry);
            }
        }
        return registry.scrape();
    }

    @Override
    public void close() {
        collections.close();
        registry.close();
    }
}
