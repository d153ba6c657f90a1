package dev.serai.check;

import dev.serai.config.Spelling;
import dev.serai.routes.Finding.Severity;
import dev.serai.routes.RouteFile;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** Which types the events of a route file have. */
final class EventTypes {
    private final RouteFile file;
    private final EventNames names;

    EventTypes(RouteFile file, EventNames names) {
        this.file = file;
        this.names = names;
    }

    /** @return nothing if the type is described or a case has it, or if no event of the family is known */
    Optional<UnknownName> unknown(String type) {
        return unmatched("the type \"" + type + "\"", type, type::equals);
    }

    /**
     * A pattern that fits no type.
     *
     * @param value to which types are compared
     */
    Optional<UnknownName> unmatched(String value, Predicate<String> fits) {
        return unmatched("a type like \"" + value + "\"", value, fits);
    }

    private Optional<UnknownName> unmatched(String what, String value, Predicate<String> fits) {
        Set<String> all = new TreeSet<>(names.known(file).types());
        if (all.isEmpty() || all.stream().anyMatch(fits)) {
            return Optional.empty();
        }
        all.addAll(names.declared(file).types());
        if (all.stream().anyMatch(fits)) {
            return Optional.empty();
        }
        String reason = "no event has " + what;
        return Optional.of(Spelling.meant(value, all)
                .map(meant -> new UnknownName(Severity.ERROR, reason, "write " + meant))
                .orElse(new UnknownName(
                        Severity.WARNING, reason, "add a case with this type to " + file.stem() + Case.SUFFIX)));
    }

    /** @return nothing if there is a family of that name */
    Optional<UnknownName> unknownFamily(String family) {
        return names.families().contains(family)
                ? Optional.empty()
                : Optional.of(new UnknownName(
                        Severity.ERROR,
                        "no family is called \"" + family + "\"",
                        "write one of " + String.join(", ", names.families())));
    }
}
