package dev.serai.check;

import dev.serai.routes.Finding;
import dev.serai.routes.RouteFile;
import dev.serai.routes.RouteFile.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;

/** How a route file is written, so that people, Kaoto and logs find their way in it. */
final class Form {
    static final int MAX_LINES = 60;
    static final Set<String> LANGUAGES = Set.of(
            "constant",
            "simple",
            "groovy",
            "header",
            "variable",
            "exchangeProperty",
            "jsonpath",
            "tokenize",
            "language");

    private Form() {}

    static Stream<Finding> check(RouteFile file) throws IOException {
        return Stream.of(
                        aRoute(file),
                        namedAndDescribed(file),
                        spelledOutSteps(file),
                        spelledOutExpressions(file),
                        ids(file),
                        uniqueIds(file),
                        length(file))
                .flatMap(each -> each);
    }

    private static Stream<Finding> aRoute(RouteFile file) {
        return file.tree().items().isEmpty()
                ? Stream.of(file.finding(1, "holds no route", "begin with \"- route:\""))
                : Stream.empty();
    }

    private static Stream<Finding> namedAndDescribed(RouteFile file) {
        return file.routes().stream().flatMap(route -> {
            Stream.Builder<Finding> found = Stream.builder();
            String id = route.get("id").text();
            if (!id.equals(file.stem())) {
                found.add(file.finding(
                        route.get("id").line(),
                        "route is called \"" + id + "\", and logs name the route, not the file",
                        "write id: " + file.stem()));
            }
            if (route.get("description").text().isBlank()) {
                found.add(file.finding(
                        route.line(),
                        "route has no description",
                        "say in one sentence what it does, it stands beside the route in every picture"));
            }
            if (!route.get("from").get("steps").isList()) {
                found.add(file.finding(
                        route.get("from").line(), "from has no steps", "write steps: inside from:, beside uri:"));
            }
            return found.build();
        });
    }

    private static Stream<Finding> spelledOutSteps(RouteFile file) {
        return file.steps()
                .filter(step -> !step.fields().isMap())
                .map(step -> file.finding(
                        step.line(),
                        "\"" + step.kind() + "\" is written in short, where no id has room",
                        "write its fields below it, id: first"));
    }

    private static Stream<Finding> spelledOutExpressions(RouteFile file) {
        return file.tree()
                .all()
                .filter(each -> LANGUAGES.contains(each.key()))
                .filter(each -> !each.isMap()
                        || !each.path().get(each.path().size() - 2).equals("expression"))
                .map(each -> file.finding(
                        each.line(),
                        "\"" + each.key() + "\" is written in short, which Kaoto does not read",
                        "write expression: {" + each.key() + ": {expression: ...}}, a line each"));
    }

    private static Stream<Finding> ids(RouteFile file) {
        Stream<Step> starts =
                file.routes().stream().map(route -> route.get("from")).map(from -> new Step("from", from.line(), from));
        return Stream.of(starts, file.steps(), branches(file))
                .flatMap(each -> each)
                .filter(step ->
                        step.fields().isMap() && step.fields().get("id").text().isBlank())
                .map(step -> file.finding(
                        step.line(),
                        "\"" + step.kind() + "\" has no id",
                        "give every step an id, it is how logs and Kaoto name it"));
    }

    private static Stream<Step> branches(RouteFile file) {
        return file.tree()
                .all()
                .filter(each -> Set.of("when", "otherwise").contains(each.key()) && each.isMap())
                .map(branch -> new Step(branch.key(), branch.line(), branch));
    }

    private static Stream<Finding> uniqueIds(RouteFile file) {
        Set<String> seen = new HashSet<>();
        return file.tree()
                .all()
                .filter(each -> each.key().equals("id") && each.isText())
                .filter(id -> !seen.add(id.text()))
                .map(id -> file.finding(
                        id.line(), "id \"" + id.text() + "\" is there twice", "give each step a name of its own"));
    }

    private static Stream<Finding> length(RouteFile file) throws IOException {
        int lines = Files.readAllLines(file.path()).size();
        return lines <= MAX_LINES
                ? Stream.empty()
                : Stream.of(file.finding(
                        MAX_LINES + 1,
                        "has " + lines + " lines, and no screen shows more than " + MAX_LINES,
                        "split it in two files"));
    }
}
