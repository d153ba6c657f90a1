package dev.serai.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.serai.dispatch.Outcome.Failed;
import dev.serai.journal.JournalSettings;
import dev.serai.journal.StatementProbe;
import dev.serai.outbox.ErrorClassifiers;
import dev.serai.outbox.Excerpt;
import dev.serai.outbox.UnavailableException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Asks one database of destinations about statements, and changes nothing there: it runs none, makes no tables, and makes no
 * file of H2.
 */
public final class DatabaseQuestions implements AutoCloseable {
    /** Their drivers let the server see a statement when it runs, unless they are told. */
    private static final Pattern LATE = Pattern.compile("jdbc:(mariadb|mysql):.*");

    /** Its driver lets the server see a statement only when it runs. */
    private static final Pattern TOO_LATE = Pattern.compile("jdbc:oracle:.*");

    private static final Pattern H2_FILE = Pattern.compile("(?i)jdbc:h2:(?!(?:mem|tcp|ssl|zip|cipher):).*");

    /** No such table: PostgreSQL; H2, MariaDB and MySQL; SQL Server. */
    private static final Set<String> NO_TABLE = Set.of("42P01", "42S02", "42S03", "42S04", "S0002");

    /** No such column, in the same order. */
    private static final Set<String> NO_COLUMN = Set.of("42703", "42S22", "S0001");

    private final ErrorClassifiers errors = new ErrorClassifiers(List.of(new SqlErrorClassifier()));
    private final boolean asksTooLate;
    private final HikariDataSource pool;

    /** @param ifAbsent what a database is that has no URL: the journal's own */
    public DatabaseQuestions(DatabaseSettings database, JournalSettings ifAbsent) {
        HikariConfig config = Databases.config(database, ifAbsent);
        asksTooLate = TOO_LATE.matcher(config.getJdbcUrl()).matches();
        config.setJdbcUrl(unchanged(config.getJdbcUrl()));
        config.setMaximumPoolSize(1);
        if (LATE.matcher(config.getJdbcUrl()).matches()) {
            config.addDataSourceProperty("useServerPrepStmts", "true");
        } else {
            // those of the other pattern refuse to prepare a write then
            config.setReadOnly(true);
        }
        pool = new HikariDataSource(config);
    }

    /** H2 makes a database that is not there, and rewrites the files of one that is. */
    private static String unchanged(String url) {
        if (!url.startsWith("jdbc:h2:")) {
            return url;
        }
        return with(H2_FILE.matcher(url).matches() ? with(url, "ACCESS_MODE_DATA=r") : url, "IFEXISTS=TRUE");
    }

    private static String with(String url, String option) {
        String name = option.substring(0, option.indexOf('=') + 1);
        return url.toUpperCase(Locale.ROOT).contains(";" + name) ? url : url + ";" + option;
    }

    /** What a refusal is about. */
    public enum About {
        TABLE,
        COLUMN,
        ANYTHING
    }

    /**
     * What a database says against a statement.
     *
     * @param reason its own words, without values
     */
    public record Refusal(About about, String reason) {}

    /** Whether the driver shows the server no statement before it runs, so that there is nothing to ask. */
    public boolean isSilent() {
        return asksTooLate;
    }

    /** @throws UnavailableException if there is no connection, with the reason */
    public void connect() {
        try {
            StatementProbe.connect(pool);
        } catch (SQLException e) {
            throw unavailable(e);
        }
    }

    /**
     * Asks about a statement.
     *
     * @param sql with a question mark for each parameter
     * @return nothing if the database takes it
     * @throws UnavailableException if there is no connection, with the reason
     */
    public Optional<Refusal> refusal(String sql) {
        try {
            Optional<SQLException> refusal = StatementProbe.refusal(pool, sql);
            if (refusal.isPresent() && isOfConnection(refusal.get())) {
                throw unavailable(refusal.get());
            }
            return refusal.map(this::read);
        } catch (SQLException e) {
            throw unavailable(e);
        }
    }

    private static boolean isOfConnection(SQLException e) {
        String state = String.valueOf(e.getSQLState());
        return state.startsWith("08") || state.startsWith("57") || state.startsWith("28");
    }

    private Refusal read(SQLException e) {
        String state = String.valueOf(e.getSQLState());
        About about =
                NO_TABLE.contains(state) ? About.TABLE : NO_COLUMN.contains(state) ? About.COLUMN : About.ANYTHING;
        return new Refusal(about, reason(e));
    }

    /** The pool's own words say less than the driver's below it. */
    private UnavailableException unavailable(SQLException e) {
        return new UnavailableException(
                e instanceof SQLTransientConnectionException && e.getCause() instanceof SQLException cause
                        ? "no connection: " + Excerpt.line(cause.getMessage())
                        : reason(e));
    }

    private String reason(SQLException e) {
        Failed failed = errors.ofCall(e);
        return failed.reason();
    }

    @Override
    public void close() {
        pool.close();
    }
}
