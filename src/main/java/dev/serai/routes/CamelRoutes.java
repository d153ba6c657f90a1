package dev.serai.routes;

import dev.serai.http.ExactQuery;
import dev.serai.outbox.DestinationKeys;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.ExpressionNode;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.RoutesDefinition;
import org.apache.camel.model.ToDefinition;
import org.apache.camel.support.EndpointHelper;
import org.apache.camel.support.PluginHelper;
import org.codehaus.groovy.control.CompilationFailedException;
import org.codehaus.groovy.control.MultipleCompilationErrorsException;
import org.codehaus.groovy.control.messages.SyntaxErrorMessage;

/** Makes Camel routes of route files, and takes them away again. */
final class CamelRoutes {
    private final ModelCamelContext context;
    private final DestinationKeys keys;
    private final PlaceholdersOfFiles placeholders;

    CamelRoutes(CamelContext context, DestinationKeys keys, PlaceholdersOfFiles placeholders) {
        this.context = (ModelCamelContext) context;
        this.keys = keys;
        this.placeholders = placeholders;
    }

    /**
     * Routes of a file that Camel has read and not made yet.
     *
     * @param directory in which the file finds what lies beside it
     */
    record Parsed(RouteFile file, Path directory, SourceText text, List<RouteBuilder> builders) {}

    /** A file that Camel cannot load. */
    static final class LoadException extends Exception {
        private static final long serialVersionUID = 1L;

        private final transient Finding finding;

        LoadException(Finding finding) {
            super(finding.toString());
            this.finding = finding;
        }

        Finding finding() {
            return finding;
        }
    }

    /**
     * Reads a file. What another file has in common with it is refused: Camel would take a route away when another with its id
     * comes, and the clean-up of a second {@code from} ends the first.
     *
     * @param file its path as it is shown
     * @param directory in which it finds what lies beside it
     */
    Parsed parse(RouteFile file, SourceText text, Path directory) throws LoadException {
        List<RouteBuilder> builders = new ArrayList<>();
        try {
            placeholders.whileLoading(directory, () -> {
                for (RoutesBuilder builder :
                        PluginHelper.getRoutesLoader(context).findRoutesBuilders(List.of(text))) {
                    RoutesDefinition routes = ((RouteBuilder) builder).configureRoutes(context);
                    Optional<Finding> clash = clash(file, routes);
                    if (clash.isPresent()) {
                        throw new LoadException(clash.get());
                    }
                    builders.add((RouteBuilder) builder);
                }
            });
        } catch (LoadException e) {
            throw e;
        } catch (Exception | Error e) {
            throw failure(file, e, directory);
        }
        return new Parsed(file, directory, text, builders);
    }

    private LoadException failure(RouteFile file, Throwable failure, Path directory) {
        List<Finding> found = new ArrayList<>();
        placeholders.whileLoading(directory, () -> found.add(LoadError.of(file, failure, context)));
        return new LoadException(found.get(0));
    }

    /**
     * Makes the routes and starts them, or leaves nothing behind.
     *
     * @return mappings that do not compile: the routes run, and the destination waits at its first event
     */
    List<Finding> add(Parsed parsed) throws LoadException {
        Path shown = parsed.file().path();
        List<Finding> mistakes = new ArrayList<>();
        try {
            placeholders.whileLoading(parsed.directory(), () -> {
                for (RouteBuilder builder : parsed.builders()) {
                    builder.getRouteCollection().getRoutes().forEach(this::keepQueries);
                    context.addRoutes(builder);
                }
                for (RouteDefinition route : routes(shown)) {
                    if (from(route).startsWith("outbox:")
                            && !works(route)
                            && keys.isEnabled(from(route).replaceFirst("outbox:", ""))) {
                        context.getRouteController().startRoute(route.getRouteId());
                    }
                    mistakes(parsed.file(), route).forEach(mistakes::add);
                }
            });
        } catch (Exception | Error e) {
            remove(shown);
            throw failure(parsed.file(), e, parsed.directory());
        }
        return mistakes;
    }

    /** The endpoints that the route will find when it is made. */
    private void keepQueries(RouteDefinition route) {
        for (ToDefinition to : ProcessorDefinitionHelper.filterTypeInOutputs(route.getOutputs(), ToDefinition.class)) {
            String uri = EndpointHelper.resolveEndpointUriPropertyPlaceholders(context, to.getEndpointUri());
            if (uri != null && uri.matches("https?://.*")) {
                ExactQuery.keep(context.getEndpoint(uri), uri);
            }
        }
    }

    private Optional<Finding> clash(RouteFile file, RoutesDefinition added) {
        List<RouteDefinition> earlier = new ArrayList<>(context.getRouteDefinitions());
        earlier.removeAll(routes(file.path()));
        for (RouteDefinition route : added.getRoutes()) {
            for (RouteDefinition other : earlier) {
                String where = other.getResource() == null
                        ? "one of Serai's own"
                        : "already in " + other.getResource().getLocation().replaceFirst("^file:", "");
                if (route.getRouteId() != null && route.getRouteId().equals(other.getRouteId())) {
                    return Optional.of(file.finding(
                            line(file, "id", route.getRouteId()),
                            "route id " + route.getRouteId() + " is " + where,
                            "give it its own id, the name of the file"));
                }
                if (works(route) && works(other) && from(route).equals(from(other))) {
                    return Optional.of(file.finding(
                            line(file, "uri", from(route)),
                            "a route from " + from(route) + " is " + where,
                            "keep one of the two"));
                }
            }
            earlier.add(route);
        }
        return Optional.empty();
    }

    private static int line(RouteFile file, String key, String text) {
        return file.tree()
                .all()
                .filter(each -> each.key().equals(key)
                        && RouteFile.withoutOptions(each.text()).equals(text))
                .map(YamlTree::line)
                .findFirst()
                .orElse(1);
    }

    /** Whether no other route may have the same {@code from}. */
    private static boolean works(RouteDefinition route) {
        return !"false".equals(route.getAutoStartup()) && from(route).matches("(outbox|direct):.*");
    }

    private static String from(RouteDefinition route) {
        return route.getInput() == null
                ? ""
                : RouteFile.withoutOptions(route.getInput().getEndpointUri());
    }

    private List<RouteDefinition> routes(Path shown) {
        return context.getRouteDefinitions().stream()
                .filter(route -> route.getResource() != null
                        && route.getResource().getLocation().equals("file:" + shown))
                .toList();
    }

    /** Ends the routes of a file, if there are any. */
    void remove(Path shown) {
        for (RouteDefinition route : routes(shown)) {
            try {
                context.removeRouteDefinition(route);
            } catch (Exception e) {
                throw new IllegalStateException("route " + route.getId() + " cannot be removed", e);
            }
        }
    }

    /** Compiles the mappings, so that a mistake shows when the file is loaded and not at the first event. */
    private static Stream<Finding> mistakes(RouteFile file, RouteDefinition route) {
        return ProcessorDefinitionHelper.filterTypeInOutputs(route.getOutputs(), ExpressionNode.class).stream()
                .filter(node -> node.getExpression() != null
                        && "groovy".equals(node.getExpression().getLanguage()))
                .flatMap(node -> {
                    String script = node.getExpression().getExpression();
                    try {
                        GroovyScripts.compile(script);
                        return Stream.empty();
                    } catch (CompilationFailedException e) {
                        int begin = file.tree()
                                .all()
                                .filter(text -> text.text().strip().equals(script.strip()))
                                .map(text -> text.lineOf(script.strip()))
                                .findFirst()
                                .orElse(node.getLineNumber());
                        return Stream.of(file.finding(
                                begin + Math.max(0, offset(e) - 1), "the mapping does not compile: " + first(e), ""));
                    }
                });
    }

    private static int offset(CompilationFailedException e) {
        return e instanceof MultipleCompilationErrorsException several
                        && several.getErrorCollector().getError(0) instanceof SyntaxErrorMessage syntax
                ? syntax.getCause().getLine()
                : 0;
    }

    private static String first(CompilationFailedException e) {
        return e instanceof MultipleCompilationErrorsException several
                        && several.getErrorCollector().getError(0) instanceof SyntaxErrorMessage syntax
                ? syntax.getCause().getOriginalMessage().lines().findFirst().orElse("")
                : e.getClass().getSimpleName();
    }
}
