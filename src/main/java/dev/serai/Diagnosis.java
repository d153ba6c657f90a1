package dev.serai;

import dev.serai.Problems.Problem;
import dev.serai.dispatch.DestinationOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.FailedToStartRouteException;
import org.apache.camel.NoSuchEndpointException;
import org.apache.camel.ResolveEndpointFailedException;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

/**
 * Why a route file cannot be loaded, and in which line. Camel's messages quote endpoints with every placeholder resolved,
 * so nothing of them is said but names that stand in the file.
 */
final class Diagnosis {
    /** How Camel names what a placeholder lacks; the name is looked up in the file to find the line. */
    private static final Pattern MISSING =
            Pattern.compile("(?:\\[|\\{\\{)((?:env|sys|bean)?:?[A-Za-z0-9_.-]+)(?:]|}})");

    private static final Pattern UNKNOWN_OPTION = Pattern.compile("([\\w.-]+)=");
    private static final String UNKNOWN_OPTIONS = "Unknown parameters=[";

    private final Path file;
    private final List<Throwable> causes;

    private Diagnosis(Path file, Throwable failure) {
        this.file = file;
        this.causes = Stream.<@Nullable Throwable>iterate(failure, cause -> cause != null, cause -> cause.getCause())
                .toList();
    }

    static Problem of(Path file, Throwable failure) {
        Diagnosis diagnosis = new Diagnosis(file, failure);
        return Stream.<Optional<Problem>>of(
                        diagnosis.notYaml(),
                        diagnosis.placeholder(),
                        diagnosis.component(),
                        diagnosis.option(),
                        diagnosis.outOfRange(),
                        diagnosis.ours())
                .flatMap(Optional::stream)
                .findFirst()
                .orElseGet(() -> diagnosis.problem(
                        diagnosis.place(), diagnosis.root().getClass().getSimpleName()));
    }

    private Optional<Problem> notYaml() {
        return cause(MarkedYamlEngineException.class).flatMap(yaml -> yaml.getProblemMark()
                .map(mark -> problem(Optional.of(mark.getLine() + 1), "not a route file: " + yaml.getProblem())));
    }

    private Optional<Problem> placeholder() {
        Matcher missing = MISSING.matcher(String.valueOf(root().getMessage()));
        return missing.results()
                .map(found -> found.group(1))
                .flatMap(name -> line(file, "{{" + name).stream()
                        .map(line -> problem(Optional.of(line), "{{" + name + "}} is not set")))
                .findFirst();
    }

    private Optional<Problem> component() {
        return cause(NoSuchEndpointException.class).map(e -> scheme(e.getUri())).flatMap(scheme -> uses(scheme)
                .map(line -> problem(Optional.of(line), "no component " + scheme)));
    }

    private Optional<Problem> option() {
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
                            .flatMap(name -> matching("\\b" + Pattern.quote(name) + "[:=]").stream()
                                    .map(line -> problem(Optional.of(line), who + " has no option " + name)))
                            .findFirst();
                });
    }

    private Optional<Problem> outOfRange() {
        return cause(DestinationOption.OutOfRangeException.class)
                .map(e -> problem(
                        matching("\\b" + e.option() + "\\s*[:=]").or(this::place), String.valueOf(e.getMessage())));
    }

    /** What Serai's own code objects to, in its own words. */
    private Optional<Problem> ours() {
        return causes.stream()
                .filter(cause -> cause.getMessage() != null
                        && cause.getStackTrace().length > 0
                        && cause.getStackTrace()[0].getClassName().startsWith("dev.serai."))
                .findFirst()
                .map(cause -> problem(place(), String.valueOf(cause.getMessage())));
    }

    private <T extends Throwable> Optional<T> cause(Class<T> type) {
        return causes.stream().filter(type::isInstance).map(type::cast).findFirst();
    }

    private Throwable root() {
        return causes.get(causes.size() - 1);
    }

    private Problem problem(Optional<Integer> line, String reason) {
        return new Problem(file + line.map(number -> ":" + number).orElse(""), RouteFiles.stem(file), reason);
    }

    /** The line of the endpoint, or of the route that names it. */
    private Optional<Integer> place() {
        return cause(ResolveEndpointFailedException.class)
                .flatMap(e -> line(file, RouteFiles.withoutOptions(e.getUri())))
                .or(() -> cause(FailedToCreateRouteException.class).flatMap(e -> line(file, "id: " + e.getRouteId())))
                .or(() -> cause(FailedToStartRouteException.class).flatMap(e -> line(file, "id: " + e.getRouteId())));
    }

    private static String scheme(String uri) {
        return uri.replaceFirst("[:?].*", "");
    }

    private Optional<Integer> uses(String scheme) {
        return matching("(uri|to|toD|from):\\s*[\"']?" + Pattern.quote(scheme) + "(:|[\"']?\\s*$)");
    }

    private Optional<Integer> matching(String pattern) {
        return line(file, Pattern.compile(pattern));
    }

    /** The first line that holds the text. */
    static Optional<Integer> line(Path file, String text) {
        return line(file, Pattern.compile(text, Pattern.LITERAL));
    }

    private static Optional<Integer> line(Path file, Pattern pattern) {
        try {
            List<String> lines = Files.readAllLines(file);
            for (int i = 0; i < lines.size(); i++) {
                if (pattern.matcher(lines.get(i)).find()) {
                    return Optional.of(i + 1);
                }
            }
        } catch (IOException e) {
            return Optional.empty();
        }
        return Optional.empty();
    }
}
