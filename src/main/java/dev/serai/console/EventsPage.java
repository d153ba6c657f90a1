package dev.serai.console;

import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The list of events: filtered, newest first, live. */
final class EventsPage {
    private static final String PATH = Console.ROOT + "/events";
    private static final int ROWS = 50;
    static final List<String> STATES =
            List.of("waiting", "delivered", "dead", "cancelled", "discarded", "unrouted", "filtered");

    private final ConsoleApi api;
    private final Pages pages;
    private final Webhooks webhooks;
    private final SealedText sealed = new SealedText();

    EventsPage(ConsoleApi api, Pages pages, Webhooks webhooks) {
        this.webhooks = webhooks;
        this.api = api;
        this.pages = pages;
    }

    void serve(Router router) {
        router.get(PATH).handler(this::show);
        router.get(PATH + "/rows").handler(this::rows);
        router.post(PATH + "/filter").handler(this::filter);
        router.get(PATH + ".csv").handler(new EventsCsv(api, pages, sealed)::send);
    }

    /**
     * What the rows of a page show.
     *
     * @param query of the address
     * @param more the address of the rows that follow; empty if there are none
     * @param columns names of business ids that have a column of their own
     * @param firstUrl where the first event can be sent
     */
    record Rows(EventsView view, String query, String more, List<String> columns, String firstUrl) {}

    private Future<Rows> rows(Visitor visitor, EventsQuery query, String after) {
        String asked = query.asked()
                .with("limit", Integer.toString(ROWS))
                .with("ids", "true")
                .with("after", after)
                .of("/events");
        return api.get(visitor, asked, EventsView.class).map(view -> {
            String next = view.next() == null ? "" : view.next();
            String more = next.isEmpty()
                    ? ""
                    : query.address(sealed).with("after", next).of(PATH + "/rows");
            boolean one = !query.value("family").isEmpty();
            return new Rows(
                    view,
                    query.address(sealed).toString(),
                    more,
                    one ? List.copyOf(view.ids()) : List.of(),
                    webhooks.url("cmp"));
        });
    }

    private void show(RoutingContext request) {
        EventsQuery query = EventsQuery.ofAddress(request.queryParams(), sealed);
        Visitor visitor = Pages.visitor(request);
        Future<StatusView> status = api.get(visitor, "/status", StatusView.class);
        Future<Rows> rows = rows(visitor, query, "");
        pages.show(request, "events", Future.all(status, rows).map(both -> {
            Map<String, Object> values = new HashMap<>();
            values.put("frame", pages.frame(request, "Events", "/events", Live.EVENTS));
            values.put("status", status.result());
            values.put("query", query);
            values.put("rows", rows.result());
            return values;
        }));
    }

    /** The first rows, or those behind a place. */
    private void rows(RoutingContext request) {
        EventsQuery query = EventsQuery.ofAddress(request.queryParams(), sealed);
        String after = request.queryParams().get("after");
        pages.show(
                request,
                after == null ? "events-rows" : "events-more",
                rows(Pages.visitor(request), query, after == null ? "" : after).map(rows -> Map.of("rows", rows)));
    }

    /** A filter is sent, because a contact must not stand in an address; the answer names the address of the list. */
    private void filter(RoutingContext request) {
        EventsQuery query = EventsQuery.ofForm(request.request().formAttributes());
        request.response().putHeader("HX-Push-Url", query.address(sealed).of(PATH));
        pages.show(
                request, "events-rows", rows(Pages.visitor(request), query, "").map(rows -> Map.of("rows", rows)));
    }
}
