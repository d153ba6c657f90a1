package dev.serai.journal;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.File;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLTransactionRollbackException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The database of the journal: its schema, and one pool of connections each for keeping events, for delivering them and for
 * reading the ledger; so a slow destination never takes the connection that a receipt waits for.
 */
public final class Journal implements AutoCloseable {
    /** The ledger, and one request that verifies it. */
    private static final int OBSERVERS = 2;

    private static final int TRIES = 5;

    private static final Logger log = LoggerFactory.getLogger(Journal.class);

    private final Dialect dialect;
    private final JdbcUrl url;
    private final HikariDataSource keeping;
    private final HikariDataSource delivering;
    private final HikariDataSource observing;
    private final Availability availability = new Availability();
    private final CountedTypes countedTypes;
    /** Session settings that go with each transaction, behind a pooler; null if each connection has them. */
    private final @Nullable String toKeep;

    private final @Nullable String toDeliver;

    /** A transaction that writes holds it, if only one may write. The one that has waited longest gets it next. */
    private final Lock writer = new ReentrantLock(true);

    /** SQL on a connection of its own, in one transaction. */
    @FunctionalInterface
    interface Work<T extends @Nullable Object> {
        T run(Connection connection) throws SQLException;
    }

    /**
     * Connects and brings the schema up to date.
     *
     * @throws IllegalArgumentException if the URL is of another database or gives up a promise
     * @throws RuntimeException if the database cannot be reached or migrated, or if another journal is half copied into it
     */
    public static Journal open(JournalSettings settings) {
        Dialect dialect = Dialect.of(settings.url());
        makePrivate(settings.url());
        Migrated migrated = migrate(dialect, settings, false);
        if (migrated.rewrite()) {
            rewrite(dialect, settings);
        }
        boolean pooler = migrated.pooler();
        String toKeep = dialect.sessionSettings(settings.commitTimeout(), pooler, false);
        String toDeliver = dialect.sessionSettings(settings.commitTimeout(), pooler, true);
        ReadOnlyEviction eviction = new ReadOnlyEviction();
        HikariDataSource keeping =
                eviction.pool(pool(dialect, settings, "journal", dialect.committers() + 1, toKeep, pooler));
        try {
            HikariDataSource delivering =
                    eviction.pool(pool(dialect, settings, "outbox", settings.connections(), toDeliver, pooler));
            HikariDataSource observing =
                    eviction.pool(pool(dialect, settings, "management", OBSERVERS, toKeep, pooler));
            return new Journal(
                    dialect,
                    JdbcUrl.of(settings.url()),
                    keeping,
                    delivering,
                    observing,
                    pooler ? toKeep : null,
                    pooler ? toDeliver : null);
        } catch (RuntimeException e) {
            keeping.close();
            throw e;
        }
    }

    /**
     * Migrates on connections of its own, because Flyway holds a lock in a transaction until it is done.
     *
     * @param toCopy whether another journal is copied into it; if not, a copy that has not ended is refused
     */
    static Migrated migrate(Dialect dialect, JournalSettings settings, boolean toCopy) {
        HikariConfig pool = pool(dialect, settings, "migration", 2, null, true);
        if (toCopy && dialect.shared()) {
            // "serai" is a gateway
            pool.addDataSourceProperty("ApplicationName", JournalConnection.APPLICATION);
        }
        try (HikariDataSource migrating = new HikariDataSource(pool)) {
            boolean pooler = inTransaction(migrating, dialect::isBehindPooler);
            List<String> unsafe = inTransaction(migrating, dialect::unsafe);
            if (!unsafe.isEmpty()) {
                log.warn(
                        "journal {}: when the machine of the database dies, events that were answered 200 are lost;"
                                + " switch it on",
                        unsafe);
            }
            if (pooler) {
                log.info(
                        "journal pooler=true: statements are not prepared on the server, settings go with each transaction");
            }
            JournalSchema.migrate(dialect, migrating);
            if (!toCopy && inTransaction(migrating, CopyMark::isUnfinished)) {
                throw new IllegalStateException(
                        "journal.url is the target of a \"serai migrate\" that has not ended; run"
                                + " that command again, and it goes on; or name another database");
            }
            boolean rewrite = !dialect.shared()
                    && inTransaction(
                            migrating,
                            connection ->
                                    new Query(connection, "select count(*) from erase_run where rewrite_due").number()
                                            > 0);
            return new Migrated(pooler, rewrite);
        } catch (SQLException e) {
            throw new IllegalStateException("the journal cannot be asked for its settings: " + describe(e), e);
        }
    }

    /**
     * What the migration has found.
     *
     * @param pooler whether there is a pooler between here and the database
     * @param rewrite whether the file of the database still has pages with what was erased
     */
    record Migrated(boolean pooler, boolean rewrite) {}

    /**
     * Writes the file of an H2 database anew. Only now, because nothing may use it meanwhile. After a kill in between, the next start does it
     * again.
     */
    private static void rewrite(Dialect dialect, JournalSettings settings) {
        HikariConfig alone = pool(dialect, settings, "rewrite", 1, null, true);
        try {
            try (HikariDataSource rewriting = new HikariDataSource(alone);
                    Connection connection = rewriting.getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("shutdown compact");
                rewriting.evictConnection(connection);
            }
            try (HikariDataSource written = new HikariDataSource(alone)) {
                inTransaction(written, connection -> new Query(connection, "update erase_run set rewrite_due = false")
                        .update());
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the file of the journal cannot be written anew: " + describe(e), e);
        }
        log.info("journal outcome=rewritten reason=erased");
    }

    private Journal(
            Dialect dialect,
            JdbcUrl url,
            HikariDataSource keeping,
            HikariDataSource delivering,
            HikariDataSource observing,
            @Nullable String toKeep,
            @Nullable String toDeliver) {
        this.dialect = dialect;
        this.url = url;
        this.toKeep = toKeep;
        this.toDeliver = toDeliver;
        this.keeping = keeping;
        this.delivering = delivering;
        this.observing = observing;
        this.countedTypes = new CountedTypes(dialect);
    }

    /** The URL with every option that the journal needs of H2; any other URL as it is. */
    public static String completeUrl(String url) {
        return url.startsWith("jdbc:h2:") ? new H2Dialect().url(url) : url;
    }

    /** Lets only their owner read the files of an H2 database. */
    public static void makePrivate(String url) {
        PrivateFiles.make(url);
    }

    private static HikariConfig pool(
            Dialect dialect,
            JournalSettings settings,
            String name,
            int size,
            @Nullable String introduction,
            boolean pooler) {
        HikariConfig pool = new HikariConfig();
        pool.setPoolName(name);
        JdbcUrl.of(dialect.url(settings.url())).configure(pool, settings.user(), settings.password());
        pool.setMaximumPoolSize(size);
        pool.setConnectionTimeout(settings.commitTimeout().toMillis());
        pool.setAutoCommit(false);
        pool.setConnectionInitSql(pooler ? null : introduction);
        // commits the session settings, or the first rollback would undo them
        pool.setIsolateInternalQueries(true);
        dialect.configure(pool, settings.commitTimeout(), pooler);
        return pool;
    }

    Dialect dialect() {
        return dialect;
    }

    /** A transaction that can be run again as long as nothing of it is kept. */
    @FunctionalInterface
    interface Attempt<T extends @Nullable Object> {
        T make() throws SQLException;
    }

    /** Runs a transaction again that has surely left nothing, because another was in its way or its connection ended before the commit. */
    static <T extends @Nullable Object> T again(Attempt<T> attempt) throws SQLException {
        for (int tried = 1; ; tried++) {
            try {
                return attempt.make();
            } catch (SQLException e) {
                if (!SqlState.isRolledBack(e) || tried == TRIES) {
                    throw e;
                }
            }
        }
    }

    CountedTypes countedTypes() {
        return countedTypes;
    }

    <T extends @Nullable Object> T keep(Work<T> work) throws SQLException {
        return writing(keeping, true, introduced(toKeep, work));
    }

    <T extends @Nullable Object> T deliver(Work<T> work) throws SQLException {
        return writing(delivering, false, introduced(toDeliver, work));
    }

    /** As {@link #deliver}, for work that only reads. */
    <T extends @Nullable Object> T read(Work<T> work) throws SQLException {
        return inTransaction(delivering, false, reading(introduced(toDeliver, work)));
    }

    private <T extends @Nullable Object> T writing(DataSource pool, boolean keeps, Work<T> work) throws SQLException {
        if (dialect.writesConcurrently()) {
            return inTransaction(pool, keeps, work);
        }
        writer.lock();
        try {
            return inTransaction(pool, keeps, work);
        } finally {
            writer.unlock();
        }
    }

    /** For work that only reads for people: neither receipts nor deliveries wait for its connections. */
    <T extends @Nullable Object> T observe(Work<T> work) throws SQLException {
        return inTransaction(observing, false, reading(work));
    }

    /** PostgreSQL then refuses what writes. H2 does not; there, what writes here would not wait for its turn. */
    private static <T extends @Nullable Object> Work<T> reading(Work<T> work) {
        return connection -> {
            connection.setReadOnly(true);
            return work.run(connection);
        };
    }

    private static <T extends @Nullable Object> Work<T> introduced(@Nullable String sql, Work<T> work) {
        if (sql == null) {
            return work;
        }
        return connection -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute(sql);
            }
            return work.run(connection);
        };
    }

    /** For one statement that only reads: without a commit it takes one round trip, not two. */
    <T extends @Nullable Object> T look(Work<T> work) throws SQLException {
        try (Connection connection = delivering.getConnection()) {
            connection.setAutoCommit(true);
            return work.run(connection);
        }
    }

    private <T extends @Nullable Object> T inTransaction(DataSource pool, boolean keeps, Work<T> work)
            throws SQLException {
        try {
            T result = inTransaction(pool, work);
            availability.worked(keeps);
            return result;
        } catch (SQLException e) {
            availability.failed(e, keeps);
            throw e;
        }
    }

    private static <T extends @Nullable Object> T inTransaction(DataSource pool, Work<T> work) throws SQLException {
        try (Connection connection = pool.getConnection()) {
            boolean commits = false;
            try {
                T result = work.run(connection);
                commits = true;
                connection.commit();
                return result;
            } catch (SQLException | RuntimeException | Error e) {
                rollback(connection, e);
                if (!commits && e instanceof SQLException ended && SqlState.isEnded(ended)) {
                    throw new SQLTransactionRollbackException(
                            "the connection ended before the commit", SqlState.ROLLED_BACK, ended);
                }
                throw e;
            }
        }
    }

    private static void rollback(Connection connection, Throwable cause) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }

    /** The class and the SQLState of an error, without its message, because messages quote values. */
    public static String describe(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String state = failure instanceof SQLException sql ? " SQLState " + sql.getSQLState() : "";
        return failure.getClass().getSimpleName()
                + state
                + (root == failure ? "" : " from " + root.getClass().getSimpleName());
    }

    /** The most connections that the journal of one process opens once it has migrated. */
    public static int connections(JournalSettings settings) {
        return Dialect.of(settings.url()).committers() + 1 + settings.connections() + OBSERVERS;
    }

    /** The file of an H2 journal, which need not be there yet; null for another journal. */
    public static @Nullable Path file(JournalSettings settings) {
        Path database = JdbcUrl.h2Database(settings.url());
        return database == null ? null : Path.of(database + ".mv.db");
    }

    /** How many bytes the database takes on its disk. */
    public long size() throws SQLException {
        Path database = JdbcUrl.h2Database(url.url());
        if (!dialect.shared()) {
            return database == null ? 0 : new File(database + ".mv.db").length();
        }
        return observe(connection -> new Query(connection, "select pg_database_size(current_database())").number());
    }

    /** The product and its version, such as {@code PostgreSQL 17.2}. */
    public String database() throws SQLException {
        return observe(connection -> {
            DatabaseMetaData about = connection.getMetaData();
            return about.getDatabaseProductName() + " "
                    + about.getDatabaseProductVersion().replaceFirst("\\s.*", "");
        });
    }

    /** The directory of an H2 journal; for another journal the working directory of the process. */
    public File directory() {
        Path database = JdbcUrl.h2Database(url.url());
        Path parent = database == null ? null : database.getParent();
        return parent == null ? new File(".") : parent.toFile();
    }

    /** What the log says of the journal at the start. */
    public String introduction() {
        return "journal=" + url.url().replaceFirst("[?;].*", "")
                + (dialect.shared() ? "" : " to try Serai only: it does not survive the machine; PostgreSQL does");
    }

    /** What an operator should know when the journal does not answer. */
    public String ifAway() {
        return dialect.shared()
                ? "no answer"
                : "no answer; H2 closes its file when it cannot write, as on a full disk, and opens it only when Serai is"
                        + " started again";
    }

    /** Whether the database answers a query: H2 calls a connection valid even after it has closed its file. */
    public boolean reachable() {
        try {
            return inTransaction(keeping, connection -> {
                try (PreparedStatement select = connection.prepareStatement("select count(*) from destination")) {
                    select.setQueryTimeout(1);
                    return select.executeQuery().next();
                }
            });
        } catch (SQLException e) {
            return false;
        }
    }

    @Override
    public void close() {
        observing.close();
        delivering.close();
        keeping.close();
    }
}
