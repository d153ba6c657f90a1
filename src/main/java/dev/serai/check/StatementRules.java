package dev.serai.check;

import dev.serai.check.SqlParameters.Parameter;
import dev.serai.config.DecodedText;
import dev.serai.routes.Finding;
import dev.serai.routes.RouteFile;
import dev.serai.routes.RouteFile.Step;
import dev.serai.routes.YamlTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Whether a mapping and its statement have the same names. Camel drops what the statement does not name, fails at the first
 * event that lacks what the statement names, and counts the names in comments.
 *
 * <p>Nothing is said of a file with several statements, and of names that depend on the event.
 */
final class StatementRules {
    /** What camel-sql takes from a list, or from Simple. */
    private static final Pattern IN_ANOTHER_WAY = Pattern.compile(":#(?:in:|\\$)");

    private static final String COLUMNS = "CamelJdbcParameters";
    private static final String HEADERS_AS_PARAMETERS = "useHeadersAsParameters";
    /** Steps and texts that may set a header of any name. */
    private static final Set<String> ANY_HEADER = Set.of("script", "bean", "process", "enrich", "pollEnrich");

    private final RouteFile file;

    private StatementRules(RouteFile file) {
        this.file = file;
    }

    static Stream<Finding> check(RouteFile file) {
        StatementRules check = new StatementRules(file);
        List<Path> statements = file.tree()
                .all()
                .flatMap(text -> ResourceRules.path(file, text).stream())
                .filter(path -> path.toString().endsWith(".sql"))
                .toList();
        List<Step> calls = file.steps()
                .filter(step -> step.kind().equals("to") && step.uri().matches("(jdbc|sql):.*"))
                .toList();
        return calls.size() == 1 && statements.size() == 1
                ? read(statements.get(0)).stream().flatMap(sql -> check.statement(sql, calls.get(0)))
                : Stream.empty();
    }

    /** A statement beside the route. */
    private record Sql(Path path, String text) {
        Finding finding(Parameter parameter, String reason, String instead) {
            return new Finding(path.toString(), parameter.line(), reason, instead);
        }
    }

    private static Optional<Sql> read(Path path) {
        try {
            return Files.isRegularFile(path)
                    ? Optional.of(new Sql(path, DecodedText.of(path).text()))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private Stream<Finding> statement(Sql sql, Step call) {
        boolean jdbc = call.uri().startsWith("jdbc:");
        String mark = jdbc ? ":?" : ":#";
        SqlParameters parameters = SqlParameters.of(sql.text(), mark);
        if (parameters.real().isEmpty() || IN_ANOTHER_WAY.matcher(sql.text()).find()) {
            return Stream.empty();
        }
        if (jdbc && !isTrue(call, HEADERS_AS_PARAMETERS)) {
            return Stream.of(file.finding(
                    call.fields().get("uri"),
                    "the parameters of " + sql.path().getFileName()
                            + " would not be filled in, and no event could be sent",
                    "write " + HEADERS_AS_PARAMETERS + ": true below parameters:"));
        }
        Stream<Finding> shifting = parameters
                .shifting()
                .map(each -> sql.finding(
                        each,
                        "\"" + mark + each.name()
                                + "\" stands in a comment or in quotes, and would be filled in there: each"
                                + " parameter after it would get the value of another one",
                        "take the \"" + mark + "\" out of it"));
        return Stream.concat(shifting, jdbc ? jdbc(sql, parameters) : sql(sql, parameters));
    }

    private static boolean isTrue(Step call, String option) {
        return !call.fields().get("parameters").get(option).text().equals("false")
                && (call.fields().get("parameters").entries().containsKey(option)
                        || call.fields().get("uri").text().contains(option + "=true"));
    }

    private Stream<Finding> sql(Sql sql, SqlParameters parameters) {
        return mapped(sql, parameters, keys("setBody", ""))
                .filter(each -> file.path().toString().equals(each.place()) || !setsAnyHeader());
    }

    private boolean setsAnyHeader() {
        return file.steps().anyMatch(step -> step.kind().startsWith("setHeader"));
    }

    private Stream<Finding> jdbc(Sql sql, SqlParameters parameters) {
        return setsHeader(COLUMNS::equalsIgnoreCase)
                ? mapped(sql, parameters, keys("setHeader", "columns"))
                : headers(sql, parameters);
    }

    /** The keys that the only mapping of the route gives; empty if they are not known. */
    private Optional<Map<String, Integer>> keys(String kind, String word) {
        List<Optional<Map<String, Integer>>> mappings = file.steps()
                .filter(step -> step.kind().equals(kind))
                .filter(step -> kind.equals("setBody")
                        || step.fields().get("name").text().equalsIgnoreCase(COLUMNS))
                .map(step -> MappedKeys.of(groovy(step), word))
                .toList();
        return mappings.size() == 1 ? mappings.get(0) : Optional.empty();
    }

    private static YamlTree groovy(Step step) {
        YamlTree fields =
                step.fields().get("expression").isMap() ? step.fields().get("expression") : step.fields();
        YamlTree groovy = fields.get("groovy");
        return groovy.isMap() ? groovy.get("expression") : groovy;
    }

    private Stream<Finding> mapped(Sql sql, SqlParameters parameters, Optional<Map<String, Integer>> known) {
        if (known.isEmpty()) {
            return Stream.empty();
        }
        Map<String, Integer> keys = known.get();
        Set<String> used = parameters.real().stream().map(Parameter::name).collect(Collectors.toSet());
        Stream<Finding> dropped = keys.entrySet().stream()
                .filter(key -> !used.contains(key.getKey()))
                .map(key -> file.finding(
                        key.getValue(),
                        "\"" + key.getKey() + "\" stands nowhere in "
                                + sql.path().getFileName() + ", and its values would be dropped",
                        "use it there as a parameter, or take it out here"));
        return Stream.concat(dropped, lacking(sql, parameters, name -> !keys.containsKey(name), "the mapping gives"));
    }

    /** Without columns, each parameter is a header. */
    private Stream<Finding> headers(Sql sql, SqlParameters parameters) {
        boolean known = file.steps().noneMatch(step -> ANY_HEADER.contains(step.kind()))
                && file.tree()
                        .all()
                        .noneMatch(text -> text.path().contains("groovy")
                                && text.text().toLowerCase(Locale.ROOT).contains("header"));
        return known
                ? lacking(sql, parameters, name -> !setsHeader(name::equalsIgnoreCase), "a setHeader sets")
                : Stream.empty();
    }

    private boolean setsHeader(Predicate<String> name) {
        return file.tree().all().anyMatch(each -> each.key().equals("name") && each.isText() && name.test(each.text()));
    }

    private Stream<Finding> lacking(Sql sql, SqlParameters parameters, Predicate<String> lacks, String source) {
        return parameters.real().stream()
                .filter(each -> lacks.test(each.name()))
                .map(each -> sql.finding(
                        each,
                        "the parameter \"" + each.name() + "\" is nothing that " + source + " in "
                                + Objects.requireNonNull(file.path().getFileName()) + ", and no event could be sent",
                        "add it there, or take it out here"));
    }
}
