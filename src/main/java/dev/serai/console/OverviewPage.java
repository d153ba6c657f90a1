package dev.serai.console;

import dev.serai.operate.Role;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;

/** The first page: the path of an event, what needs a person, and how much goes through. */
final class OverviewPage {
    /** For what all visitors see in the same way. */
    static final Visitor EVERYONE = new Visitor("console", Role.VIEWER, "");

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
        pages.show(
                request,
                "overview",
                api.get(Pages.visitor(request), "/status", StatusView.class)
                        .map(status -> Map.of(
                                "frame", pages.frame(request, "Overview", "", Live.OVERVIEW), "status", status)));
    }
}
