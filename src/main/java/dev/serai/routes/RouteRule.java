package dev.serai.routes;

import java.util.stream.Stream;

/** What a route file must keep to before Camel sees it. */
@FunctionalInterface
public interface RouteRule {

    /** @return what is wrong with the file: an error keeps it out, a warning is named as long as it is loaded */
    Stream<Finding> check(RouteFile file);
}
