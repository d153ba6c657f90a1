package dev.serai.check;

import dev.serai.routes.Finding;
import dev.serai.routes.RouteFile;
import dev.serai.routes.YamlTree;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What a route file must not reach: other routes, other batches, and what dies with the process. */
final class ReachRules {
    private static final Set<String> PROSE = Set.of("note", "description", "message");
    private static final Set<String> VARIABLES = Set.of("setVariable", "set-variable", "variables");

    private static final String DIES = " holds events in memory, and they die with the process";
    private static final String LASTS = "write outbox: or direct:";

    /** By the first word of an endpoint: why it is refused, and what to write instead. */
    private static final Map<String, Map.Entry<String, String>> REFUSED = Map.of(
            "seda:", Map.entry(DIES, LASTS),
            "stub:", Map.entry(DIES, LASTS),
            "controlbus:",
                    Map.entry(
                            " stops and starts routes of other files",
                            "set destination.<name>.enabled, or pause the destination"));

    private ReachRules() {}

    static Stream<Finding> check(RouteFile file) {
        return file.routes().stream()
                .flatMap(YamlTree::all)
                .filter(YamlTree::isText)
                .flatMap(text ->
                        Stream.of(endpoint(file, text), variable(file, text)).flatMap(Optional::stream));
    }

    private static Optional<Finding> endpoint(RouteFile file, YamlTree text) {
        return PROSE.contains(text.key())
                ? Optional.empty()
                : REFUSED.entrySet().stream()
                        .filter(refused -> text.text().startsWith(refused.getKey()))
                        .map(refused -> file.finding(
                                text,
                                refused.getKey() + refused.getValue().getKey(),
                                refused.getValue().getValue()))
                        .findFirst();
    }

    /** Camel keeps these for the whole process, in place of one batch. */
    private static Optional<Finding> variable(RouteFile file, YamlTree text) {
        boolean names = text.key().equals("variableReceive")
                || (text.key().equals("name") && text.path().stream().anyMatch(VARIABLES::contains));
        return names && text.text().matches("(global|route):.*")
                ? Optional.of(file.finding(
                        text,
                        "a variable \"" + text.text() + "\" is shared by all batches that are out at once",
                        "write the name alone; the variable is that of the batch then"))
                : Optional.empty();
    }
}
