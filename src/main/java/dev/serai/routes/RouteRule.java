package dev.serai.routes;

import java.util.stream.Stream;

/** What a route file must keep to before Camel sees it. */
@FunctionalInterface
public interface RouteRule {

    /** @return what keeps the file out; nothing if the file may be loaded */
    Stream<Finding> check(RouteFile file);
}
