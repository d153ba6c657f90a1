package dev.serai.console;

import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One event: what came in, what was decided and why, each attempt, and what a person can do about it. */
final class EventPage {
    private static final String PATH = Console.ROOT + "/events/:id";

    private final ConsoleApi api;
    private final Pages pages;
    private final JobPart jobs;
    private final Webhooks webhooks;

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

    private static final Why NO_REASON = new Why(null, List.of(), null, List.of(), null);

    EventPage(ConsoleApi api, Pages pages, JobPart jobs, Webhooks webhooks) {
        this.webhooks = webhooks;
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
        return "/events/" + UriQuery.encoded(request.pathParam("id")) + more;
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

    /** With the values that the router compared, which are as personal as the payload; they are left out while no trial can be made. */
    private void unmask(RoutingContext request) {
        Visitor visitor = Pages.visitor(request);
        Future<EventView> event = api.unmask(visitor, uri(request, "/unmask"), Map.of(), EventView.class);
        pages.show(
                request, "event-personal", event.compose(shown -> api.getWhole(visitor, uri(request, "/why"), Why.class)
                        .otherwise(NO_REASON)
                        .map(why -> Map.of(
                                "event", shown, "why", why, "curl", webhooks.curl(shown.family(), shown.payload())))));
    }

    /** Decides only, or stores the copy. */
    private void edit(RoutingContext request) {
        FormFields form = FormFields.of(request);
        Map<String, Object> body = form.body("reason");
        body.put("payload", form.value("payload"));
        body.put("dryRun", !form.is("do", "store"));
        pages.show(
                request,
                "event-edited",
                api.post(Pages.visitor(request), uri(request, "/edit"), body, Edited.class)
                        .map(edited -> Map.of("edited", edited)));
    }

    private void replay(RoutingContext request) {
        Map<String, Object> body = FormFields.of(request).body("destination", "state", "reason");
        body.put("ids", List.of(request.pathParam("id")));
        jobs.begin(request, "/replay", body);
    }
}
