package dev.serai.check;

import dev.serai.routes.Finding;
import dev.serai.routes.RouteFile;
import dev.serai.routes.RouteRule;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What keeps a route file out: the same for the gateway when it loads the file, for {@code serai check} and for the build.
 * {@link RouteLint} adds what only makes a file worse.
 */
public final class Validator implements RouteRule {
    private final UncalledRouters uncalled;

    /** Of any families. */
    public Validator() {
        this(Set.of());
    }

    /** @param families the names of the families, each of which may have a router; empty if they are not known */
    public Validator(Set<String> families) {
        uncalled = new UncalledRouters(families);
    }

    @Override
    public Stream<Finding> check(RouteFile file) {
        return Stream.of(
                        FailureRules.check(file),
                        EventAddresses.check(file),
                        ResourceRules.check(file),
                        StatementRules.check(file),
                        uncalled.check(file))
                .flatMap(each -> each);
    }
}
