package dev.serai.console;

import dev.serai.operate.Role;
import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;

/** The first page: the path of an event, what needs a person, and how much goes through. */
final class OverviewPage {
    /** For what all visitors see in the same way. */
    static final Visitor EVERYONE = new Visitor("console", Role.VIEWER, "");

    /** How far back the plots go. */
    static final List<String> RANGES = List.of("hour", "day", "week");

    private final ConsoleApi api;
    private final Pages pages;

    OverviewPage(ConsoleApi api, Pages pages) {
        this.api = api;
        this.pages = pages;
    }

    void serve(Router router) {
        router.get(Console.ROOT).handler(this::show);
        router.get(Console.ROOT + "/").handler(this::show);
    }

    private void show(RoutingContext request) {
        Visitor visitor = Pages.visitor(request);
        pages.show(
                request,
                "overview",
                api.get(visitor, "/status", StatusView.class).compose(status -> picture(api, visitor, status)
                        .map(picture -> Map.of(
                                "frame",
                                pages.frame(request, "Overview", "", Live.OVERVIEW),
                                "status",
                                status,
                                "picture",
                                picture))));
    }

    /** The picture of the routes that run, with what they do now. */
    static Future<PathPicture> picture(ConsoleApi api, Visitor visitor, StatusView status) {
        return api.get(visitor, "/routes/picture", PathPicture.Routes.class)
                .otherwise(new PathPicture.Routes(List.of(), List.of()))
                .map(routes -> PathPicture.of(routes, status));
    }
}
