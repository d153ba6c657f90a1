package dev.serai;

import dev.serai.Problems.Problem;
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
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.codehaus.groovy.control.CompilationFailedException;
import org.codehaus.groovy.control.MultipleCompilationErrorsException;
import org.codehaus.groovy.control.messages.SyntaxErrorMessage;

/**
 * Loads the route files one by one, so that a mistake in one of them costs the others nothing. A file that cannot be
 * loaded is a {@link Problem} with its line; the events of its family or destination are kept and wait.
 */
final class RouteFiles {
    private static final String SUFFIX = ".camel.yaml";
    private static final String DESTINATIONS = "destinations";

    private final ModelCamelContext context;
    private final Path directory;
    private final DestinationKeys keys;
    private final Problems problems;
    private final Set<String> unworkedNames = new TreeSet<>();

    RouteFiles(CamelContext context, Path directory, DestinationKeys keys, Problems problems) {
        this.context = (ModelCamelContext) context;
        this.directory = directory;
        this.keys = keys;
        this.problems = problems;
    }

    /** Loads them all. */
    void load() throws IOException {
        loadRouters();
        loadDestinations();
    }

    /** All that a webhook waits for, in the order of their paths. */
    void loadRouters() throws IOException {
        if (!Files.isDirectory(directory)) {
            problems.add(new Problem(directory.toString(), "routes", "routes.directory is not there"));
        }
        for (Path file : files()) {
            if (!isDestination(file)) {
                load(file);
            }
        }
    }

    /** The rest, in the order of their paths. Most of the time of a start goes into these: their mappings are compiled. */
    void loadDestinations() throws IOException {
        for (Path file : files()) {
            if (isDestination(file)) {
                load(file);
            }
        }
    }

    private boolean isDestination(Path file) {
        return file.startsWith(directory.resolve(DESTINATIONS));
    }

    private List<Path> files() throws IOException {
        return files(directory);
    }

    private static List<Path> files(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.toString().endsWith(SUFFIX))
                    .sorted()
                    .toList();
        }
    }

    /** The destinations that have a file; none if the directory cannot be read, which loading it will tell. */
    static Set<String> destinations(Path directory) {
        try {
            return files(directory.resolve(DESTINATIONS)).stream()
                    .map(RouteFiles::stem)
                    .collect(Collectors.toSet());
        } catch (IOException e) {
            return Set.of();
        }
    }

    /**
     * Names every destination that a router or an old delivery names and no route works. Its events wait.
     *
     * @param waiting the destinations that something waits for
     */
    void nameTheUnworked(OutboxComponent outbox, Set<String> waiting) throws IOException, SQLException {
        Set<String> unworked = new TreeSet<>(outbox.named());
        unworked.addAll(waiting);
        unworked.removeAll(outbox.working());
        for (String name : keys.names()) {
            if (!outbox.working().contains(name) && !Files.exists(file(name))) {
                problems.add(new Problem("destination." + name, name, "there is no file " + file(name)));
            }
        }
        for (String name : unworked) {
            if (problems.of(name) == null) {
                String reason = Files.exists(file(name))
                        ? "outbox:" + name + " is not enabled; destination." + name + ".enabled=true enables it"
                        : "outbox:" + name + " has no destination; there is no file " + file(name);
                problems.add(new Problem(whoNames(name), name, reason));
            }
            unworkedNames.add(name);
        }
    }

    /** Lets everybody see why nothing goes there. */
    void restTheUnworked(OutboxComponent outbox) throws SQLException {
        for (String name : unworkedNames) {
            outbox.suspend(name, String.valueOf(problems.of(name)));
        }
    }

    private Path file(String destination) {
        return directory.resolve(DESTINATIONS).resolve(destination + SUFFIX);
    }

    private String whoNames(String destination) throws IOException {
        for (Path file : files()) {
            Optional<Integer> line = Diagnosis.line(file, "outbox:" + destination);
            if (line.isPresent()) {
                return file + ":" + line.get();
            }
        }
        return "an earlier version of " + directory;
    }

    private void load(Path file) {
        Resource resource = PluginHelper.getResourceLoader(context).resolveResource("file:" + file);
        try {
            List<Problem> refused = RouteFileCheck.problems(file);
            if (!refused.isEmpty()) {
                refused.forEach(problems::add);
                return;
            }
            for (RoutesBuilder builder : PluginHelper.getRoutesLoader(context).findRoutesBuilders(List.of(resource))) {
                Optional<Problem> clash = clash(file, ((RouteBuilder) builder).configureRoutes(context));
                if (clash.isPresent()) {
                    problems.add(clash.get());
                    return;
                }
                context.addRoutes(builder);
            }
            routes(resource).forEach(route -> compile(file, route));
            for (RouteDefinition route : routes(resource)) {
                if (from(route).startsWith("outbox:")
                        && !works(route)
                        && keys.isEnabled(from(route).replaceFirst("outbox:", ""))) {
                    context.getRouteController().startRoute(route.getRouteId());
                }
            }
        } catch (Exception | Error e) {
            problems.add(Diagnosis.of(file, e));
            routes(resource).forEach(this::remove);
        }
    }

    /**
     * What the file has in common with an earlier one. Camel would not refuse it: it takes a route away when another
     * with its id comes, and the clean-up of a second {@code from} ends the first.
     */
    private Optional<Problem> clash(Path file, RoutesDefinition added) {
        List<RouteDefinition> earlier = new ArrayList<>(context.getRouteDefinitions());
        for (RouteDefinition route : added.getRoutes()) {
            for (RouteDefinition other : earlier) {
                String where = other.getResource() == null
                        ? "one of Serai's own"
                        : "already in " + other.getResource().getLocation().replaceFirst("^file:", "");
                if (route.getRouteId() != null && route.getRouteId().equals(other.getRouteId())) {
                    return Optional.of(clash(
                            file,
                            "id: " + route.getRouteId(),
                            "route id " + route.getRouteId() + " is " + where
                                    + "; give it its own id, the name of the file"));
                }
                if (works(route) && works(other) && from(route).equals(from(other))) {
                    return Optional.of(clash(
                            file,
                            from(route),
                            "a route from " + from(route) + " is " + where + "; keep one of the two"));
                }
            }
            earlier.add(route);
        }
        return Optional.empty();
    }

    private static Problem clash(Path file, String text, String reason) {
        String line = Diagnosis.line(file, text).map(number -> ":" + number).orElse("");
        return new Problem(file + line, stem(file), reason);
    }

    /** Whether nobody else may have the same {@code from}. */
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

    /** Compiles the mappings now, so that a mistake shows at start and not at the first event. */
    private void compile(Path file, RouteDefinition route) {
        for (ExpressionNode node :
                ProcessorDefinitionHelper.filterTypeInOutputs(route.getOutputs(), ExpressionNode.class)) {
            if (node.getExpression() != null
                    && "groovy".equals(node.getExpression().getLanguage())) {
                try {
                    new GroovyShell().parse(node.getExpression().getExpression());
                } catch (CompilationFailedException e) {
                    String script = node.getExpression().getExpression();
                    int begin = Diagnosis.line(
                                    file, script.strip().lines().findFirst().orElse(""))
                            .orElse(node.getLineNumber());
                    int line = begin + Math.max(0, offset(e) - 1);
                    problems.add(
                            new Problem(file + ":" + line, stem(file), "the mapping does not compile: " + first(e)));
                }
            }
        }
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

    static String stem(Path file) {
        return String.valueOf(file.getFileName()).replace(SUFFIX, "");
    }
}
