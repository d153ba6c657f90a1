package dev.serai.console;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One event: what came in, what was decided and why, each attempt, and what a person can do about it. */
final class EventPage {
    private static final String PATH = Console.ROOT + "/events/:id";

    private final ConsoleApi api;
    private final Pages pages;
    private final Jobs jobs;

    /** Why the event goes its way, as {@code GET /api/v1/events/{id}/why} answers. */
    record Why(
            @Nullable String version,
            List<String> destinations,
            @Nullable String unrouted,
            List<Branch> branches,
            @Nullable String note) {}

    /** A condition of the router. */
    record Branch(
            String place,
            @Nullable String id,
            String condition,
            boolean taken,
            List<Compared> compared,
            List<String> destinations) {}

    /** A value that a condition asked for. */
    record Compared(String what, @Nullable String value) {}

    /** A test case, as {@code GET /api/v1/events/{id}/case} answers. */
    record TestCase(String file, String yaml, @Nullable String note) {}

    /** The answer to a corrected payload. */
    record Edited(
            String result,
            String id,
            List<String> destinations,
            @Nullable String unrouted) {}

    EventPage(ConsoleApi api, Pages pages, Jobs jobs) {
        this.api = api;
        this.pages = pages;
        this.jobs = jobs;
    }

    void serve(Router router) {
        router.get(PATH).handler(this::show);
        router.get(PATH + "/why").handler(this::why);
        router.get(PATH + "/case").handler(this::testCase);
        router.get(PATH + "/deliveries").handler(this::deliveries);
        router.post(PATH + "/unmask").handler(this::unmask);
        router.post(PATH + "/edit").handler(this::edit);
        router.post(PATH + "/replay").handler(this::replay);
    }

    private static String uri(RoutingContext request, String more) {
        return "/events/" + Query.encoded(request.pathParam("id")) + more;
    }

    private Future<EventView> event(RoutingContext request) {
        return api.get(Pages.visitor(request), uri(request, ""), EventView.class);
    }

    private void show(RoutingContext request) {
        pages.show(
                request,
                "event",
                event(request)
                        .map(event -> Map.of(
                                "frame",
                                pages.frame(request, "Event", "/events", Live.EVENTS + "," + Live.DESTINATIONS),
                                "event",
                                event)));
    }

    private void deliveries(RoutingContext request) {
        pages.show(request, "event-deliveries", event(request).map(event -> Map.of("event", event)));
    }

    private void why(RoutingContext request) {
        pages.show(
                request,
                "event-why",
                api.get(Pages.visitor(request), uri(request, "/why"), Why.class).map(why -> Map.of("why", why)));
    }

    private void testCase(RoutingContext request) {
        pages.show(
                request,
                "event-case",
                api.getWhole(Pages.visitor(request), uri(request, "/case"), TestCase.class)
                        .map(test -> Map.of("test", test)));
    }

    private void unmask(RoutingContext request) {
        pages.show(
                request,
                "event-personal",
                api.unmask(Pages.visitor(request), uri(request, "/unmask"), Map.of(), EventView.class)
                        .map(event -> Map.of("event", event, "curl", Curl.of(event.family(), event.payload()))));
    }

    /** Decides only, or stores the copy. */
    private void edit(RoutingContext request) {
        MultiMap form = request.request().formAttributes();
        boolean dry = !"store".equals(form.get("do"));
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("payload", String.valueOf(form.get("payload")));
        String reason = form.get("reason");
        if (reason != null && !reason.isBlank()) {
            body.put("reason", reason);
        }
        body.put("dryRun", dry);
        pages.show(
                request,
                "event-edited",
                api.post(Pages.visitor(request), uri(request, "/edit"), body, Edited.class)
                        .map(edited -> Map.of("edited", edited)));
    }

    private void replay(RoutingContext request) {
        MultiMap form = request.request().formAttributes();
        Map<String, Object> body = new HashMap<>();
        body.put("ids", List.of(request.pathParam("id")));
        for (String name : List.of("destination", "state", "reason")) {
            String value = form.get(name);
            if (value != null && !value.isBlank()) {
                body.put(name, value);
            }
        }
        jobs.begin(request, "/replay", body);
    }
}
