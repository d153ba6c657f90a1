package dev.serai.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.serai.journal.JdbcUrl;
import dev.serai.journal.Journal;
import dev.serai.journal.JournalSettings;
import dev.serai.journal.ReadOnlyEviction;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;

/**
 * The databases of destinations: {@code database.<name>.*} makes {@code jdbc:<name>}. Each has a pool of its own, and none
 * is needed for the start.
 */
public final class Databases implements AutoCloseable {
    /** Both archives at full speed, and two more calls of other destinations that write to it. */
    private static final int CONNECTIONS = 6;

    private static final long CONNECT_MILLIS = 5_000;

    /** So that a server that falls silent cannot hold a call for ever; each driver counts in units of its own. */
    private static final Map<String, Map<String, String>> TIMEOUTS = Map.of(
            "jdbc:postgresql:", Map.of("connectTimeout", "5", "socketTimeout", "60", "tcpKeepAlive", "true"),
            "jdbc:mariadb:", Map.of("connectTimeout", "5000", "socketTimeout", "60000"),
            "jdbc:mysql:", Map.of("connectTimeout", "5000", "socketTimeout", "60000"),
            "jdbc:oracle:", Map.of("oracle.net.CONNECT_TIMEOUT", "5000", "oracle.jdbc.ReadTimeout", "60000"),
            "jdbc:sqlserver:", Map.of("loginTimeout", "5", "socketTimeout", "60000"));

    /** Their drivers take one statement at a time unless they are told, and tables are made by several. */
    private static final Pattern ONE_AT_A_TIME = Pattern.compile("jdbc:(mariadb|mysql):.*");

    private final Map<String, HikariDataSource> pools = new LinkedHashMap<>();

    /** @param ifAbsent what a database is that has no URL: the journal's own */
    public Databases(List<DatabaseSettings> databases, JournalSettings ifAbsent) {
        databases.forEach(each -> pools.put(each.name(), pool(each, ifAbsent)));
    }

    /** Stand-ins for routes whose calls never reach a database: without URL and pool. */
    public static Map<String, DataSource> unopened(Set<String> names) {
        Map<String, DataSource> databases = new LinkedHashMap<>();
        names.forEach(name -> databases.put(name, new JdbcDataSource()));
        return databases;
    }

    private static HikariDataSource pool(DatabaseSettings database, JournalSettings ifAbsent) {
        HikariConfig pool = config(database, ifAbsent);
        Journal.makePrivate(pool.getJdbcUrl());
        String tables = database.createTables();
        if (tables != null) {
            if (ONE_AT_A_TIME.matcher(pool.getJdbcUrl()).matches()) {
                pool.addDataSourceProperty("allowMultiQueries", "true");
            }
            return new ReadOnlyEviction().pool(pool, tables);
        }
        return new ReadOnlyEviction().pool(pool);
    }

    /** Of a pool that opens nothing by itself. */
    static HikariConfig config(DatabaseSettings database, JournalSettings ifAbsent) {
        HikariConfig pool = new HikariConfig();
        pool.setPoolName("database-" + database.name());
        boolean own = !database.url().isEmpty();
        JdbcUrl.of(Journal.completeUrl(own ? database.url() : ifAbsent.url()))
                .configure(
                        pool, own ? database.user() : ifAbsent.user(), own ? database.password() : ifAbsent.password());
        pool.setMaximumPoolSize(CONNECTIONS);
        pool.setMinimumIdle(0);
        pool.setConnectionTimeout(CONNECT_MILLIS);
        pool.setInitializationFailTimeout(-1);
        timeouts(pool.getJdbcUrl()).forEach(pool::addDataSourceProperty);
        return pool;
    }

    /** Those that the URL does not set itself. */
    private static Map<String, String> timeouts(String url) {
        Map<String, String> timeouts = new LinkedHashMap<>();
        TIMEOUTS.forEach((scheme, of) -> of.forEach((key, value) -> {
            if (url.startsWith(scheme) && !url.contains(key + "=")) {
                timeouts.put(key, value);
            }
        }));
        return timeouts;
    }

    /** The most connections that the databases without a URL open on the journal's own database. */
    public static int connectionsToJournal(List<DatabaseSettings> databases) {
        return CONNECTIONS
                * (int) databases.stream().filter(each -> each.url().isEmpty()).count();
    }

    public Map<String, ? extends DataSource> all() {
        return pools;
    }

    @Override
    public void close() {
        pools.values().forEach(HikariDataSource::close);
    }
}
