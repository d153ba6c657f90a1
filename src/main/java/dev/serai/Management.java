package dev.serai;

import dev.serai.journal.Json;
import dev.serai.journal.Ledger;
import dev.serai.receive.Family;
import io.vertx.ext.web.RoutingContext;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.apache.camel.component.platform.http.main.ManagementHttpServer;

/** What an operator sees on the management port beside the metrics: health with its reasons, and the ledger. */
final class Management {
    private final Wiring wiring;

    Management(Wiring wiring) {
        this.wiring = wiring;
    }

    /**
     * One line of health; what is wrong with routes and destinations is told and makes it DEGRADED, not DOWN: webhooks are
     * kept all the same.
     */
    private record Check(String name, String status, Map<String, ?> data) {
        Check(String name, boolean up, Map<String, ?> data) {
            this(name, up ? "UP" : "DOWN", data);
        }
    }

    void serve() {
        ManagementHttpServer server = wiring.context.hasService(ManagementHttpServer.class);
        if (server != null) {
            server.getRouter().get("/observe/ledger").handler(request -> answer(request, 503, () -> ledger(request)));
            server.getRouter().get("/observe/health").handler(request -> answer(request, 500, () -> health(request)));
        }
    }

    private void answer(RoutingContext request, int ifFailed, Callable<Object> page) {
        request.response().putHeader("Content-Type", "application/json");
        // Unordered, or health would wait in a queue behind a slow ledger
        wiring.vertx
                .executeBlocking(() -> Json.write(page.call()), false)
                .onSuccess(json -> request.response().end(json))
                .onFailure(failure -> request.response()
                        .setStatusCode(ifFailed)
                        .end(Json.write(Map.of("error", failure.getClass().getSimpleName()))));
    }

    private Ledger.Page ledger(RoutingContext request) throws SQLException {
        return wiring.ledger.read(request.queryParams().contains("audit"));
    }

    /** In the form of Camel's own health, which would be a line per route. */
    private Map<String, Object> health(RoutingContext request) {
        boolean journal = wiring.journal.reachable();
        boolean up = journal && wiring.committer.alive() && !wiring.committer.failing();
        request.response().setStatusCode(up ? 200 : 503);
        return new TreeMap<>(Map.of("status", up ? "UP" : "DOWN", "checks", checks(journal, up)));
    }

    private List<Check> checks(boolean journal, boolean keeping) {
        return List.of(
                new Check("journal", keeping, keeping ? Map.of() : Map.of("journal", trouble(journal))),
                new Check("receive", true, senders()),
                degradedBy("routes", routes(journal)),
                journal ? degradedBy("destinations", resting()) : new Check("destinations", false, Map.of()));
    }

    private static Check degradedBy(String name, Map<String, String> troubles) {
        return new Check(name, troubles.isEmpty() ? "UP" : "DEGRADED", troubles);
    }

    private String trouble(boolean journal) {
        String keeping = wiring.committer.alive()
                ? "the last receipt could not be kept"
                : "the committer has ended, Serai must be started again";
        return (journal ? keeping : wiring.journal.ifAway()) + "; webhooks get 503";
    }

    private Map<String, String> senders() {
        Map<String, String> senders = new TreeMap<>();
        for (Family family : wiring.families) {
            String closed = family.sender().configured() ? "secret" : "no secret is configured: everything gets 401";
            senders.put(family.name(), family.sender().isOpen() ? "open to everybody" : closed);
        }
        return senders;
    }

    private Map<String, String> routes(boolean journal) {
        Map<String, String> routes = new TreeMap<>();
        wiring.problems
                .all()
                .forEach(problem ->
                        routes.merge(problem.place(), problem.reason(), (first, next) -> first + "; " + next));
        try {
            long unrouted = journal ? wiring.unrouted.count() : 0;
            if (unrouted > 0) {
                routes.put("unrouted", unrouted + " events are kept and wait for a router that can decide them");
            }
        } catch (SQLException e) {
            routes.put("unrouted", "the journal does not answer");
        }
        return routes;
    }

    private Map<String, String> resting() {
        try {
            return wiring.ledger.resting();
        } catch (SQLException e) {
            return Map.of("journal", "no answer");
        }
    }
}
