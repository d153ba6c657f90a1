package dev.serai.console;

import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;

/** The destinations: how each of them is, and pause, resume and probe. */
final class DestinationsPage {
    private static final String PATH = Console.ROOT + "/destinations";

    private final ConsoleApi api;
    private final Pages pages;

    DestinationsPage(ConsoleApi api, Pages pages) {
        this.api = api;
        this.pages = pages;
    }

    void serve(Router router) {
        router.get(PATH).handler(this::show);
        router.get(PATH + "/list").handler(request -> list(request, destinations(request)));
        for (String action : List.of("pause", "resume", "probe")) {
            router.post(PATH + "/:name/" + action).handler(request -> change(request, action));
        }
    }

    private Future<StatusView> destinations(RoutingContext request) {
        return api.get(Pages.visitor(request), "/status", StatusView.class);
    }

    private void show(RoutingContext request) {
        pages.show(
                request,
                "destinations",
                destinations(request)
                        .map(status -> Map.of(
                                "frame",
                                pages.frame(request, "Destinations", "/destinations", Live.DESTINATIONS),
                                "status",
                                status)));
    }

    private void list(RoutingContext request, Future<StatusView> status) {
        pages.show(request, "destinations-list", status.map(found -> Map.of("status", found)));
    }

    private void change(RoutingContext request, String action) {
        Map<String, Object> body = FormFields.of(request).body("until", "reason");
        String uri = "/destinations/" + UriQuery.encoded(request.pathParam("name")) + "/" + action;
        list(
                request,
                api.post(Pages.visitor(request), uri, body, DestinationRow.class)
                        .compose(changed -> destinations(request)));
    }
}
