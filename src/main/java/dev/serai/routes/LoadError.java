package dev.serai.routes;

import dev.serai.dispatch.DestinationOption;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.FailedToStartRouteException;
import org.apache.camel.NoSuchEndpointException;
import org.apache.camel.ResolveEndpointFailedException;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

/**
 * Why Camel cannot load a route file, and in which line. Camel's messages quote endpoints with every placeholder resolved,
 * so nothing of them is said but names that stand in the file.
 */
final class LoadError {
    /** How Camel names what a placeholder lacks; the name is looked up in the file to find the line. */
    private static final Pattern MISSING =
            Pattern.compile("(?:\\[|\\{\\{)((?:env|sys|bean)?:?[A-Za-z0-9_.-]+)(?:]|}})");

    private static final Pattern UNKNOWN_OPTION = Pattern.compile("([\\w.-]+)=");
    private static final String UNKNOWN_OPTIONS = "Unknown parameters=[";
    private static final List<String> URIS = List.of("uri", "to", "toD", "from");

    private final RouteFile file;
    private final List<Throwable> causes;

    private LoadError(RouteFile file, Throwable failure) {
        this.file = file;
        this.causes = Stream.<@Nullable Throwable>iterate(failure, cause -> cause != null, cause -> cause.getCause())
                .toList();
    }

    static Finding of(RouteFile file, Throwable failure) {
        LoadError error = new LoadError(file, failure);
        return Stream.<Optional<Finding>>of(
                        error.notARoute(),
                        error.placeholder(),
                        error.component(),
                        error.option(),
                        error.outOfRange(),
                        error.ours())
                .flatMap(Optional::stream)
                .findFirst()
                .orElseGet(() ->
                        finding(file, error.place(), error.root().getClass().getSimpleName()));
    }

    private Optional<Finding> notARoute() {
        return cause(MarkedYamlEngineException.class).flatMap(yaml -> yaml.getProblemMark()
                .map(mark -> finding(file, mark.getLine() + 1, "not a route file: " + yaml.getProblem())));
    }

    private Optional<Finding> placeholder() {
        return MISSING.matcher(String.valueOf(root().getMessage()))
                .results()
                .map(found -> found.group(1))
                .flatMap(name -> texts(text -> text.text().contains("{{" + name))
                        .map(text -> finding(file, text.lineOf("{{" + name), "{{" + name + "}} is not set")))
                .findFirst();
    }

    private Optional<Finding> component() {
        return cause(NoSuchEndpointException.class).map(e -> scheme(e.getUri())).flatMap(scheme -> uses(scheme)
                .map(uri -> finding(file, uri.line(), "no component " + scheme)));
    }

    private Optional<Finding> option() {
        return cause(ResolveEndpointFailedException.class)
                .filter(e -> String.valueOf(e.getMessage()).contains(UNKNOWN_OPTIONS))
                .flatMap(e -> {
                    String scheme = scheme(e.getUri());
                    String who = uses(scheme).isPresent() ? scheme + ":" : "the endpoint";
                    String message = String.valueOf(e.getMessage());
                    return UNKNOWN_OPTION
                            .matcher(message.substring(message.indexOf(UNKNOWN_OPTIONS) + UNKNOWN_OPTIONS.length()))
                            .results()
                            .map(found -> found.group(1))
                            .flatMap(name -> sets(name).stream()
                                    .map(line -> finding(file, line, who + " has no option " + name)))
                            .findFirst();
                });
    }

    private Optional<Finding> outOfRange() {
        return cause(DestinationOption.OutOfRangeException.class)
                .map(e -> finding(file, sets(e.option()).orElseGet(this::place), String.valueOf(e.getMessage())));
    }

    /** What Serai's own code objects to, in its own words. */
    private Optional<Finding> ours() {
        return causes.stream()
                .filter(cause -> cause.getMessage() != null
                        && cause.getStackTrace().length > 0
                        && cause.getStackTrace()[0].getClassName().startsWith("dev.serai."))
                .findFirst()
                .map(cause -> finding(file, place(), String.valueOf(cause.getMessage())));
    }

    private <T extends Throwable> Optional<T> cause(Class<T> type) {
        return causes.stream().filter(type::isInstance).map(type::cast).findFirst();
    }

    private Throwable root() {
        return causes.get(causes.size() - 1);
    }

    private static Finding finding(RouteFile file, int line, String reason) {
        return file.finding(line, reason, "");
    }

    /** The line of the endpoint, or of the route that names it; 0 if neither is found. */
    private int place() {
        return cause(ResolveEndpointFailedException.class)
                .flatMap(e -> texts(text ->
                                RouteFiles.withoutOptions(text.text()).equals(RouteFiles.withoutOptions(e.getUri())))
                        .findFirst())
                .or(() -> cause(FailedToCreateRouteException.class).flatMap(e -> route(e.getRouteId())))
                .or(() -> cause(FailedToStartRouteException.class).flatMap(e -> route(e.getRouteId())))
                .map(YamlTree::line)
                .orElse(0);
    }

    private Optional<YamlTree> route(String id) {
        return texts(text -> text.key().equals("id") && text.text().equals(id)).findFirst();
    }

    private static String scheme(String uri) {
        return uri.replaceFirst("[:?].*", "");
    }

    /** Where the file names an endpoint of a component. */
    private Optional<YamlTree> uses(String scheme) {
        return texts(text -> URIS.contains(text.key()) && scheme(text.text()).equals(scheme))
                .findFirst();
    }

    /** The line in which the file sets an option, below an endpoint or in its URI. */
    private Optional<Integer> sets(String option) {
        Pattern inUri = Pattern.compile("[?&]" + Pattern.quote(option) + "=");
        return texts(text ->
                        text.key().equals(option) || inUri.matcher(text.text()).find())
                .map(YamlTree::line)
                .findFirst();
    }

    private Stream<YamlTree> texts(Predicate<YamlTree> condition) {
        return file.tree().all().filter(YamlTree::isText).filter(condition);
    }
}
