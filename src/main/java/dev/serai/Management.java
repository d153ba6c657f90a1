package dev.serai;

import dev.serai.journal.Json;
import dev.serai.receive.Family;
import java.sql.SQLException;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.camel.component.platform.http.main.ManagementHttpServer;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/** What an operator sees on the management port, beside Camel's metrics: health with its reasons, and the ledger. */
final class Management {
    private static final String GROUP = "serai";

    private Management() {}

    /** The ledger, straight from SQL; and health with its details, which Camel gives only to those who know to ask. */
    static void serve(Wiring wiring) {
        ManagementHttpServer server = wiring.context.hasService(ManagementHttpServer.class);
        if (server == null) {
            return;
        }
        server.getRouter().get("/observe/health").order(-1).handler(request -> {
            request.request().params().set("data", "true").set("exposureLevel", "full");
            request.next();
        });
        server.getRouter().get("/observe/ledger").handler(request -> wiring.vertx
                .<String>executeBlocking(() -> Json.write(wiring.ledger.read()))
                .onSuccess(page -> request.response()
                        .putHeader("Content-Type", "application/json")
                        .end(page))
                .onFailure(failure -> request.response()
                        .setStatusCode(failure instanceof SQLException ? 503 : 500)
                        .end()));
    }

    static void addHealth(Wiring wiring) {
        HealthCheckRegistry registry = HealthCheckRegistry.get(wiring.context);
        registry.register(new Check("journal", result -> {
            if (wiring.journal.reachable()) {
                result.up();
            } else {
                result.message("the journal does not answer; webhooks get 503").down();
            }
        }));
        registry.register(new Check("receive", result -> {
            wiring.families.forEach(family -> result.detail(family.name(), sender(family)));
            result.up();
        }));
        registry.register(new Check("routes", result -> {
            wiring.problems.all().forEach(problem -> result.detail(problem.place(), problem.reason()));
            wiring.outbox.named().stream()
                    .filter(name -> !wiring.outbox.working().contains(name))
                    .forEach(name -> result.detail("outbox:" + name, "no destination works it; its events wait"));
            result.up();
        }));
        registry.register(new Check("destinations", result -> {
            try {
                wiring.ledger.resting().forEach(result::detail);
                result.up();
            } catch (SQLException e) {
                result.message("the journal does not answer").down();
            }
        }));
    }

    private static String sender(Family family) {
        if (family.sender().isOpen()) {
            return "open to everybody";
        }
        return family.sender().configured() ? "secret" : "no secret is configured: everything gets 401";
    }

    /** One health check, made of what it reports. */
    private static final class Check extends AbstractHealthCheck {
        private final Consumer<HealthCheckResultBuilder> report;

        Check(String name, Consumer<HealthCheckResultBuilder> report) {
            super(GROUP, name);
            this.report = report;
        }

        @Override
        protected void doCall(HealthCheckResultBuilder result, Map<String, Object> options) {
            report.accept(result);
        }
    }
}
