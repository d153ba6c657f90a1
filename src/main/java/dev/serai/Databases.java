package dev.serai;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.serai.journal.Journal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.sql.DataSource;

/**
 * The databases of destinations: {@code database.<name>.*} makes {@code jdbc:<name>}. Each has a pool of its own, and none
 * is needed for the start.
 */
final class Databases implements AutoCloseable {
    private static final int CONNECTIONS = 4;
    private static final long CONNECT_MILLIS = 5_000;
    /** So that a server that falls silent cannot hold a call for ever, in seconds; what the URL sets is stronger. */
    private static final Map<String, String> POSTGRESQL =
            Map.of("connectTimeout", "5", "socketTimeout", "60", "tcpKeepAlive", "true");

    private final Map<String, HikariDataSource> pools = new LinkedHashMap<>();

    /** @param ifAbsent what a database is that has no URL: the journal's own */
    Databases(Configuration configuration, Path routes, Journal.Settings ifAbsent) {
        Set<String> names = new TreeSet<>(configuration.names("database", "url"));
        names.add("archive");
        names.forEach(name -> pools.put(name, pool(configuration, routes, ifAbsent, name)));
    }

    private static HikariDataSource pool(
            Configuration configuration, Path routes, Journal.Settings ifAbsent, String name) {
        String url = configuration.text("database." + name + ".url", "");
        String user = configuration.text("database." + name + ".user", "");
        String password = configuration.text("database." + name + ".password", "");
        boolean createTables = configuration.flag("database." + name + ".create-tables", false);
        HikariConfig pool = new HikariConfig();
        pool.setPoolName("database-" + name);
        pool.setJdbcUrl(Journal.completeUrl(url.isEmpty() ? ifAbsent.url() : url));
        pool.setUsername(url.isEmpty() ? ifAbsent.user() : user);
        pool.setPassword(url.isEmpty() ? ifAbsent.password() : password);
        pool.setMaximumPoolSize(CONNECTIONS);
        pool.setMinimumIdle(0);
        pool.setConnectionTimeout(CONNECT_MILLIS);
        pool.setInitializationFailTimeout(-1);
        if (pool.getJdbcUrl().startsWith("jdbc:postgresql:")) {
            POSTGRESQL.forEach(pool::addDataSourceProperty);
        }
        if (createTables) {
            pool.setConnectionInitSql(tables(configuration, routes, name));
        }
        return new HikariDataSource(pool);
    }

    /** They are made with the first connection, so that the database need not be there when Serai starts. */
    private static String tables(Configuration configuration, Path routes, String name) {
        Path file = routes.resolve("destinations").resolve(name + ".ddl.sql");
        try {
            return Files.readString(file);
        } catch (IOException e) {
            configuration.problem("database." + name + ".create-tables", "needs " + file + ", which cannot be read");
            return "select 1";
        }
    }

    Map<String, ? extends DataSource> all() {
        return pools;
    }

    @Override
    public void close() {
        pools.values().forEach(HikariDataSource::close);
    }
}
