package dev.serai.routes;

import dev.serai.dispatch.DestinationOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.FailedToStartRouteException;
import org.apache.camel.NoSuchEndpointException;
import org.apache.camel.PropertyBindingException;
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

    /** Where Camel quotes an address or an option, a secret may stand beside it. */
    private static final Pattern MAY_QUOTE_A_SECRET = Pattern.compile("[\\w-]=\\S|://|@|\\{\\{");

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{[^{}]+}}");
    private static final int MAX_WORDS = 300;

    /** How Camel names the step that it was making, and then the whole route. */
    private static final Pattern STEP = Pattern.compile(">>> (\\w+)\\[");

    private static final Pattern IN_ROUTE = Pattern.compile("(?s) <<< in route:.*");
    private static final Set<String> NAMES = Set.of("id", "description", "note");

    private final RouteFile file;
    private final CamelContext context;
    private final List<Throwable> causes;

    private LoadError(RouteFile file, Throwable failure, CamelContext context) {
        this.file = file;
        this.context = context;
        this.causes = Stream.<@Nullable Throwable>iterate(failure, cause -> cause != null, cause -> cause.getCause())
                .toList();
    }

    static Finding of(RouteFile file, Throwable failure, CamelContext context) {
        LoadError error = new LoadError(file, failure, context);
        return Stream.<Optional<Finding>>of(
                        error.notARoute(),
                        error.placeholder(),
                        error.component(),
                        error.option(),
                        error.outOfRange(),
                        error.value(),
                        error.ours(),
                        error.words())
                .flatMap(Optional::stream)
                .findFirst()
                .orElseGet(() -> finding(file, error.place(), "Camel cannot load it: " + error.kind()));
    }

    /** What the root says, if it quotes nothing but what stands in the file. */
    private Optional<Finding> words() {
        String message = String.valueOf(root().getMessage()).strip();
        String words = message.lines().findFirst().orElse("");
        return words.isEmpty()
                        || root().getMessage() == null
                        || words.length() > MAX_WORDS
                        || MAY_QUOTE_A_SECRET.matcher(words).find()
                        || values().anyMatch(words::contains)
                ? Optional.empty()
                : Optional.of(finding(file, place(), "Camel cannot load it: " + words + " (" + kind() + ")"));
    }

    private String kind() {
        return root().getClass().getSimpleName();
    }

    /** The values of the placeholders of the file. */
    private Stream<String> values() {
        return texts(text -> true)
                .flatMap(text -> PLACEHOLDER.matcher(text.text()).results())
                .map(found -> found.group())
                .flatMap(placeholder -> {
                    try {
                        return Stream.of(context.resolvePropertyPlaceholders(placeholder));
                    } catch (RuntimeException e) {
                        return Stream.empty(); // it has none
                    }
                })
                .filter(value -> !value.isBlank());
    }

    /** The longest text of the file that a message names, and that is no name of a step. */
    private Optional<YamlTree> named() {
        String messages = causes.stream()
                .map(cause ->
                        IN_ROUTE.matcher(String.valueOf(cause.getMessage())).replaceFirst(""))
                .collect(Collectors.joining("\n"));
        return texts(text -> text.text().length() > 2
                        && messages.contains(text.text().strip()))
                .filter(text -> !NAMES.contains(text.key()))
                .max(Comparator.comparingInt(text -> text.text().length()));
    }

    /** The step that Camel was making, if the file has one of its kind. */
    private Optional<Integer> step() {
        String message = cause(FailedToCreateRouteException.class)
                .map(e -> String.valueOf(e.getMessage()))
                .orElse("");
        List<Integer> lines = STEP.matcher(message)
                .results()
                .limit(1)
                .flatMap(found -> file.steps().filter(step -> step.kind().equalsIgnoreCase(found.group(1))))
                .map(RouteFile.Step::line)
                .toList();
        return lines.size() == 1 ? Optional.of(lines.get(0)) : Optional.empty();
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

    private Optional<Finding> value() {
        return cause(PropertyBindingException.class).flatMap(e -> sets(e.getPropertyName())
                .map(line -> finding(file, line, e.getPropertyName() + " cannot have this value: " + kind())));
    }

    /** What Serai's own code objects to, in its own words. */
    private Optional<Finding> ours() {
        return causes.stream()
                .filter(cause -> cause.getMessage() != null
                        && !(cause instanceof NullPointerException)
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
                                RouteFile.withoutOptions(text.text()).equals(RouteFile.withoutOptions(e.getUri())))
                        .findFirst())
                .or(this::named)
                .map(YamlTree::line)
                .or(this::step)
                .or(() -> cause(FailedToCreateRouteException.class)
                        .flatMap(e -> route(e.getRouteId()))
                        .map(YamlTree::line))
                .or(() -> cause(FailedToStartRouteException.class)
                        .flatMap(e -> route(e.getRouteId()))
                        .map(YamlTree::line))
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
