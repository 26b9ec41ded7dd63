package io.tokenwatch.camel;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;

/**
 * A route file with the routes that it defines, for one context.
 *
 * @param file the file
 * @param routes its routes; those without an id are called after the file
 */
record LoadedFile(RouteFile file, List<RouteDefinition> routes) {
    /** Reads a file; adds nothing to the context. */
    static LoadedFile of(RouteFile file, CamelContext context) throws Exception {
        List<RouteDefinition> routes = List.of();
        for (RoutesBuilder found : PluginHelper.getRoutesLoader(context)
                .findRoutesBuilders(ResourceHelper.fromString(file.name(), file.text()))) {
            if (found instanceof RouteBuilder builder) {
                routes = List.copyOf(builder.configureRoutes(context).getRoutes());
            }
        }
        nameRoutes(file.stem(), routes);
        return new LoadedFile(file, routes);
    }

    private static void nameRoutes(String stem, List<RouteDefinition> routes) {
        int unnamed = 0;
        for (RouteDefinition route : routes) {
            if (route.getId() == null) {
                unnamed++;
                route.setId(unnamed == 1 ? stem : stem + "-" + unnamed);
            }
        }
    }

    Set<String> ids() {
        return routes.stream().map(RouteDefinition::getId).collect(Collectors.toSet());
    }
}
