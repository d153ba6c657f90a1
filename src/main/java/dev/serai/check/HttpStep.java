package dev.serai.check;

import dev.serai.routes.RouteFile;
import dev.serai.routes.RouteFile.Step;
import dev.serai.routes.YamlTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A step of a route that calls an HTTP address which stands in the file, or in the configuration. */
record HttpStep(Step step) {
    private static final Set<String> CALLS = Set.of("to", "toD");

    /** Also as the value of a placeholder that is not set. */
    private static final Pattern HTTP = Pattern.compile("(?s)(?:\\{\\{[\\w.-]*:)?https?:.*");

    private static final String METHOD = "httpMethod";

    /**
     * An option of the endpoint.
     *
     * @param at its value, or the address if it stands in the query there
     */
    record Option(String name, String value, YamlTree at) {
        /** Whether it is the option of that name, in any spelling that Camel takes, or the client's of that name. */
        boolean is(String other) {
            return plain(name).replaceFirst("^httpclient\\.", "").equals(plain(other));
        }
    }

    static Stream<HttpStep> of(RouteFile file) {
        return file.routes().stream()
                .flatMap(StepRules::steps)
                .filter(step -> CALLS.contains(step.kind()))
                .map(HttpStep::new)
                .filter(HttpStep::isHttp);
    }

    YamlTree uri() {
        return step.fields().isText() ? step.fields() : step.fields().get("uri");
    }

    private boolean isHttp() {
        return HTTP.matcher(uri().text()).matches()
                || (uri().text().startsWith("{{") && options().stream().anyMatch(option -> option.is(METHOD)));
    }

    /** Those in the query of the address, and those below {@code parameters:}. */
    List<Option> options() {
        List<Option> options = new ArrayList<>();
        Stream.of(uri().text().split("[?&]"))
                .skip(1)
                .map(part -> new Option(part.replaceFirst("(?s)=.*", "").strip(), after(part), uri()))
                .forEach(options::add);
        step.fields()
                .get("parameters")
                .entries()
                .forEach((name, value) ->
                        options.add(new Option(name, value.text().strip(), value)));
        return options;
    }

    private static String after(String part) {
        int equals = part.indexOf('=');
        return equals < 0 ? "" : part.substring(equals + 1).strip();
    }

    /** The method as the file says it; empty if it does not. */
    String method() {
        return options().stream()
                .filter(option -> option.is(METHOD))
                .map(option -> option.value().toUpperCase(Locale.ROOT))
                .findFirst()
                .orElse("");
    }

    static String plain(String name) {
        return name.strip().replace("-", "").toLowerCase(Locale.ROOT);
    }
}
