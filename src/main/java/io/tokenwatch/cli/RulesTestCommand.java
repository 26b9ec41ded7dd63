package io.tokenwatch.cli;

import io.tokenwatch.app.RuleTests;
import io.tokenwatch.app.SampleCase;
import io.tokenwatch.app.Settings;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code rules test}: runs the samples. */
@Command(
        name = "test",
        mixinStandardHelpOptions = true,
        description = {
            "Runs each detection over its samples and compares its alerts with those that the samples expect.",
            "",
            "A case is a folder SAMPLES/<detection>/<case>/ with events and alerts.ndjson. Every detection needs a case that fires and one that is silent."
                    + " Ends with 1 if a case fails."
        },
        footer = {
            "",
            "Examples:",
            "  tokenwatch rules test",
            "  tokenwatch rules test --junit target/rules.xml",
            "  tokenwatch rules test --set tokenwatch.rules.dir=my/epl my/samples"
        })
final class RulesTestCommand implements Callable<Integer> {
    @Parameters(
            arity = "0..1",
            paramLabel = "SAMPLES",
            description = "The folder of samples; else the one beside the rules'.")
    private Path samples;

    @Option(names = "--rule", paramLabel = "ID", description = "Tests only this detection. May be repeated.")
    private List<String> only = new ArrayList<>();

    @Option(names = "--junit", paramLabel = "FILE", description = "Writes the results there as JUnit XML.")
    private Path junit;

    @Option(
            names = "--update",
            description =
                    "Has the cases expect what came, and prints what they expected before. Read it before you keep it.")
    private boolean update;

    @Mixin
    private SettingOptions settings;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        Settings all = settings.settings();
        RuleTests tests = new RuleTests(all);
        Set<String> unknown = new TreeSet<>(only);
        unknown.removeAll(tests.detections());
        if (!unknown.isEmpty()) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(),
                    "--rule " + unknown.iterator().next() + ": there is no such detection; there are "
                            + tests.detections());
        }
        Path folder = samples != null ? samples : RuleTests.samplesOf(all);
        Set<String> detections = only.isEmpty() ? tests.detections() : new TreeSet<>(only);
        if (update) {
            update(tests, folder, detections);
        }
        List<RuleTests.Result> results = tests.run(folder, detections, this::told);
        if (junit != null) {
            JUnitXml.write(results, junit);
        }
        return summary(results) ? ExitCode.OK : ExitCode.FINDINGS;
    }

    private void update(RuleTests tests, Path folder, Set<String> detections) throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        for (SampleCase sample : SampleCase.in(folder)) {
            if (detections.contains(sample.detection())) {
                tests.update(sample).forEach(change -> out.println(sample + " updated: " + change));
            }
        }
        out.flush();
    }

    private void told(RuleTests.Result result) {
        PrintWriter out = spec.commandLine().getOut();
        if (Terminal.isErr()) {
            PrintWriter err = spec.commandLine().getErr();
            err.print("\r\u001b[K" + (result.passed() ? result.detection() + "/" + result.name() : "") + "\r");
            err.flush();
        }
        result.failures().forEach(failure -> out.println(result.detection() + "/" + result.name() + ": " + failure));
        out.flush();
    }

    private boolean summary(List<RuleTests.Result> results) {
        List<RuleTests.Result> failed =
                results.stream().filter(result -> !result.passed()).toList();
        long detections =
                results.stream().map(RuleTests.Result::detection).distinct().count();
        PrintWriter err = spec.commandLine().getErr();
        if (Terminal.isErr()) {
            err.print("\r\u001b[K");
        }
        err.println(Count.of(results.size() - detections, "case") + " of " + Count.of(detections, "detection") + ", "
                + (failed.isEmpty() ? "all as expected" : failed.size() + " failed"));
        err.flush();
        return failed.isEmpty();
    }
}
