package dev.serai.check;

import dev.serai.routes.Finding;
import dev.serai.routes.RouteFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Names in conditions and mappings that no event has: a value is looked for that is never there. */
final class Names {
    /** A value of the payload. */
    private static final Pattern PAYLOAD = Pattern.compile("\\$\\{(?:in\\.)?body(?:\\??\\[[^\\]{}]*])+");

    private static final Pattern KEY = Pattern.compile("\\[['\"]?([\\w-]+)['\"]?]");
    private static final Pattern POSITION = Pattern.compile("\\d+|last(?:-\\d+)?");

    private final EventNames names;

    Names(EventNames names) {
        this.names = names;
    }

    Stream<Finding> check(RouteFile file) {
        Fields fields = new Fields(file, names);
        return RouteScript.of(file).flatMap(script -> switch (script.language()) {
            case SIMPLE -> script.isOfRouter() ? simple(script, fields) : Stream.empty();
            case GROOVY -> new MappingNames(script, fields, new EventTypes(file, names)).check();
            case CONSTANT -> Stream.empty();
        });
    }

    /** Of a router alone: the body of a destination becomes what its steps make of it. */
    private static Stream<Finding> simple(RouteScript script, Fields fields) {
        return PAYLOAD.matcher(script.text()).results().flatMap(value -> {
            Matcher key = KEY.matcher(value.group());
            return key.results()
                    .filter(each -> !POSITION.matcher(each.group(1)).matches())
                    .flatMap(each -> fields.unknown(each.group(1)).stream()
                            .map(unknown -> script.finding(
                                    unknown.severity(),
                                    value.start() + each.start(1),
                                    unknown.reason(),
                                    unknown.instead())));
        });
    }
}
