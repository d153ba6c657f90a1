package dev.serai.journal;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Whether a gateway runs on a journal. On H2 none does if the file could be opened. */
final class RunningGateway {
    private RunningGateway() {}

    /** @throws JournalRefusedException if one has connections, or holds a lease */
    static void refuse(Connection connection, JournalSettings journal) throws SQLException, JournalRefusedException {
        if (JournalConnection.isH2(journal)) {
            return;
        }
        long sessions = sessions(connection);
        if (sessions > 0) {
            // those of a gateway that has just stopped end in a moment; without the second call the first answer is
            // kept
            new Query(connection, "select pg_sleep(0.5), pg_stat_clear_snapshot()").only(row -> true);
            sessions = sessions(connection);
        }
        Optional<String> lease =
                sessions > 0 || !JournalSchema.tablesOf(connection).contains("destination")
                        ? Optional.empty()
                        : lease(connection);
        if (sessions > 0 || lease.isPresent()) {
            throw new JournalRefusedException("a gateway runs on the journal " + JournalConnection.shown(journal) + " ("
                    + lease.orElse(sessions + " connections called serai")
                    + "); stop every gateway on it and run the command again");
        }
    }

    private static long sessions(Connection connection) throws SQLException {
        return new Query(connection, """
                select count(*) from pg_stat_activity where datname = current_database() and application_name = 'serai'
                """).number();
    }

    private static Optional<String> lease(Connection connection) throws SQLException {
        List<String> leases = new Query(connection, """
                select name, owned_until from destination
                where owner is not null and owned_until > clock_timestamp() order by name limit 1
                """)
                .list(row -> "the destination " + row.getString("name") + " is leased until "
                        + Query.instant(row, "owned_until"));
        return leases.stream().findFirst();
    }
}
