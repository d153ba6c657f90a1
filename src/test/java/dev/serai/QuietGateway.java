package dev.serai;

import dev.serai.check.Case;
import dev.serai.config.Config;
import dev.serai.event.ReceiptItem;
import dev.serai.event.RoutedEvent;
import dev.serai.event.RoutingDecision;
import dev.serai.journal.CommitResult;
import dev.serai.optimizely.Families;
import dev.serai.receive.Family;
import dev.serai.receive.Family.Received;
import dev.serai.routes.RouteSnapshot;
import dev.serai.routes.Stage;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.apache.camel.component.http.HttpComponent;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * The gateway with its port still closed: everything wired as ever, the shipped route files loaded, a journal in
 * memory. HTTP calls of destinations are answered before they leave.
 */
final class QuietGateway {
    private final Config configuration;
    private final Wiring wiring;
    private final HttpCalls calls = new HttpCalls();

    QuietGateway() throws Exception {
        this(Map.of());
    }

    /** @param settings what else is configured */
    QuietGateway(Map<String, String> settings) throws Exception {
        configuration = Config.load(Path.of("config/application.properties"), Map.of())
                .with(Map.of(
                        "journal.url", "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1",
                        "journal.user", "sa",
                        "management.port", "0",
                        "outbox.poll", "50ms",
                        "database.archive.create-tables", "true"))
                .with(settings);
        wiring = Wiring.of(configuration, Families.SHIPPED);
        for (String scheme : List.of("http", "https")) {
            wiring.runtime.context.getComponent(scheme, HttpComponent.class).setHttpClientConfigurer(calls);
        }
        wiring.main.start();
        RouteSnapshot routes = RouteSnapshot.read(wiring.routes.directory());
        try (Stage stage = Stage.of(routes)) {
            wiring.runtime.files.loadRouters(routes, stage);
            wiring.runtime.files.loadDestinations(routes, stage);
        }
        if (!wiring.runtime.problems.all().isEmpty()) {
            throw new IllegalStateException(wiring.runtime.problems.all().toString());
        }
    }

    /** Every key that was asked for. */
    Set<String> asked() {
        return configuration.asked();
    }

    /** The event that the family makes of a payload. */
    Received event(Case given) throws Family.NotAnEventException {
        return event(given.family(), given.payload(), given.json());
    }

    Received event(String name, Map<String, Object> payload, String json) throws Family.NotAnEventException {
        Family family = Families.SHIPPED.from(configuration).stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(name + " is no known family"));
        return family.event(payload, json, new Family.Transmission(Case.RECEIVED_AT, null));
    }

    /** What the router of its family decides. */
    RoutingDecision decide(Received arrived) {
        return wiring.runtime.router.decide(arrived.event(), Objects.requireNonNull(arrived.payload()));
    }

    /** Keeps the event for one destination and waits until it was tried. @return state, attempts, what is wrong */
    String deliver(Received arrived, String destination) throws Exception {
        wiring.runtime.context.getRouteController().startRoute(destination);
        RoutingDecision decision = new RoutingDecision();
        decision.add(destination);
        CompletableFuture<CommitResult> receipt = new CompletableFuture<>();
        wiring.committer.commit(
                List.of(new RoutedEvent(arrived.event(), decision, arrived.dedupeKey())),
                (kept, failure) -> receipt.complete(kept));
        CommitResult kept = receipt.join();
        if (kept == null || kept.fresh() != 1) {
            throw new IllegalStateException("not kept as a new event: " + kept);
        }
        return Awaitility.await()
                .pollInterval(Duration.ofMillis(10))
                .atMost(Duration.ofSeconds(20))
                .until(
                        () -> row("""
                                select state, attempts, last_error, suspended_reason from delivery
                                join destination on name = destination where event_id = ?
                                """, arrived.event().id()),
                        row -> !row.isEmpty()
                                && (!"0".equals(row.get("attempts")) || row.get("suspended_reason") != null))
                .values()
                .toString();
    }

    /** Keeps events for one destination and waits until each was tried. @return how many are in which state, and why */
    Map<String, Integer> deliver(List<Received> arrived, String destination) throws Exception {
        forget(List.of("event", "delivery"));
        wiring.runtime.context.getRouteController().startRoute(destination);
        RoutingDecision decision = new RoutingDecision();
        decision.add(destination);
        CompletableFuture<CommitResult> receipt = new CompletableFuture<>();
        wiring.committer.commit(
                arrived.stream()
                        .<ReceiptItem>map(each -> new RoutedEvent(each.event(), decision, null))
                        .toList(),
                (kept, failure) -> receipt.complete(kept));
        receipt.join();
        return Awaitility.await()
                .pollInterval(Duration.ofMillis(50))
                .atMost(Duration.ofSeconds(60))
                .until(
                        () -> {
                            Map<String, Integer> states = new TreeMap<>();
                            rows("select state || coalesce(' ' || last_error, '') || case when state = 'waiting' and"
                                            + " attempts = 0 then ' untried' else '' end as state from delivery")
                                    .forEach(row -> states.merge(String.valueOf(row.get("state")), 1, Integer::sum));
                            return states;
                        },
                        states -> states.keySet().stream().noneMatch(state -> state.endsWith(" untried")));
    }

    /** Events whose ids come from their contents would be duplicates of an earlier case. */
    void forget(List<String> tables) throws SQLException {
        try (Connection connection = database().getConnection();
                Statement delete = connection.createStatement()) {
            for (String table : tables) {
                delete.execute("delete from " + table);
            }
        }
    }

    /** The calls that destinations have made over HTTP. */
    HttpCalls calls() {
        return calls;
    }

    /** The archive, whose tables are made by its first connection; it is the journal's own database here. */
    private DataSource database() {
        return Objects.requireNonNull(wiring.databases.all().get("archive"));
    }

    /** The one row of a query; empty if there is none. */
    Map<String, @Nullable String> row(String sql, Object... parameters) throws SQLException {
        return rows(sql, parameters).stream().findFirst().orElseGet(Map::of);
    }

    /** The rows of a query, their values as texts and times in UTC. */
    private List<Map<String, @Nullable String>> rows(String sql, Object... parameters) throws SQLException {
        try (Connection connection = database().getConnection();
                PreparedStatement select = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                select.setObject(i + 1, parameters[i]);
            }
            try (ResultSet found = select.executeQuery()) {
                List<Map<String, @Nullable String>> rows = new ArrayList<>();
                while (found.next()) {
                    Map<String, @Nullable String> row = new LinkedHashMap<>();
                    rows.add(row);
                    for (int i = 1; i <= found.getMetaData().getColumnCount(); i++) {
                        row.put(found.getMetaData().getColumnLabel(i), text(found, i));
                    }
                }
                return rows;
            }
        }
    }

    private static @Nullable String text(ResultSet row, int column) throws SQLException {
        return row.getObject(column) instanceof OffsetDateTime time
                ? time.toInstant().toString()
                : row.getString(column);
    }

    void stop() throws InterruptedException {
        wiring.main.stop();
        wiring.committer.close();
        wiring.databases.close();
        wiring.journal.close();
        wiring.vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
