package dev.serai.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.serai.Gateway.Database;
import dev.serai.journal.Ledger.Destination;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A journal of an earlier Serai keeps what is in it. */
class MigrationTest {
    private static final List<String> KEPT =
            List.of("""
            insert into event (id, family, type, received_at, payload, unrouted) values
              ('00000000-0000-0000-0000-000000000001', 'cmp', 'asset_added', current_timestamp, '{}', null),
              ('00000000-0000-0000-0000-000000000002', 'cmp', 'asset_added', current_timestamp, '{}', null),
              ('00000000-0000-0000-0000-000000000003', 'cmp', 'asset_added', current_timestamp, '{}', 'no router')
            """, "insert into destination (name, epoch) values ('archive', 7), ('mail', 1)", """
            insert into delivery values
              ('archive', '00000000-0000-0000-0000-000000000001', 'delivered', 1, current_timestamp, null,
               current_timestamp, 'row 1', 'abc'),
              ('archive', '00000000-0000-0000-0000-000000000002', 'delivered', 2, current_timestamp, null,
               current_timestamp, 'row 2', 'abc'),
              ('mail', '00000000-0000-0000-0000-000000000001', 'waiting', 3, current_timestamp, 'greylisted', null, null,
               null),
              ('slack', '00000000-0000-0000-0000-000000000002', 'waiting', 0, current_timestamp, null, null, null, null),
              ('mail', '00000000-0000-0000-0000-000000000002', 'dead', 9, current_timestamp, 'refused',
               current_timestamp, null, 'def')
            """, """
            insert into tally ("day", process, family, type, received, unrouted) values
              (current_date, 'earlier', 'cmp', 'asset_added', 3, 1)
            """);

    @ParameterizedTest
    @EnumSource
    void keepsEveryDeliveryAndBalances(Database database) throws Exception {
        String url = Journal.completeUrl(database.newUrl());
        try (Connection connection = DriverManager.getConnection(url, database.user(), "")) {
            firstVersion(url, database.user());
            execute(connection, KEPT);

            try (Journal journal =
                    Journal.open(new JournalSettings(url, database.user(), "", Duration.ofSeconds(2), 2))) {
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

    /** The tables as the first Serai made them, and its name for the history. */
    private static void firstVersion(String url, String user) {
        Flyway.configure()
                .dataSource(url, user, "")
                .table("serai_schema_history")
                .target("1")
                .load()
                .migrate();
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
                          || coalesce(receipt, '-') || ' ' || coalesce(made_by, '-') || ' '
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
