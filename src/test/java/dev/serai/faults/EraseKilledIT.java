package dev.serai.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.journal.Erasure;
import dev.serai.journal.Journal;
import dev.serai.journal.JournalSettings;
import dev.serai.testing.Gateway.Database;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The gateway is killed while it erases a person, and does it again. */
@Timeout(600)
class EraseKilledIT {
    private static final int EVENTS = 6_000;
    private static final int LINKED = 2_000;
    private static final String ANN = "ann.quillfeather@example.com";

    @ParameterizedTest
    @EnumSource
    void whatIsLeftIsFoundAndErasedAfterAKill(Database database) throws Exception {
        String url = database.newUrl();
        fill(url, database.user());
        try (Running gateway = Running.start(url, database.user(), Map.of())) {
            erase(gateway);
            // some events that only their recipient id leads to are left
            // H2 shows what a transaction has done a moment before it is in the file; the one before is there
            Patience.atMost(Duration.ofMinutes(2))
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> erased(gateway) > Erasure.STEP);
            gateway.kill();
        }
        try (Running gateway = Running.start(url, database.user(), Map.of())) {
            long before = erased(gateway);
            assertThat(before).isBetween(1L, EVENTS - 1L);

            JsonNode report = gateway.ended(erase(gateway)).path("report");

            assertThat(report.path("stopped").isMissingNode()).as("%s", report).isTrue();
            assertThat(report.path("events").asLong()).isEqualTo(EVENTS - before);
            assertThat(erased(gateway)).isEqualTo(EVENTS);
            assertThat(gateway.said("outcome=done")).isTrue();
            assertThat(gateway.said("quillfeather")).isFalse();
        }
        assertThat(Arrivals.column(
                        url, database.user(), "select count(*) from event where payload <> '' or contact is not null"))
                .containsExactly("0");
    }

    /** Events that went nowhere. Most have the address; the others have only the recipient id. */
    private static void fill(String url, String user) throws SQLException {
        Instant now = Instant.now();
        Journal.open(new JournalSettings(url, user, "", Duration.ofSeconds(5), 2))
                .close();
        try (Connection connection = DriverManager.getConnection(url, user, "");
                PreparedStatement event = connection.prepareStatement(
                        "insert into event (id, family, type, contact, received_at, payload)"
                                + " values (?, 'campaign', 'open', ?, ?, '{\"clientId\":7,\"recipientId\":\"r-4711\"}')");
                PreparedStatement count = connection.prepareStatement(
                        "insert into event_count (\"day\", process, family, type, received, filtered)"
                                + " values (?, 'one', 'campaign', 'open', ?, ?)")) {
            connection.setAutoCommit(false);
            for (int i = 0; i < EVENTS; i++) {
                event.setObject(1, UUID.randomUUID());
                event.setString(2, i < LINKED ? null : ANN);
                event.setObject(3, now.atOffset(ZoneOffset.UTC));
                event.addBatch();
            }
            event.executeBatch();
            count.setObject(1, LocalDate.ofInstant(now, ZoneOffset.UTC));
            count.setLong(2, EVENTS);
            count.setLong(3, EVENTS);
            count.executeUpdate();
            connection.commit();
        }
    }

    /** The erased events that the ledger has counted; it must balance at any time. */
    private static long erased(Running gateway) throws Exception {
        JsonNode ledger = gateway.ledger();
        assertThat(ledger.path("balanced").asBoolean()).as("%s", ledger).isTrue();
        return ledger.path("events").path(0).path("erased").asLong();
    }

    private static JsonNode erase(Running gateway) throws Exception {
        return gateway.begin("erase", "{\"contacts\":[\"" + ANN + "\"]}");
    }
}
