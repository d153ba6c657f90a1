package dev.serai.check;

import dev.serai.routes.Finding;
import dev.serai.routes.RouteFile;
import dev.serai.routes.RouteRule;
import java.util.stream.Stream;

/**
 * What keeps a route file out: the same for the gateway when it loads the file, for {@code serai check} and for the build.
 * {@link RouteLint} adds what only makes a file worse.
 */
public final class Validator implements RouteRule {
    @Override
    public Stream<Finding> check(RouteFile file) {
        return Stream.of(FailureRules.check(file), EventAddresses.check(file)).flatMap(each -> each);
    }
}
