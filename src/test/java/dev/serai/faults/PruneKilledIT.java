package dev.serai.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.journal.Journal;
import dev.serai.journal.JournalSettings;
import dev.serai.journal.Prune;
import dev.serai.testing.Gateway.Database;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The gateway is killed while it prunes, and does it again. */
@Timeout(600)
class PruneKilledIT {
    private static final int EVENTS = 10_000;
    private static final int KILLS = Figures.count(1, 5);
    private static final Map<String, String> SETTINGS = Map.of("journal.keep", "30d", "journal.prune-at", "never");

    @ParameterizedTest
    @EnumSource
    void theLedgerBalancesHoweverOftenTheGatewayIsKilled(Database database) throws Exception {
        String url = database.newUrl();
        fill(url, database.user());
        for (int kill = 0; kill < KILLS; kill++) {
            try (Running gateway = Running.start(url, database.user(), SETTINGS)) {
                long before = pruned(gateway);
                prune(gateway);
                // H2 shows what a transaction has done a moment before it is in the file; the one before is there
                Patience.atMost(Duration.ofMinutes(2))
                        .pollInterval(Duration.ofMillis(5))
                        .until(() -> pruned(gateway) > before + Prune.STEP);
                gateway.kill();
            }
            endLease(url, database.user());
        }
        try (Running gateway = Running.start(url, database.user(), SETTINGS)) {
            long before = pruned(gateway);
            assertThat(before).isBetween(1L, EVENTS - 1L);
            JsonNode report = gateway.ended(prune(gateway)).path("report");

            assertThat(report.has("stopped")).as("%s", report).isFalse();
            assertThat(report.path("events").asLong()).isEqualTo(EVENTS - before);
            assertThat(pruned(gateway)).isEqualTo(EVENTS);
        }
        assertThat(Arrivals.column(url, database.user(), "select count(*) from event"))
                .containsExactly("0");
    }

    /** Events that went nowhere, 40 days ago. */
    private static void fill(String url, String user) throws SQLException {
        Instant old = Instant.now().minus(Duration.ofDays(40));
        Journal.open(new JournalSettings(url, user, "", Duration.ofSeconds(5), 2))
                .close();
        try (Connection connection = DriverManager.getConnection(url, user, "");
                PreparedStatement event = connection.prepareStatement(
                        "insert into event (id, family, type, received_at, payload) values (?, 'cmp', 'old', ?, '{}')");
                PreparedStatement count = connection.prepareStatement(
                        "insert into event_count (\"day\", process, family, type, received, filtered)"
                                + " values (?, 'one', 'cmp', 'old', ?, ?)")) {
            connection.setAutoCommit(false);
            for (int i = 0; i < EVENTS; i++) {
                event.setObject(1, UUID.randomUUID());
                event.setObject(2, old.atOffset(ZoneOffset.UTC));
                event.addBatch();
            }
            event.executeBatch();
            count.setObject(1, LocalDate.ofInstant(old, ZoneOffset.UTC));
            count.setLong(2, EVENTS);
            count.setLong(3, EVENTS);
            count.executeUpdate();
            connection.commit();
        }
    }

    /** As a minute does, for which the row of a process that has died stays on PostgreSQL. */
    private static void endLease(String url, String user) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, user, "");
                Statement statement = connection.createStatement()) {
            statement.execute("update prune_run set owned_until = current_timestamp");
        }
    }

    /** The pruned events that the ledger has counted; it must balance at any time. */
    private static long pruned(Running gateway) throws Exception {
        JsonNode ledger = gateway.ledger();
        assertThat(ledger.path("balanced").asBoolean()).as("%s", ledger).isTrue();
        return ledger.path("events").path(0).path("pruned").asLong();
    }

    private static JsonNode prune(Running gateway) throws Exception {
        return gateway.begin("prune", "{}");
    }
}
