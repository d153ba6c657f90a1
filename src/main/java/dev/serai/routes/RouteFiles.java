package dev.serai.routes;

import dev.serai.config.DecodedText;
import dev.serai.dispatch.Dispatchers;
import dev.serai.http.ExactQuery;
import dev.serai.outbox.DestinationKeys;
import dev.serai.outbox.OutboxComponent;
import groovy.lang.GroovyShell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
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
import org.apache.camel.spi.Resource;
import org.apache.camel.support.EndpointHelper;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.codehaus.groovy.control.CompilationFailedException;
import org.codehaus.groovy.control.MultipleCompilationErrorsException;
import org.codehaus.groovy.control.messages.SyntaxErrorMessage;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Loads the route files one by one, so that a mistake in one of them costs the others nothing. A file that cannot be
 * loaded is a {@link Finding} with its line; the events of its family or destination are kept and wait.
 */
public final class RouteFiles {
    private static final String DESTINATIONS = RouteDirectory.DESTINATIONS;

    private final ModelCamelContext context;
    private final Path directory;
    private final RouteRule rule;
    private final DestinationKeys keys;
    private final Problems problems;
    private final PlaceholdersOfFiles placeholders;
    private final Set<String> unworkedNames = new TreeSet<>();

    RouteFiles(
            CamelContext context,
            Path directory,
            RouteRule rule,
            DestinationKeys keys,
            Problems problems,
            PlaceholdersOfFiles placeholders) {
        this.context = (ModelCamelContext) context;
        this.directory = directory;
        this.rule = rule;
        this.keys = keys;
        this.problems = problems;
        this.placeholders = placeholders;
    }

    /** Loads them all. */
    public void load() throws IOException {
        loadRouters();
        loadDestinations();
    }

    /** All that a webhook waits for, in the order of their paths. */
    public void loadRouters() throws IOException {
        if (!Files.isDirectory(directory)) {
            problems.replace(
                    directory.toString(),
                    "routes",
                    List.of(new Finding(directory.toString(), 0, "routes.directory is not there", "")));
        }
        RouteDirectory files = RouteDirectory.read(directory);
        for (Finding stray : files.strays()) {
            problems.replace(stray.place(), RouteDirectory.about(Path.of(stray.place())), List.of(stray));
        }
        files.routers().forEach(this::load);
    }

    /** The rest, in the order of their paths. Most of the time of a start goes into these: their mappings are compiled. */
    public void loadDestinations() throws IOException {
        RouteDirectory.read(directory).destinations().forEach(this::load);
    }

    private boolean isDestination(Path file) {
        return directory.resolve(DESTINATIONS).equals(file.getParent());
    }

    /** The destinations that have a file; none if the directory cannot be read, which loading it will tell. */
    public static Set<String> destinations(Path directory) {
        try {
            return RouteDirectory.read(directory).destinations().stream()
                    .map(RouteFile::stem)
                    .collect(Collectors.toSet());
        } catch (IOException e) {
            return Set.of();
        }
    }

    /**
     * Names every destination that a router or an old delivery names and no route works, in place of those that were named
     * before. Its events wait.
     *
     * @param waiting the destinations that something waits for
     */
    public void nameUnworked(OutboxComponent outbox, Set<String> waiting) throws IOException {
        unworkedNames.forEach(name -> problems.replace("outbox:" + name, name, List.of()));
        unworkedNames.clear();
        for (String name : keys.names()) {
            boolean lost = !outbox.working().contains(name) && !Files.exists(file(name));
            problems.replace(
                    "destination." + name,
                    name,
                    lost
                            ? List.of(new Finding("destination." + name, 0, "there is no file " + file(name), ""))
                            : List.of());
        }
        unworkedNames.addAll(outbox.named());
        unworkedNames.addAll(waiting);
        unworkedNames.removeAll(outbox.working());
        for (String name : unworkedNames) {
            if (problems.of(name) == null) {
                String reason = Files.exists(file(name))
                        ? "outbox:" + name + " is not enabled; destination." + name + ".enabled=true enables it"
                        : "outbox:" + name + " has no destination; there is no file " + file(name);
                problems.replace("outbox:" + name, name, List.of(whoNames(name, reason)));
            }
        }
    }

    /** Shows in health and ledger why nothing goes there. */
    public void suspendUnworked(Dispatchers dispatchers) throws SQLException {
        for (String name : unworkedNames) {
            dispatchers.suspend(name, String.valueOf(problems.of(name)));
        }
    }

    private Path file(String destination) {
        return directory.resolve(DESTINATIONS).resolve(destination + RouteFile.SUFFIX);
    }

    /** At the first line that names the destination. */
    private Finding whoNames(String destination, String reason) throws IOException {
        RouteDirectory files = RouteDirectory.read(directory);
        for (Path path : Stream.concat(files.routers().stream(), files.destinations().stream())
                .toList()) {
            try {
                RouteFile file = RouteFile.read(path);
                Optional<Finding> found = file.tree()
                        .all()
                        .filter(text -> withoutOptions(text.text()).equals("outbox:" + destination))
                        .findFirst()
                        .map(text -> file.finding(text.line(), reason, ""));
                if (found.isPresent()) {
                    return found.get();
                }
            } catch (YamlEngineException | IOException e) {
                // loading the file has named that already
            }
        }
        return new Finding("an earlier version of " + directory, 0, reason, "");
    }

    private void load(Path path) {
        problems.replace(path.toString(), RouteFile.stem(path), loaded(path));
    }

    /** Loads a file. @return what keeps it out, or a mapping of it, and what is risky in it */
    private List<Finding> loaded(Path path) {
        try {
            RouteFile file = RouteFile.read(path);
            List<Finding> found = Stream.of(misplaced(file), copy(file), rule.check(file))
                    .flatMap(each -> each)
                    .toList();
            return found.stream().anyMatch(Finding::isError)
                    ? found
                    : Stream.concat(loaded(file).stream(), found.stream()).toList();
        } catch (YamlEngineException e) {
            return List.of(YamlTree.error(path, e));
        } catch (IOException | RuntimeException | Error e) {
            // no file keeps another one out: also not by an alias within itself, which has no end
            return List.of(new Finding(
                    path.toString(), 0, "cannot be read: " + e.getClass().getSimpleName(), ""));
        }
    }

    /** A destination among the routers, where its cases and its statement would not be found either. */
    private Stream<Finding> misplaced(RouteFile file) {
        return isDestination(file.path())
                ? Stream.empty()
                : file.routes().stream()
                        .map(route -> route.get("from").get("uri"))
                        .filter(uri -> uri.text().startsWith("outbox:"))
                        .map(uri -> file.finding(
                                uri,
                                withoutOptions(uri.text()) + " is a destination, and this file is where routers are",
                                "move the file to " + directory.resolve(DESTINATIONS)));
    }

    /**
     * What belongs to the file beside this one that has the name of the route, also if that one cannot be loaded: an old copy
     * must not take its place.
     */
    private static Stream<Finding> copy(RouteFile file) {
        return file.routes().stream().flatMap(route -> {
            YamlTree id = route.get("id");
            YamlTree uri = route.get("from").get("uri");
            String from = withoutOptions(uri.text());
            boolean works = from.matches("(outbox|direct):.*")
                    && !route.get("autoStartup").text().equals("false");
            return Stream.concat(
                    named(file, id.text())
                            .map(owner -> file.finding(
                                    id,
                                    "route id " + id.text() + " is already in " + owner,
                                    "give it its own id, the name of the file")),
                    named(file, works ? from.replaceFirst(".*?:", "") : "")
                            .map(owner -> file.finding(
                                    uri, "a route from " + from + " is already in " + owner, "keep one of the two")));
        });
    }

    /** The file of a router or destination beside another file. */
    private static Stream<Path> named(RouteFile file, String name) {
        Path owner = file.path().resolveSibling(name + RouteFile.SUFFIX);
        return name.isEmpty() || name.equals(file.stem()) || !Files.exists(owner) ? Stream.empty() : Stream.of(owner);
    }

    private List<Finding> loaded(RouteFile file) {
        Resource resource;
        try {
            // the text that was checked; Camel would read another charset as UTF-8
            resource = ResourceHelper.fromString(
                    "file:" + file.path(), DecodedText.of(file.path()).text());
        } catch (IOException e) {
            return List.of(LoadError.of(file, e, context));
        }
        List<Finding> found = new ArrayList<>();
        placeholders.whileLoading(() -> {
            try {
                found.addAll(build(file, resource));
            } catch (Exception | Error e) {
                routes(resource).forEach(this::remove);
                found.add(0, LoadError.of(file, e, context));
            }
        });
        return found;
    }

    private List<Finding> build(RouteFile file, Resource resource) throws Exception {
        for (RoutesBuilder builder : PluginHelper.getRoutesLoader(context).findRoutesBuilders(List.of(resource))) {
            RoutesDefinition routes = ((RouteBuilder) builder).configureRoutes(context);
            Optional<Finding> clash = clash(file, routes);
            if (clash.isPresent()) {
                return List.of(clash.get());
            }
            routes.getRoutes().forEach(this::keepQueries);
            context.addRoutes(builder);
        }
        for (RouteDefinition route : routes(resource)) {
            if (from(route).startsWith("outbox:")
                    && !works(route)
                    && keys.isEnabled(from(route).replaceFirst("outbox:", ""))) {
                context.getRouteController().startRoute(route.getRouteId());
            }
        }
        return routes(resource).stream().flatMap(route -> mistakes(file, route)).toList();
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

    /**
     * What the file has in common with an earlier one. Camel would not refuse it: it takes a route away when another
     * with its id comes, and the clean-up of a second {@code from} ends the first.
     */
    private Optional<Finding> clash(RouteFile file, RoutesDefinition added) {
        List<RouteDefinition> earlier = new ArrayList<>(context.getRouteDefinitions());
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
                .filter(each ->
                        each.key().equals(key) && withoutOptions(each.text()).equals(text))
                .map(YamlTree::line)
                .findFirst()
                .orElse(1);
    }

    /** Whether no other route may have the same {@code from}. */
    private static boolean works(RouteDefinition route) {
        return !"false".equals(route.getAutoStartup()) && from(route).matches("(outbox|direct):.*");
    }

    private static String from(RouteDefinition route) {
        return route.getInput() == null ? "" : withoutOptions(route.getInput().getEndpointUri());
    }

    static String withoutOptions(String uri) {
        return uri.replaceFirst("\\?.*", "").replaceFirst("://", ":");
    }

    private List<RouteDefinition> routes(Resource resource) {
        return context.getRouteDefinitions().stream()
                .filter(route -> route.getResource() != null
                        && resource.getLocation().equals(route.getResource().getLocation()))
                .toList();
    }

    private void remove(RouteDefinition route) {
        try {
            context.removeRouteDefinition(route);
        } catch (Exception e) {
            throw new IllegalStateException("route " + route.getId() + " cannot be removed", e);
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
                        new GroovyShell().parse(script);
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
