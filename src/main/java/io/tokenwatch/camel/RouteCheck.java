package io.tokenwatch.camel;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.MultipleConsumersSupport;
import org.apache.camel.model.EndpointRequiredDefinition;
import org.apache.camel.model.Model;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.RouteDefinitionHelper;
import org.apache.camel.spi.EndpointUriFactory;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * Finds what is wrong with route files, in a context of its own in which no route is ever started: it reads them, makes
 * their endpoints, consumers, producers and processors, and throws all of that away. So nothing listens, nothing is
 * read, and nothing is connected to. What shows only when a route starts is not found: that a folder must exist, say.
 *
 * <p>A route file holds routes and what belongs to them. What would change the context for all files, such as beans or
 * the configuration of routes, is refused: it could not be taken back when the file changes.
 */
final class RouteCheck {
    private static final List<String> ROOTS = List.of(
            "route",
            "from",
            "onException",
            "onCompletion",
            "intercept",
            "interceptFrom",
            "interceptSendToEndpoint",
            "errorHandler");

    private final CamelContext context;
    private final List<RouteProblem> problems = new ArrayList<>();
    private final Map<String, String> placesById = new HashMap<>();
    private final Map<Endpoint, String> placesByInput = new HashMap<>();

    private RouteCheck(CamelContext context) {
        this.context = context;
    }

    /**
     * What is wrong with some files.
     *
     * @param contexts makes the context to check them in
     * @param files the files, those first that are to be blamed last when two of them clash
     */
    static List<RouteProblem> problems(RouteContexts contexts, List<RouteFile> files) {
        CamelContext context = contexts.create();
        try {
            context.start();
            RouteCheck check = new RouteCheck(context);
            files.forEach(check::check);
            return check.problems;
        } finally {
            context.stop();
        }
    }

    private void check(RouteFile file) {
        int before = problems.size();
        try {
            checkRoots(file);
            if (problems.size() == before) {
                for (RouteDefinition route : LoadedFile.of(file, context).routes()) {
                    check(file, route);
                }
            }
        } catch (Exception wrong) {
            problems.add(RouteProblems.of(file, wrong));
        }
    }

    private void checkRoots(RouteFile file) throws YamlEngineException {
        Node root = new Compose(LoadSettings.builder().setLabel(file.name()).build())
                .composeString(file.text())
                .orElse(null);
        if (!(root instanceof SequenceNode list) || list.getValue().isEmpty()) {
            problems.add(file.problem(
                    1,
                    "",
                    root == null
                            ? "is empty; expected a list of routes, or no such file"
                            : "expected a list of routes, as in \"- route:\""));
            return;
        }
        for (Node item : list.getValue()) {
            if (item instanceof MappingNode map) {
                map.getValue().forEach(entry -> checkRoot(file, entry));
            }
        }
    }

    private void checkRoot(RouteFile file, NodeTuple entry) {
        if (entry.getKeyNode() instanceof ScalarNode key && !ROOTS.contains(key.getValue())) {
            int line = key.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
            problems.add(file.problem(
                    line,
                    key.getValue(),
                    "unknown " + key.getValue() + "; expected one of " + String.join(", ", ROOTS)));
        }
    }

    private void check(RouteFile file, RouteDefinition route) {
        int before = problems.size();
        String uri = route.getInput() == null ? null : route.getInput().getEndpointUri();
        if (uri == null || uri.isEmpty()) {
            problems.add(file.problem(
                    route.getLineNumber(), "", "route " + route.getId() + " has no \"from\" with a \"uri\""));
            return;
        }
        checkId(file, route);
        if (route.getOutputs().stream().allMatch(ProcessorDefinition::isAbstract)) {
            problems.add(file.problem(
                    route.getInput().getLineNumber(),
                    "",
                    "route " + route.getId() + " has no steps; expected at least one below \"steps\""));
        }
        checkInput(file, route);
        for (ProcessorDefinition<?> step : steps(route)) {
            if (step instanceof EndpointRequiredDefinition to) {
                checkOutput(file, to.getEndpointUri(), step.getLineNumber());
            }
        }
        if (problems.size() == before) {
            checkSteps(file, route);
        }
    }

    @SuppressWarnings("rawtypes")
    private static List<ProcessorDefinition<?>> steps(RouteDefinition route) {
        List<ProcessorDefinition<?>> steps = new ArrayList<>();
        Collection<ProcessorDefinition> found =
                ProcessorDefinitionHelper.filterTypeInOutputs(route.getOutputs(), ProcessorDefinition.class);
        found.forEach(steps::add);
        return steps;
    }

    private void checkId(RouteFile file, RouteDefinition route) {
        RouteProblem here = file.problem(route.getLineNumber(), route.getId(), "");
        String taken = placesById.putIfAbsent(route.getId(), file.name() + ":" + here.line());
        if (taken != null) {
            problems.add(file.problem(
                    route.getLineNumber(),
                    route.getId(),
                    "route id " + route.getId() + " is taken by " + taken + "; expected an id of its own"));
        }
    }

    private void checkInput(RouteFile file, RouteDefinition route) {
        String uri = route.getInput().getEndpointUri();
        int line = route.getInput().getLineNumber();
        try {
            Endpoint endpoint = context.getEndpoint(uri);
            endpoint.createConsumer(exchange -> {});
            boolean shared = endpoint instanceof MultipleConsumersSupport many && many.isMultipleConsumersSupported();
            RouteProblem here = file.problem(line, uri, "a route already begins at " + uri);
            String taken = placesByInput.putIfAbsent(endpoint, file.name() + ":" + here.line());
            if (taken != null && !shared) {
                problems.add(new RouteProblem(
                        here.file(),
                        here.line(),
                        here.column(),
                        here.message() + ", at " + taken + "; expected one only"));
            }
        } catch (Exception wrong) {
            problems.add(RouteProblems.of(file, line, uri, wrong, options(uri)));
        }
    }

    private void checkOutput(RouteFile file, String uri, int line) {
        if (uri == null || uri.isEmpty()) {
            problems.add(file.problem(line, "", "a step has no \"uri\"; expected an endpoint such as esper:events"));
            return;
        }
        try {
            context.getEndpoint(uri).createProducer();
        } catch (Exception wrong) {
            problems.add(RouteProblems.of(file, line, uri, wrong, options(uri)));
        }
    }

    private List<String> options(String uri) {
        String scheme = uri.replaceFirst(":.*", "");
        if (scheme.equals("esper")) {
            return EsperEndpoint.OPTIONS;
        }
        EndpointUriFactory factory = context.getCamelContextExtension().getEndpointUriFactory(scheme);
        Set<String> names = factory == null ? Set.of() : factory.propertyNames();
        return names.stream().sorted().toList();
    }

    private void checkSteps(RouteFile file, RouteDefinition route) {
        try {
            RouteDefinitionHelper.forceAssignIds(context, route);
            context.getCamelContextExtension()
                    .getContextPlugin(Model.class)
                    .getModelReifierFactory()
                    .createRoute(context, route);
        } catch (Exception wrong) {
            problems.add(RouteProblems.of(file, route.getInput().getLineNumber(), "", wrong, List.of()));
        }
    }
}
