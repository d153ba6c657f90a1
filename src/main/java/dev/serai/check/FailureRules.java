package dev.serai.check;

import dev.serai.routes.Finding;
import dev.serai.routes.RouteFile;
import dev.serai.routes.YamlTree;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What keeps a route file out before Camel sees it, because Camel would take it and events would vanish: elements that
 * reach into other files, keys that are there twice, and words that end a route normally after a failure.
 *
 * @see <a href="https://yaml.org/spec/1.2.2/#mapping">YAML 1.2: the keys of a mapping are unique</a>
 */
final class FailureRules {
    /** What a route may have beside its steps; everything else of a route concerns its failures or other routes. */
    private static final Set<String> OF_A_ROUTE = Set.of(
            "id",
            "description",
            "note",
            "group",
            "nodePrefixId",
            "autoStartup",
            "startupOrder",
            "streamCache",
            "messageHistory",
            "logMask",
            "trace",
            "from");

    /** After a failure inside them, or by them, Camel goes on as if nothing had failed. */
    private static final Set<String> HIDING = Set.of(
            "wireTap",
            "aggregate",
            "aggregationStrategy",
            "doTry",
            "doCatch",
            "doFinally",
            "errorHandler",
            "onException",
            "onCompletion",
            "onFallback",
            "handled",
            "continued",
            "saga",
            "removeProperty",
            "removeProperties");

    private static final Pattern OPTION = Pattern.compile("[?&]([^=&]+)=");
    private static final Pattern DASH = Pattern.compile("-(\\w)");

    private final RouteFile file;
    private final YamlTree root;

    private FailureRules(RouteFile file) {
        this.file = file;
        this.root = file.tree();
    }

    static Stream<Finding> check(RouteFile file) {
        FailureRules check = new FailureRules(file);
        return Stream.of(check.onlyRoutes(), check.twice(), check.twiceByUri())
                .flatMap(each -> each)
                .distinct();
    }

    /** Words that end a route normally after a failure, wherever in a route they stand. */
    static Stream<Finding> words(RouteFile file) {
        return new FailureRules(file).hiding();
    }

    private Stream<Finding> onlyRoutes() {
        if (!root.isList()) {
            return root.keys().stream()
                    .limit(1)
                    .map(key -> file.finding(
                            key, "\"" + key.text() + ":\" is no list of routes", "begin the file with \"- route:\""));
        }
        Stream<Finding> elements = root.items().stream()
                .flatMap(item -> item.keys().stream())
                .filter(key -> !key.text().equals("route"))
                .map(key -> file.finding(
                        key,
                        "\"- " + key.text() + ":\" is no route, and would change routes of other files",
                        "write only \"- route:\" with \"from:\" inside"));
        Stream<Finding> parts = root.items().stream()
                .flatMap(item -> item.get("route").keys().stream())
                .filter(key -> !OF_A_ROUTE.contains(camelCase(key.text())) && !hides(key.text()))
                .map(key -> file.finding(
                        key,
                        "a route has no \"" + key.text() + ":\" here, since it can change what becomes of a failure",
                        "take it out"));
        return Stream.concat(elements, parts);
    }

    private Stream<Finding> hiding() {
        return root.items().stream()
                .flatMap(item -> item.get("route").all())
                .filter(each -> !each.path().contains("parameters"))
                .flatMap(each -> each.keys().stream())
                .filter(key -> hides(key.text()))
                .map(key -> file.finding(
                        key,
                        "\"" + key.text() + ":\" can end a route normally after a failure, and the event would count as"
                                + " delivered",
                        "take it out; a call that fails is tried again"));
    }

    private Stream<Finding> twice() {
        return root.all().flatMap(mapping -> {
            Map<String, Integer> lines = new HashMap<>();
            return mapping.keys().stream().flatMap(key -> {
                Integer first = lines.putIfAbsent(camelCase(key.text()), key.line());
                return first == null
                        ? Stream.empty()
                        : Stream.of(file.finding(
                                key,
                                "\"" + key.text() + ":\" stands in line " + first + " already, and only the last one"
                                        + " would count",
                                "keep one of them, or make both one list"));
            });
        });
    }

    /** An option in the query of a URI and below {@code parameters:}. */
    private Stream<Finding> twiceByUri() {
        return root.all().flatMap(step -> {
            Matcher uri = OPTION.matcher(step.get("uri").text());
            Set<String> options = new HashSet<>();
            while (uri.find()) {
                options.add(camelCase(uri.group(1)));
            }
            return step.get("parameters").keys().stream()
                    .filter(key -> options.contains(camelCase(key.text())))
                    .map(key -> file.finding(
                            key,
                            "\"" + key.text() + ":\" stands in the uri of line "
                                    + step.get("uri").line() + " already",
                            "keep one of the two"));
        });
    }

    /** Whether a step or a key can end a route normally after a failure. */
    static boolean hides(String word) {
        return HIDING.contains(camelCase(word));
    }

    /** Camel takes {@code on-exception} for {@code onException}. */
    static String camelCase(String key) {
        return DASH.matcher(key).replaceAll(match -> match.group(1).toUpperCase(Locale.ROOT));
    }
}
