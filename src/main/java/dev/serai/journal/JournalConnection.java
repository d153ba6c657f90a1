package dev.serai.journal;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;

/** One connection to the database of a journal, for commands that work without a gateway. Nothing is made or migrated. */
final class JournalConnection {
    /** H2: the file is open in another process. */
    static final int IN_USE = 90_020;
    /** H2: there is no such file. */
    private static final int ABSENT = 90_146;

    private static final String LOGIN_SECONDS = "10";
    /** Of the connections of "serai migrate" and "serai verify"; the gateway's are called {@code serai}. */
    static final String APPLICATION = "serai-offline";

    private JournalConnection() {}

    /**
     * A connection that cannot write.
     *
     * @param more properties for the driver of PostgreSQL
     */
    static Connection readOnly(JournalSettings journal, Map<String, String> more) throws SQLException {
        Properties properties = properties(journal, more);
        if (!isH2(journal)) {
            properties.setProperty("readOnly", "true");
        }
        // H2 would make a database that is not there, and rewrite the files of one that is
        boolean inFile = JdbcUrl.h2Database(journal.url()) != null;
        return DriverManager.getConnection(
                url(journal) + (inFile ? ";ACCESS_MODE_DATA=r;IFEXISTS=TRUE" : ""), properties);
    }

    /**
     * Reads in one snapshot, row by row, for as long as it takes.
     *
     * @throws JournalRefusedException if there is no such journal, or if it is open elsewhere
     */
    static Connection snapshot(JournalSettings journal) throws JournalRefusedException {
        try {
            Connection connection = readOnly(journal, longRunning());
            prepare(connection, isH2(journal));
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            return connection;
        } catch (SQLException e) {
            throw refused(journal, e);
        }
    }

    /** A connection that writes, with many rows in a statement. @throws JournalRefusedException as {@link #snapshot} */
    static Connection writing(JournalSettings journal) throws JournalRefusedException {
        Journal.makePrivate(journal.url());
        try {
            Connection connection = DriverManager.getConnection(url(journal), properties(journal, longRunning()));
            prepare(connection, isH2(journal));
            return connection;
        } catch (SQLException e) {
            throw refused(journal, e);
        }
    }

    private static Map<String, String> longRunning() {
        return Map.of("loginTimeout", LOGIN_SECONDS, "tcpKeepAlive", "true", "reWriteBatchedInserts", "true");
    }

    private static void prepare(Connection connection, boolean h2) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(
                    h2
                            ? "set lazy_query_execution true"
                            : "set statement_timeout = 0; set idle_in_transaction_session_timeout = 0");
            // the day of a time is the day in UTC
            statement.execute("set time zone 'UTC'");
        }
        connection.setAutoCommit(false);
    }

    private static JournalRefusedException refused(JournalSettings journal, SQLException e) {
        String shown = shown(journal);
        String why =
                switch (e.getErrorCode()) {
                    case IN_USE ->
                        " is open in another process; stop the gateway that runs on it (a gateway on H2 checks itself:"
                                + " /observe/ledger?verify on its management port)";
                    case ABSENT -> " is not there; correct the URL, or start the gateway once, which makes it";
                    default ->
                        " does not answer: SQLState " + e.getSQLState() + "; correct URL, user and password, or look"
                                + " whether the database runs";
                };
        return new JournalRefusedException("the journal " + shown + why, e);
    }

    /** The URL without options and secrets. */
    static String shown(JournalSettings journal) {
        return JdbcUrl.withoutSecrets(journal.url()).replaceFirst("[?;].*", "");
    }

    static boolean isH2(JournalSettings journal) {
        return journal.url().startsWith("jdbc:h2:");
    }

    private static String url(JournalSettings journal) {
        return JdbcUrl.of(Dialect.of(journal.url()).url(journal.url())).url();
    }

    private static Properties properties(JournalSettings journal, Map<String, String> more) {
        Properties properties = new Properties();
        properties.setProperty("user", Objects.requireNonNullElse(journal.user(), ""));
        properties.setProperty("password", journal.password().value());
        properties.putAll(JdbcUrl.of(journal.url()).properties());
        if (!isH2(journal)) {
            properties.setProperty("ApplicationName", APPLICATION);
            properties.putAll(more);
        }
        return properties;
    }
}
