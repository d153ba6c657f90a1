package dev.serai.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.serai.journal.Ledger.Destination;
import dev.serai.testing.Gateway.Database;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A journal that is opened again keeps what is in it. */
class MigrationTest {
    private static final List<String> KEPT = List.of(
            """
            insert into event (id, family, type, received_at, payload, unrouted) values
              ('00000000-0000-0000-0000-000000000001', 'cmp', 'asset_added', current_timestamp, '{}', null),
              ('00000000-0000-0000-0000-000000000002', 'cmp', 'asset_added', current_timestamp, '{}', null),
              ('00000000-0000-0000-0000-000000000003', 'cmp', 'asset_added', current_timestamp, '{}', 'no router')
            """,
            "insert into destination (name, epoch, delivered) values ('archive', 7, 2), ('mail', 1, 0), ('slack', 0, 0)",
            """
            insert into delivery
              (destination, event_id, state, attempts, next_attempt_at, last_error, settled_at, receipt, route_version) values
              ('archive', '00000000-0000-0000-0000-000000000001', 'delivered', 1, current_timestamp, null,
               current_timestamp, 'row 1', 'abc'),
              ('archive', '00000000-0000-0000-0000-000000000002', 'delivered', 2, current_timestamp, null,
               current_timestamp, 'row 2', 'abc'),
              ('mail', '00000000-0000-0000-0000-000000000001', 'waiting', 3, current_timestamp, 'greylisted', null, null,
               null),
              ('slack', '00000000-0000-0000-0000-000000000002', 'waiting', 0, current_timestamp, null, null, null, null),
              ('mail', '00000000-0000-0000-0000-000000000002', 'dead', 9, current_timestamp, 'refused',
               current_timestamp, null, 'def')
            """,
            """
            insert into event_count ("day", process, family, type, received, unrouted) values
              (current_date, 'earlier', 'cmp', 'asset_added', 3, 1)
            """);

    @ParameterizedTest
    @EnumSource
    void keepsEveryDeliveryAndBalances(Database database) throws Exception {
        String url = Journal.completeUrl(database.emptyUrl());
        // keeps a database in memory while no journal has it open
        try (Connection connection = DriverManager.getConnection(url, database.user(), "")) {
            open(url, database).close();
            execute(connection, KEPT);

            try (Journal journal = open(url, database)) {
                Ledger.Page page = new Ledger(journal, Clock.systemUTC()).read(true);

                assertThat(page.balanced()).isTrue();
                assertThat(page.destinations())
                        .extracting(
                                Destination::destination,
                                Destination::waiting,
                                Destination::delivered,
                                Destination::dead)
                        .containsExactly(
                                tuple("archive", 0L, 2L, 0L), tuple("mail", 1L, 0L, 1L), tuple("slack", 1L, 0L, 0L));
                assertThat(new Unrouted(journal, "later").page(null, 10)).hasSize(1);
                assertThat(deliveries(connection))
                        .containsExactly(
                                "archive delivered 1 - row 1 abc settled",
                                "archive delivered 2 - row 2 abc settled",
                                "mail waiting 3 greylisted - - open",
                                "mail dead 9 refused - def settled",
                                "slack waiting 0 - - - open");
            }
        }
    }

    /** After the connection that created the table is closed: H2 would refuse each state for {@code in (…)}. */
    @ParameterizedTest
    @EnumSource
    void takesEveryStateOfADeliveryAndNoOther(Database database) throws Exception {
        String url = Journal.completeUrl(database.emptyUrl());
        try (Connection connection = DriverManager.getConnection(url, database.user(), "")) {
            open(url, database).close();
            execute(connection, KEPT);

            for (DeliveryState state : DeliveryState.values()) {
                assertThat(update(connection, state.column(), state.waitingFor()))
                        .isEqualTo(5);
            }
            assertRefused(connection, "forgotten", null);
            assertRefused(connection, "waiting", "rain");
            assertRefused(connection, "delivered", "person");
        }
    }

    private static void assertRefused(Connection connection, String state, @Nullable String waitingFor) {
        assertThatThrownBy(() -> update(connection, state, waitingFor))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isIn("23513", "23514"));
    }

    private static int update(Connection connection, String state, @Nullable String waitingFor) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("update delivery set state = ?, waiting_for = ?")) {
            update.setString(1, state);
            update.setString(2, waitingFor);
            return update.executeUpdate();
        }
    }

    private static Journal open(String url, Database database) {
        return Journal.open(new JournalSettings(url, database.user(), "", Duration.ofSeconds(2), 2));
    }

    private static void execute(Connection connection, List<String> statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        }
    }

    private static List<String> deliveries(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("""
                        select destination || ' ' || state || ' ' || attempts || ' ' || coalesce(last_error, '-') || ' '
                          || coalesce(receipt, '-') || ' ' || coalesce(route_version, '-') || ' '
                          || case when settled_at is null then 'open' else 'settled' end
                        from delivery order by destination, event_id
                        """)) {
            List<String> deliveries = new ArrayList<>();
            while (row.next()) {
                deliveries.add(row.getString(1));
            }
            return deliveries;
        }
    }
}
