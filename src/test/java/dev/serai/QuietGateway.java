package dev.serai;

import dev.serai.journal.Decision;
import dev.serai.journal.Entry;
import dev.serai.journal.Kept;
import dev.serai.receive.Family;
import dev.serai.receive.Family.Arrived;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
    private final Configuration configuration;
    private final Wiring wiring;
    private final Calls calls = new Calls();

    QuietGateway() throws Exception {
        this(Map.of());
    }

    /** @param settings what else is configured */
    QuietGateway(Map<String, String> settings) throws Exception {
        configuration = Configuration.load(Path.of("config/application.properties"), Map.of())
                .with(Map.of(
                        "journal.url", "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1",
                        "journal.user", "sa",
                        "management.port", "0",
                        "outbox.poll", "50ms",
                        "database.archive.create-tables", "true"))
                .with(settings);
        wiring = new Wiring(configuration);
        for (String scheme : List.of("http", "https")) {
            wiring.context.getComponent(scheme, HttpComponent.class).setHttpClientConfigurer(calls);
        }
        wiring.main.start();
        wiring.routeFiles.load();
        if (!wiring.problems.all().isEmpty()) {
            throw new IllegalStateException(wiring.problems.all().toString());
        }
    }

    /** Every key that was asked for, with its default. */
    Map<String, String> asked() {
        return configuration.asked();
    }

    /** The event that the family makes of a payload. */
    Arrived event(Case given) throws Family.NoEvent {
        Family family = wiring.families.stream()
                .filter(each -> each.name().equals(given.family()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(given + " is of no known family"));
        return family.event(given.payload(), given.json(), new Family.Arrival(Case.RECEIVED_AT, null));
    }

    /** What the router of its family decides. */
    Decision decide(Arrived arrived) {
        return wiring.router.decide(arrived.event(), arrived.payload());
    }

    /** Keeps the event for one destination and waits until it was tried. @return state, attempts, what is wrong */
    String deliver(Arrived arrived, String destination) throws Exception {
        wiring.context.getRouteController().startRoute(destination);
        Decision decision = new Decision();
        decision.add(destination);
        CompletableFuture<Kept> receipt = new CompletableFuture<>();
        wiring.committer.commit(
                List.of(new Entry(arrived.event(), decision, arrived.repeat())),
                (kept, failure) -> receipt.complete(kept));
        Kept kept = receipt.join();
        if (kept == null || kept.fresh() != 1) {
            throw new IllegalStateException("not kept as a new event: " + kept);
        }
        return Awaitility.await()
                .pollInterval(Duration.ofMillis(10))
                .atMost(Duration.ofSeconds(20))
                .until(
                        () -> row("""
                                select state, attempts, last_error, rest_reason from delivery
                                join destination on name = destination where event_id = ?
                                """, arrived.event().id()),
                        row -> !row.isEmpty() && (!"0".equals(row.get("attempts")) || row.get("rest_reason") != null))
                .values()
                .toString();
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
    Calls calls() {
        return calls;
    }

    /** The archive, whose tables are made by its first connection; it is the journal's own database here. */
    private DataSource database() {
        return Objects.requireNonNull(wiring.databases.all().get("archive"));
    }

    /** The one row of a query, its values as texts and times in UTC; empty if there is none. */
    Map<String, @Nullable String> row(String sql, Object... parameters) throws SQLException {
        try (Connection connection = database().getConnection();
                PreparedStatement select = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                select.setObject(i + 1, parameters[i]);
            }
            try (ResultSet found = select.executeQuery()) {
                Map<String, @Nullable String> row = new LinkedHashMap<>();
                if (found.next()) {
                    for (int i = 1; i <= found.getMetaData().getColumnCount(); i++) {
                        row.put(found.getMetaData().getColumnLabel(i), text(found, i));
                    }
                }
                return row;
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
