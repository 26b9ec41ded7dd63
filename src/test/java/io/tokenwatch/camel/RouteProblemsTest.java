package io.tokenwatch.camel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tokenwatch.alert.Alerts;
import io.tokenwatch.event.Intake;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RouteProblemsTest {
    private static final String COMPONENTS = "direct, esper, file, http, https, jms, log, platform-http";

    @TempDir
    private Path folder;

    private final RouteContexts contexts = new RouteContexts(
            Map.of("tokenwatch.jms.url", "tcp://127.0.0.1:1", "set", "value"),
            (source, in) -> new Intake.Receipt(0, 0, List.of()),
            new Alerts(Clock.systemUTC(), 1),
            Duration.ZERO,
            Duration.ZERO,
            10);

    private List<String> problems(RouteFile... files) {
        return RouteCheck.problems(contexts, List.of(files)).stream()
                .map(RouteProblem::toString)
                .toList();
    }

    private static RouteFile file(String name, String text) {
        return new RouteFile(Path.of(name), text);
    }

    private void problem(String expected, String text) {
        assertEquals(List.of("my.camel.yaml" + expected), problems(file("my.camel.yaml", text)));
    }

    /** A route from an endpoint on line 4 with steps from line 6 on. */
    private static String route(String uri, String steps) {
        return "- route:\n    id: mine\n    from:\n      uri: \"" + uri + "\"\n      steps:\n" + steps;
    }

    private static String from(String uri) {
        return route(uri, "        - to: esper:events\n");
    }

    private static String to(String uri) {
        return route("esper:alerts", "        - to: " + uri + "\n");
    }

    @Test
    void placesWhatIsNotYaml() {
        problem(
                ":5:1: not as expected: while scanning a quoted scalar that begins at line 2, column 9: found unexpected end of stream",
                "- route:\n    id: \"mine\n    from:\n      uri: x\n");
        problem(":1: is empty; expected a list of routes, or no such file", "");
        problem(":1: is empty; expected a list of routes, or no such file", "# only a remark\n");
        problem(":1: expected a list of routes, as in \"- route:\"", "route:\n  id: x\n");
    }

    @Test
    void placesWhereAHalfSavedFileEnds() {
        String whole = from("file:inbox");
        problem(
                ":5:10: not as expected: while scanning a simple key that begins at line 5, column 7: could not find expected ':'",
                whole.substring(0, whole.indexOf("steps") + 3));
        problem(
                ":5:13: not as expected: Node type key-value is invalid, expected array",
                whole.substring(0, whole.indexOf("        - to")));
        problem(
                ":4: route mine has no steps; expected at least one below \"steps\"",
                whole.substring(0, whole.indexOf("      steps")));
        problem(":1: route mine has no \"from\" with a \"uri\"", whole.substring(0, whole.indexOf("      uri")));
        problem(":1: route mine has no \"from\" with a \"uri\"", whole.substring(0, whole.indexOf("    from")));
        problem(":6:15: cannot send to esper:eve; expected esper:events", whole.substring(0, whole.indexOf("nts")));
    }

    @Test
    void placesUnknownStepsAndFields() {
        problem(
                ":6:11: unknown lgo; expected a field or step of Camel's YAML",
                route("esper:alerts", "        - lgo:\n            message: x\n"));
        problem(
                ":7:13: unknown mesage; expected a field or step of Camel's YAML",
                route("esper:alerts", "        - log:\n            mesage: x\n"));
    }

    @Test
    void refusesWhatChangesTheContextForAllFiles() {
        problem(
                ":1:3: unknown beans; expected one of route, from, onException, onCompletion, intercept, interceptFrom, interceptSendToEndpoint, errorHandler",
                "- beans:\n    - name: x\n      type: java.lang.Object\n");
    }

    @Test
    void placesUnknownComponents() {
        problem(":4:13: unknown component fil; expected one of " + COMPONENTS, from("fil:inbox"));
        problem(":10:25: unknown component lgo; expected one of " + COMPONENTS, route("file:inbox", """
                                - choice:
                                    when:
                                      - simple: "${body} == 'x'"
                                        steps:
                                          - to: lgo:x
                        """.indent(0)));
    }

    @Test
    void knowsTheComponentsThatItNames() throws Exception {
        try (CamelContext context = contexts.create()) {
            context.start();
            assertEquals(
                    COMPONENTS,
                    String.join(
                            ", ",
                            RouteProblems.COMPONENTS.stream()
                                    .filter(name -> context.getComponent(name) != null)
                                    .toList()));
        }
    }

    @Test
    void placesUnknownOptions() {
        problem(":4:24: unknown option recursve; did you mean recursive?", from("file:inbox?recursve=true"));
        problem(":6:9: unknown option recursve; did you mean recursive?", """
                - from:
                    uri: file:inbox
                    # recursve in a remark
                    parameters:
                        delay: 100
                        recursve: true
                    steps:
                      - to: esper:events
                """);
        problem(
                ":4:26: unknown option speed; expected one of detection, hint, maxBytes, queueSize, status",
                from("esper:alerts?speed=fast"));
        problem(
                ":6:27: unknown option deliveryPersistant; did you mean deliveryPersistent?",
                to("jms:queue:x?deliveryPersistant=true"));
    }

    @Test
    void placesOptionsWithAWrongValue() {
        problem(":4:24: option delay cannot be soon", from("file:inbox?delay=soon"));
        List<String> found = problems(file("my.camel.yaml", to("log:x").replace("alerts", "alerts?status=new")));
        assertEquals(1, found.size());
        assertEquals(
                "my.camel.yaml:4:26: option status cannot be new: expected one of open, updated, final",
                found.get(0).replace(", closed", ""));
    }

    @Test
    void placesStepsWithoutAnEndpoint() {
        problem(
                ":6: a step has no \"uri\"; expected an endpoint such as esper:events",
                route("esper:alerts", "        - to:\n            id: nowhere\n"));
    }

    @Test
    void placesEndpointsThatAreUsedTheWrongWayRound() {
        problem(":4:13: cannot receive from esper:events; expected esper:alerts", from("esper:events"));
        problem(":6:15: cannot send to esper:alerts; expected esper:events", to("esper:alerts"));
    }

    @Test
    void placesWhatStepsName() {
        problem(
                ":7:18: there is no bean nothing; expected httpAnswer or finishedFiles",
                route("esper:alerts", "        - process:\n            ref: nothing\n"));
        problem(
                ":7:22: \"${body\" is no expression: expected symbol functionEnd but was eol",
                route("esper:alerts", "        - setBody:\n            simple: \"${body\"\n"));
        problem(
                ":7:13: unknown expression language groovy; expected simple or constant",
                route("esper:alerts", "        - setBody:\n            groovy: \"1\"\n"));
    }

    @Test
    void placesSettingsWithoutAValue() {
        problem(
                ":4:28: {{not.there}} has no value; expected a setting that has one",
                from("file:{{set}}/{{not.there}}"));
        problem(
                ":6:22: {{sys:not.there}} has no value; expected a setting that has one",
                to("\"log:{{sys:not.there}}\""));
    }

    @Test
    void tellsWhichFileHasAnIdAlready() {
        assertEquals(
                List.of("b.camel.yaml:2:9: route id mine is taken by a.camel.yaml:2; expected an id of its own"),
                problems(file("a.camel.yaml", from("file:in")), file("b.camel.yaml", from("file:out"))));
    }

    @Test
    void tellsWhichFileBeginsAtAnEndpointAlready() {
        assertEquals(
                List.of("b.camel.yaml:1:16: a route already begins at direct:x, at a.camel.yaml:1; expected one only"),
                problems(
                        file("a.camel.yaml", "- from: {uri: \"direct:x\", steps: [to: esper:events]}"),
                        file("b.camel.yaml", "- from: {uri: \"direct:x\", steps: [to: esper:events]}")));
    }

    @Test
    void findsAllThatIsWrongAtOnce() {
        assertEquals(
                List.of(
                        "a.camel.yaml:4:24: unknown option x; expected one of ",
                        "a.camel.yaml:6:15: unknown component lgo; expected one of " + COMPONENTS,
                        "b.camel.yaml:1: is empty; expected a list of routes, or no such file"),
                problems(
                                file("a.camel.yaml", from("file:inbox?xyzzy=1").replace("esper:events", "lgo:x")),
                                file("b.camel.yaml", ""))
                        .stream()
                        .map(problem -> problem.replaceAll("xyzzy; expected one of .*", "x; expected one of "))
                        .toList());
    }

    @Test
    void leavesNothingBehind() throws Exception {
        Path inbox = folder.resolve("inbox");
        int threads = Thread.activeCount();
        assertEquals(
                List.of(),
                problems(
                        file("a.camel.yaml", from("file:" + inbox).replace("esper:events", "http://127.0.0.1:1/x")),
                        file("b.camel.yaml", from("jms:queue:x").replace("mine", "other")),
                        file("c.camel.yaml", to("jms:queue:y").replace("mine", "third"))));
        assertFalse(Files.exists(inbox));
        assertTrue(Thread.activeCount() <= threads);
    }
}
