package dev.serai.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.testing.Gateway.Database;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The server ends connections of the journal: an administrator, a fail-over, a pooler that restarts. */
class EndedConnectionTest {
    private final String url = Database.POSTGRESQL.newUrl();
    private final String user = Database.POSTGRESQL.user();
    private final Journal journal = Journal.open(new JournalSettings(url, user, "", Duration.ofSeconds(5), 4));
    private final AtomicInteger attempts = new AtomicInteger();

    @AfterEach
    void close() {
        journal.close();
    }

    @Test
    void whatEndedBeforeItsCommitIsDoneAgain() throws SQLException {
        int changed = Journal.again(() -> journal.keep(connection -> {
            int rows = name(connection, "archive");
            if (attempts.incrementAndGet() <= 2) {
                new Query(connection, "select pg_terminate_backend(pg_backend_pid())").only(row -> true);
            }
            return rows;
        }));

        assertThat(changed).isEqualTo(1);
        assertThat(attempts).hasValue(3);
        assertThat(names()).isEqualTo(1);
    }

    @Test
    void whatEndedWithItsCommitIsNot() throws SQLException {
        assertThatThrownBy(() -> Journal.again(() -> journal.keep(connection -> {
                    attempts.incrementAndGet();
                    name(connection, "archive");
                    end(new Query(connection, "select pg_backend_pid()").number());
                    return true;
                })))
                .as("nobody knows whether it is kept")
                .isInstanceOfSatisfying(SQLException.class, e -> assertThat(SqlState.isRolledBack(e))
                        .isFalse());
        assertThat(attempts).hasValue(1);
    }

    @Test
    void aServerThatEndsEachIsNotAskedForEver() {
        assertThatThrownBy(() -> Journal.again(() -> journal.keep(connection -> {
                    attempts.incrementAndGet();
                    return new Query(connection, "select pg_terminate_backend(pg_backend_pid())").only(row -> true);
                })))
                .isInstanceOf(SQLException.class);
        assertThat(attempts).hasValueBetween(2, 10);
    }

    private static int name(Connection connection, String destination) throws SQLException {
        return new Query(connection, "insert into destination (name) values (?)", destination).update();
    }

    private void end(long process) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, user, "")) {
            new Query(connection, "select pg_terminate_backend(?::int)", process).only(row -> row.getBoolean(1));
            Awaitility.await()
                    .until(() -> new Query(connection, "select count(*) from pg_stat_activity where pid = ?", process)
                                    .number()
                            == 0);
        }
    }

    private long names() throws SQLException {
        return journal.observe(connection -> new Query(connection, "select count(*) from destination").number());
    }
}
