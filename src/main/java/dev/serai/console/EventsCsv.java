package dev.serai.console;

import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A list of events as CSV (RFC 4180), page by page as the browser takes it, without contacts and payloads. */
final class EventsCsv {
    /** Most events of a file. */
    static final int MAX_ROWS = 10_000;

    private static final int PAGE = 500;
    private static final String HEAD =
            "received_at,family,type,subject,id,destination,state,attempts,error,business_ids\r\n";

    private final ConsoleApi api;
    private final Pages pages;
    private final SealedText sealed;

    EventsCsv(ConsoleApi api, Pages pages, SealedText sealed) {
        this.api = api;
        this.pages = pages;
        this.sealed = sealed;
    }

    void send(RoutingContext request) {
        next(request, EventsQuery.ofAddress(request.queryParams(), sealed), "", 0);
    }

    private void next(RoutingContext request, EventsQuery query, String after, int rows) {
        HttpServerResponse response = request.response();
        String asked = query.asked()
                .with("limit", Integer.toString(PAGE))
                .with("ids", "true")
                .with("after", after)
                .of("/events");
        api.get(Pages.visitor(request), asked, EventsView.class)
                .compose(view -> response(request)
                        .write(view.events().stream().map(EventsCsv::lines).collect(Collectors.joining()))
                        .map(view))
                .onSuccess(view -> {
                    int all = rows + view.events().size();
                    if (view.next() == null || all >= MAX_ROWS) {
                        response.end();
                    } else {
                        next(request, query, view.next(), all);
                    }
                })
                .onFailure(failure -> {
                    if (response.headWritten()) {
                        // a file that ends in the middle would look whole
                        request.request().connection().close();
                    } else {
                        pages.problem(request, failure);
                    }
                });
    }

    /** The head goes out with the first rows: a filter that cannot be read gets a page that says so. */
    private static HttpServerResponse response(RoutingContext request) {
        HttpServerResponse response = request.response();
        if (!response.headWritten()) {
            response.putHeader("Content-Type", "text/csv; charset=utf-8")
                    .putHeader("Content-Disposition", "attachment; filename=\"serai-events.csv\"")
                    .setChunked(true)
                    .write(HEAD);
        }
        return response;
    }

    private static String lines(EventsView.Row event) {
        if (event.destinations().isEmpty()) {
            return line(event, "", event.unrouted() == null ? "filtered" : "unrouted", 0, event.unrouted());
        }
        return event.destinations().stream()
                .map(each -> line(event, each.name(), each.shown(), each.attempts(), each.error()))
                .collect(Collectors.joining());
    }

    private static String line(
            EventsView.Row event, String destination, String state, int attempts, @Nullable String error) {
        String ids = event.ids() == null
                ? ""
                : event.ids().entrySet().stream()
                        .map(each -> each.getKey() + "=" + each.getValue())
                        .collect(Collectors.joining(" "));
        return List.of(
                        event.receivedAt(),
                        event.family(),
                        event.type(),
                        event.subject() == null ? "" : event.subject(),
                        event.id(),
                        destination,
                        state,
                        Integer.toString(attempts),
                        error == null ? "" : error,
                        ids)
                .stream()
                .map(EventsCsv::cell)
                .collect(Collectors.joining(",", "", "\r\n"));
    }

    /** A sheet would run a cell that begins like a formula. */
    private static String cell(String text) {
        String safe = text.matches("(?s)[=+\\-@\\t\\r].*") ? "'" + text : text;
        return safe.matches("(?s).*[\",\\r\\n].*") ? '"' + safe.replace("\"", "\"\"") + '"' : safe;
    }
}
