package dev.serai.console;

import dev.serai.console.login.ConsoleLogin;
import dev.serai.console.login.Session;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What the stream of a page tells: parts of the page as HTML, or that a list has grown. A part as HTML has nothing that depends on the
 * visitor, so that it is made once for all.
 */
final class Live {
    /** New events and what became of older ones, as their numbers: a list that listens asks for its own rows. */
    static final String EVENTS = "events";
    /** The changing part of the first page. */
    static final String OVERVIEW = "overview";
    /** The states of the destinations, as a text: a page that listens asks for its own part. */
    static final String DESTINATIONS = "destinations";

    private static final Pattern TOPICS = Pattern.compile("[a-z]{1,20}(,[a-z]{1,20}){0,5}");

    private final ConsoleApi api;
    private final Pages pages;
    private final LiveStream stream;
    private final ConsoleLogin login;

    Live(ConsoleApi api, Pages pages, Vertx vertx, ConsoleLogin login) {
        this.login = login;
        this.api = api;
        this.pages = pages;
        this.stream = new LiveStream(vertx, this::now);
    }

    void serve(Router router) {
        router.get(Console.ROOT + "/stream").handler(this::open);
    }

    private void open(RoutingContext request) {
        String asked = String.valueOf(request.queryParams().get("topics"));
        if (!TOPICS.matcher(asked).matches()) {
            request.response().setStatusCode(400).end("topics are names with commas");
            return;
        }
        Set<String> topics = new LinkedHashSet<>(List.of(asked.split(",")));
        Session session = ConsoleLogin.session(request);
        stream.open(request, topics, () -> login.isLive(session));
    }

    /** The status is asked once for all topics, by Serai itself. */
    private Future<Map<String, String>> now(Set<String> topics) {
        return api.get(OverviewPage.EVERYONE, "/status", StatusView.class).compose(status -> {
            Map<String, String> told = new TreeMap<>();
            String states = states(status);
            told.put(EVENTS, status.receivedToday() + " " + states);
            told.put(DESTINATIONS, states);
            if (!topics.contains(OVERVIEW)) {
                return Future.succeededFuture(told);
            }
            return OverviewPage.picture(api, OverviewPage.EVERYONE, status)
                    .compose(picture -> pages.text("overview-live", Map.of("status", status, "picture", picture)))
                    .map(html -> {
                        told.put(OVERVIEW, html);
                        return told;
                    });
        });
    }

    private static String states(StatusView status) {
        List<String> states = new ArrayList<>();
        status.destinations()
                .forEach(each -> states.add(each.name() + " " + each.state() + " " + each.waiting() + " " + each.dead()
                        + " " + each.delivered()));
        return String.join(" ", states);
    }
}
