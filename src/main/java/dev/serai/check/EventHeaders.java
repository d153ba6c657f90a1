package dev.serai.check;

import dev.serai.config.Spelling;
import dev.serai.receive.Router;
import dev.serai.routes.Finding.Severity;
import dev.serai.routes.RouteFile;
import dev.serai.routes.YamlTree;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The headers that a condition can ask for: those that a router has of an event, and those that the file sets. */
final class EventHeaders {
    private static final Pattern HEADER = Pattern.compile(
            "(?:in\\.)?(?:headers?\\??[.:]|headers?\\??\\[|headerAs\\()[\"']?(?<name>[\\w-]+(?:\\.[\\w-]+)*)[\"']?(?<rest>.*)");
    private static final String TYPE = "eventType";
    private static final Set<String> OF_EACH = Set.of(TYPE, "family", "eventId");

    private final RouteFile file;

    EventHeaders(RouteFile file) {
        this.file = file;
    }

    /** Whether a function of Simple is the type of the event. */
    boolean isType(String function) {
        return is(TYPE, function);
    }

    /** Whether a function of Simple is the family of the event. */
    boolean isFamily(String function) {
        return is("family", function);
    }

    /** Whether a function of Simple has a value for every event. */
    boolean isAlwaysThere(String function) {
        return OF_EACH.stream().anyMatch(header -> is(header, function));
    }

    private boolean is(String header, String function) {
        return isOfRouter() && name(function).equalsIgnoreCase(header) && isWhole(function);
    }

    private static boolean isWhole(String function) {
        Matcher header = HEADER.matcher(function);
        return header.matches() && header.group("rest").matches("[\\])]?");
    }

    private static String name(String function) {
        Matcher header = HEADER.matcher(function);
        return header.matches() ? header.group("name") : "";
    }

    /** A header that a function of Simple asks for, and that nothing sets. */
    Optional<UnknownName> unknown(String function) {
        String name = name(function);
        boolean isKnown = name.isEmpty()
                || name.startsWith("Camel")
                || Set.of("size", "length").contains(name)
                || known().stream().anyMatch(each -> name.equalsIgnoreCase(each) || name.startsWith(each + "."))
                || isWrittenElsewhere(name);
        if (isKnown) {
            return Optional.empty();
        }
        Optional<String> meant = Spelling.meant(name, known());
        if (!isOfRouter() && meant.isEmpty()) {
            return destination(name);
        }
        return Optional.of(new UnknownName(
                Severity.ERROR,
                "no event has the header \"" + name + "\"",
                meant.map(each -> "write ${header." + each + "}")
                        .orElse("write ${body?[" + name + "]} for a field of the payload, or one of the headers "
                                + String.join(", ", known()))));
    }

    /** Beside a call, an answer may have headers of any name; those of a router are of no answer. */
    private static Optional<UnknownName> destination(String name) {
        return Router.HEADERS.contains(name)
                ? Optional.of(new UnknownName(
                        Severity.ERROR,
                        "a destination has no header \"" + name + "\", only a router has",
                        "write ${body.first." + word(name) + "}, with batchSize: 1"))
                : Optional.empty();
    }

    private static String word(String header) {
        return header.equals(TYPE) ? "type" : header.equals("eventId") ? "id" : header;
    }

    /** Those of a router, and those that the file sets. */
    Set<String> known() {
        Set<String> known = new TreeSet<>(isOfRouter() ? Router.HEADERS : Set.of());
        file.tree()
                .all()
                .filter(each -> each.isMap()
                        && Set.of("setHeader", "set-header", "headers").contains(each.key()))
                .map(each -> each.get("name").text())
                .filter(name -> !name.isEmpty())
                .forEach(known::add);
        return known;
    }

    /** A script of the file may set it. */
    private boolean isWrittenElsewhere(String name) {
        Pattern word = Pattern.compile("\\b" + Pattern.quote(name) + "\\b");
        return RouteScript.of(file)
                .filter(script -> script.language() == RouteScript.Language.GROOVY)
                .map(RouteScript::at)
                .map(YamlTree::text)
                .anyMatch(text -> text.contains("header") && word.matcher(text).find());
    }

    private boolean isOfRouter() {
        return file.routes().stream()
                .anyMatch(route -> route.get("from").get("uri").text().startsWith("direct:"));
    }
}
