package dev.serai.check;

import dev.serai.config.Spelling;
import dev.serai.routes.Finding.Severity;
import dev.serai.routes.RouteFile;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Which fields the payloads of a route file's events have. */
final class Fields {
    private final RouteFile file;
    private final EventNames names;

    Fields(RouteFile file, EventNames names) {
        this.file = file;
        this.names = names;
    }

    /** @return nothing if the field is described or a case has it, or if no event of the family is known */
    Optional<UnknownName> unknown(String field) {
        Set<String> known = names.known(file).fields();
        if (known.isEmpty() || known.contains(field)) {
            return Optional.empty();
        }
        Set<String> all = new TreeSet<>(known);
        all.addAll(names.declared(file).fields());
        if (all.contains(field)) {
            return Optional.empty();
        }
        Optional<String> meant = Spelling.meant(field, all);
        String aCase = "a case with this field to " + file.stem() + Case.SUFFIX;
        return Optional.of(new UnknownName(
                meant.isPresent() ? Severity.ERROR : Severity.WARNING,
                "no event has the field \"" + field + "\", so its value is always missing",
                meant.map(each -> "write " + each + "; if the field is new, add " + aCase)
                        .orElse("add " + aCase)));
    }
}
