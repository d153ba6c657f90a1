package dev.serai.cli;

import static dev.serai.testing.Gateway.sample;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.testing.Gateway;
import dev.serai.testing.Gateway.Database;
import dev.serai.testing.Ports;
import dev.serai.testing.SmallRoutes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;

/** A gateway with the destinations left and right, a far side of both, and an operator who uses the commands. */
final class Operated implements AutoCloseable {
    final FarSide side = new FarSide();
    final SmallRoutes routes;
    final String url;
    private final Database database;
    private final Map<String, String> settings = new HashMap<>();
    private Gateway gateway;
    private int posted;

    /** What a command has ended with. */
    Operated(Database database, Path directory) {
        this.database = database;
        routes = new SmallRoutes(directory);
        settings.putAll(Map.of(
                "routes.directory",
                directory.toString(),
                "SIDE_URL",
                side.url(),
                "database.archive.create-tables",
                "false",
                "routes.reload",
                "off",
                "management.port",
                Integer.toString(Ports.free())));
        url = database.newUrl();
        gateway = Gateway.start(url, database.user(), settings);
    }

    Gateway gateway() {
        return gateway;
    }

    /** A second gateway on the same journal. */
    Gateway second(Map<String, String> more) {
        Map<String, String> others = new HashMap<>(settings);
        others.put("management.port", Integer.toString(Ports.free()));
        others.putAll(more);
        return Gateway.start(url, database.user(), others);
    }

    /** Stops the gateway and starts it again on the same journal. */
    void restart() {
        gateway.close();
        gateway = Gateway.start(url, database.user(), settings);
    }

    Ended serai(String... arguments) {
        return at(String.valueOf(settings.get("management.port")), arguments);
    }

    static Ended at(String port, String... arguments) {
        return Ended.of(Map.of("MANAGEMENT_PORT", port), arguments);
    }

    /** A command that must end with 0. @return what it has printed */
    String done(String... arguments) {
        Ended ended = serai(arguments);
        assertThat(ended.status()).as(ended.out() + ended.err()).isZero();
        return ended.out();
    }

    void post(int events) {
        for (int i = 0; i < events; i++) {
            String body = sample("cmp/asset_added").replaceFirst("019a[0-9a-f]+", "asset" + posted++);
            assertThat(gateway.post("cmp", body).statusCode()).isEqualTo(200);
        }
    }

    static ConditionFactory eventually() {
        return Awaitility.await().atMost(Duration.ofSeconds(30));
    }

    void sent(int events) {
        eventually().untilAsserted(() -> assertThat(side.ids()).hasSize(events));
    }

    /** Waits until the deliveries are so, each as its destination, its state and how it was closed. */
    void deliveries(String... deliveries) {
        eventually().untilAsserted(() -> assertThat(deliveries()).containsExactlyInAnyOrder(deliveries));
    }

    List<String> deliveries() {
        return gateway
                .query("select destination || ' ' || state || coalesce(' ' || closed, '') as state from delivery")
                .stream()
                .map(row -> String.valueOf(row.get("state")))
                .toList();
    }

    void kill(String error) {
        gateway.execute(
                "update delivery set state = 'dead', settled_at = current_timestamp, attempts = 1, last_error = '"
                        + error + "' where state = 'waiting'");
    }

    /** The counts of a destination. */
    JsonNode ledgerOf(String destination) {
        for (JsonNode each : gateway.ledger().get("destinations")) {
            if (each.get("destination").asText().equals(destination)) {
                return each;
            }
        }
        throw new AssertionError("no destination " + destination);
    }

    void balanced() {
        assertThat(gateway.ledger().get("balanced").asBoolean()).isTrue();
    }

    @Nullable
    Object value(String sql) {
        return gateway.query(sql).get(0).values().iterator().next();
    }

    @Override
    public void close() {
        side.close();
        gateway.close();
    }
}
