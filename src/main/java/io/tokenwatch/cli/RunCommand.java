package io.tokenwatch.cli;

import io.tokenwatch.app.Service;
import java.time.Clock;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code run}: the service. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = {
            "Runs the service: events come in and alerts go out by the routes, until Ctrl-C.",
            "",
            "Without any setting it listens on http://127.0.0.1:8080, takes files from data/inbox, and appends alerts to data/alerts.ndjson."
        },
        footer = {
            "",
            "Examples:",
            "  tokenwatch run",
            "  tokenwatch run --set tokenwatch.jms.url=tcp://127.0.0.1:61616",
            "  tokenwatch run --config /etc/tokenwatch.properties --set tokenwatch.http.port=9090"
        })
final class RunCommand implements Callable<Integer> {
    @Mixin
    private SettingOptions settings;

    @Override
    public Integer call() throws Exception {
        Service service = new Service(settings.settings(), Clock.systemUTC());
        CountDownLatch ended = new CountDownLatch(1);
        Thread drain = new Thread(() -> stop(service, ended), "drain");
        service.start();
        Runtime.getRuntime().addShutdownHook(drain);
        ended.await();
        return ExitCode.OK;
    }

    private static void stop(Service service, CountDownLatch ended) {
        try {
            service.stop();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            ended.countDown();
        }
    }
}
