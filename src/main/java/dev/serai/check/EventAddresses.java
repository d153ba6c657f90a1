package dev.serai.check;

import dev.serai.routes.Finding;
import dev.serai.routes.RouteFile;
import dev.serai.routes.RouteFile.Step;
import dev.serai.routes.YamlTree;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What an event says must not choose where a call goes: with another host or a {@code proxyHost} in it, the call would take
 * its headers, secrets among them, there. The address stands in the file; an event may fill in a path and a query.
 */
final class EventAddresses {
    private static final Set<String> BY_EXPRESSION =
            Set.of("recipientList", "routingSlip", "dynamicRouter", "enrich", "pollEnrich");

    private static final Set<String> WHOLE = Set.of("camelhttpuri", "camelresthttpuri");
    private static final Set<String> QUERY = Set.of("camelhttpquery", "camelhttprawquery", "camelresthttpquery");

    /** What Simple takes from the configuration, and the ids that Serai makes. */
    private static final Pattern EVENT_DATA = Pattern.compile(
            "\\$(?:simple)?\\{(?!(?:env|sys|sysenv)[:.]|(?:body\\.(?:first\\.)?id|body\\.size|camelId|routeId)})");

    private static final Pattern PROPERTY = Pattern.compile("\\$(?:simple)?\\{properties:");

    private static final String SAFE = "write the address in \"uri:\" of a \"to:\", without ${…}; set the header"
            + " CamelHttpPath to a list of the path's parts, and CamelHttpQuery to a map";

    private final RouteFile file;

    private EventAddresses(RouteFile file) {
        this.file = file;
    }

    static Stream<Finding> check(RouteFile file) {
        EventAddresses check = new EventAddresses(file);
        return Stream.of(
                        file.steps().flatMap(check::step),
                        file.steps().flatMap(check::headers),
                        file.tree().all().flatMap(check::property))
                .flatMap(each -> each);
    }

    private Stream<Finding> step(Step step) {
        Stream<YamlTree> said =
                switch (step.kind()) {
                    case "toD", "to-d" ->
                        step.fields().isText()
                                ? Stream.of(step.fields()).filter(EventAddresses::isComputed)
                                : Stream.concat(
                                                Stream.of(step.fields().get("uri")),
                                                step.fields().get("parameters").all())
                                        .filter(EventAddresses::isComputed);
                    default -> BY_EXPRESSION.contains(step.kind()) ? computed(step.fields()) : Stream.empty();
                };
        return said.limit(1)
                .map(at -> file.finding(
                        at,
                        "what an event says would choose where \"" + step.kind()
                                + "\" goes, and its headers and secrets" + " with it",
                        SAFE));
    }

    private Stream<Finding> headers(Step step) {
        return switch (step.kind()) {
            case "setHeader" -> header(step.fields());
            case "setHeaders" -> step.fields().get("headers").items().stream().flatMap(this::header);
            default -> Stream.empty();
        };
    }

    private Stream<Finding> header(YamlTree fields) {
        String name = fields.get("name").text().toLowerCase(Locale.ROOT);
        if (WHOLE.contains(name)) {
            return computed(fields)
                    .limit(1)
                    .map(at -> file.finding(
                            at,
                            "what an event says would choose where the call goes, and its headers and secrets with it",
                            SAFE));
        }
        return QUERY.contains(name)
                ? computed(fields)
                        .filter(at -> at.path().contains("simple"))
                        .limit(1)
                        .map(at -> file.finding(
                                at,
                                "an \"&\" in what an event says would begin a parameter of its own",
                                "set CamelHttpQuery by groovy to a map, body.map { event, payload -> [name: value] }"
                                        + ".first()"))
                : Stream.empty();
    }

    /** Where an expression makes its value of more than the file says. */
    private static Stream<YamlTree> computed(YamlTree fields) {
        boolean spelledOut = fields.get("expression").isMap();
        YamlTree expression = spelledOut ? fields.get("expression") : fields;
        return expression.entries().entrySet().stream()
                .filter(each -> isLanguage(each.getKey(), spelledOut))
                .map(Map.Entry::getValue)
                .map(each -> each.isMap() ? each.get("expression") : each)
                .filter(each -> !each.path().contains("simple") || isComputed(each));
    }

    private static boolean isLanguage(String key, boolean spelledOut) {
        return !key.equals("constant") && (spelledOut || Form.LANGUAGES.contains(key));
    }

    private static boolean isComputed(YamlTree text) {
        return text.isText()
                && (EVENT_DATA.matcher(text.text()).find() || text.text().startsWith("language:"));
    }

    private Stream<Finding> property(YamlTree text) {
        return text.isText()
                        && !text.path().contains("groovy")
                        && PROPERTY.matcher(text.text()).find()
                ? Stream.of(file.finding(
                        text,
                        "${properties:…} is read while an event is sent, and then Serai resolves no placeholders",
                        "write {{NAME}}, or {{NAME:value}} for a value of its own"))
                : Stream.empty();
    }
}
