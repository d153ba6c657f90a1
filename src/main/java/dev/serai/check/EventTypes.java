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

    /**
     * A type that no event has.
     *
     * @param severity a warning if it is like none that is known: the vendor may send more than its documents say
     */
    record Unknown(Severity severity, String reason, String instead) {}

    EventTypes(RouteFile file, EventNames names) {
        this.file = file;
        this.names = names;
    }

    /** @return nothing if a sample or a case has the type, or if no event of the family is known */
    Optional<Unknown> unknown(String type) {
        return unmatched("the type \"" + type + "\"", type, type::equals);
    }

    /**
     * A pattern that fits no type.
     *
     * @param value to which types are compared
     */
    Optional<Unknown> unmatched(String value, Predicate<String> fits) {
        return unmatched("a type like \"" + value + "\"", value, fits);
    }

    private Optional<Unknown> unmatched(String what, String value, Predicate<String> fits) {
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
                .map(meant -> new Unknown(Severity.ERROR, reason, "write " + meant))
                .orElse(new Unknown(
                        Severity.WARNING, reason, "add a case with this type to " + file.stem() + Case.SUFFIX)));
    }

    /** @return nothing if there is a family of that name */
    Optional<Unknown> unknownFamily(String family) {
        return names.families().contains(family)
                ? Optional.empty()
                : Optional.of(new Unknown(
                        Severity.ERROR,
                        "no family is called \"" + family + "\"",
                        "write one of " + String.join(", ", names.families())));
    }
}
