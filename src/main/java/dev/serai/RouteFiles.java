package dev.serai;

import dev.serai.Problems.Problem;
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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.model.ExpressionNode;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.codehaus.groovy.control.CompilationFailedException;
import org.codehaus.groovy.control.MultipleCompilationErrorsException;
import org.codehaus.groovy.control.messages.SyntaxErrorMessage;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

/**
 * Loads the route files one by one, so that a mistake in one of them costs the others nothing. A file that cannot be
 * loaded is a {@link Problem} with its line; the events of its family or destination are kept and wait.
 */
final class RouteFiles {
    private static final String SUFFIX = ".camel.yaml";
    /** How Camel names what a placeholder lacks; the name is looked up in the file to find the line. */
    private static final Pattern MISSING =
            Pattern.compile("(?:\\[|\\{\\{)((?:env|sys|bean)?:?[A-Za-z0-9_.-]+)(?:]|}})");

    private final ModelCamelContext context;
    private final Path directory;
    private final Problems problems;

    RouteFiles(CamelContext context, Path directory, Problems problems) {
        this.context = (ModelCamelContext) context;
        this.directory = directory;
        this.problems = problems;
    }

    /** Loads destinations, then routers. */
    void load() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            files.filter(file -> file.toString().endsWith(SUFFIX)).sorted().forEach(this::load);
        }
    }

    /**
     * Names every destination that a router or an old delivery names and no route works. Its events wait.
     *
     * @param queued the destinations that something was ever queued for
     */
    void nameTheUnworked(OutboxComponent outbox, Set<String> queued) throws IOException, SQLException {
        Set<String> unworked = new TreeSet<>(outbox.named());
        unworked.addAll(queued);
        unworked.removeAll(outbox.working());
        for (String name : unworked) {
            if (problems.of(name) == null) {
                Path file = directory.resolve("destinations").resolve(name + SUFFIX);
                String reason = Files.exists(file)
                        ? "outbox:" + name + " is not enabled; take autoStartup: false out of " + file
                        : "outbox:" + name + " has no destination; there is no file " + file;
                problems.add(new Problem(whoNames(name), name, reason));
            }
            outbox.rest(name, String.valueOf(problems.of(name)));
        }
    }

    private String whoNames(String destination) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(each -> each.toString().endsWith(SUFFIX))
                    .sorted()
                    .toList()) {
                Optional<Integer> line = line(file, "outbox:" + destination);
                if (line.isPresent()) {
                    return file + ":" + line.get();
                }
            }
        }
        return "an earlier version of " + directory;
    }

    private void load(Path file) {
        Resource resource = PluginHelper.getResourceLoader(context).resolveResource("file:" + file);
        try {
            PluginHelper.getRoutesLoader(context).loadRoutes(resource);
            routes(resource).forEach(route -> compile(file, route));
        } catch (Exception e) {
            problems.add(problem(file, e));
            routes(resource).forEach(this::remove);
        }
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
                    int begin = line(file, script.strip().lines().findFirst().orElse(""))
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

    /** Names the line. Of the message only what cannot hold a secret: the name of a placeholder, or what YAML expects. */
    private static Problem problem(Path file, Exception failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof MarkedYamlEngineException yaml
                    && yaml.getProblemMark().isPresent()) {
                int line = yaml.getProblemMark().get().getLine() + 1;
                return new Problem(file + ":" + line, stem(file), "not a route file: " + yaml.getProblem());
            }
        }
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        Matcher missing = MISSING.matcher(String.valueOf(root.getMessage()));
        while (missing.find()) {
            Optional<Integer> line = line(file, "{{" + missing.group(1));
            if (line.isPresent()) {
                return new Problem(file + ":" + line.get(), stem(file), "{{" + missing.group(1) + "}} is not set");
            }
        }
        return new Problem(file.toString(), stem(file), root.getClass().getSimpleName());
    }

    private static Optional<Integer> line(Path file, String text) {
        List<String> lines = new ArrayList<>();
        try {
            lines.addAll(Files.readAllLines(file));
        } catch (IOException e) {
            return Optional.empty();
        }
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).contains(text)) {
                return Optional.of(i + 1);
            }
        }
        return Optional.empty();
    }
}
