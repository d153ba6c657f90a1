package dev.serai.journal;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/**
 * What the migrations make of a database. A new journal in memory tells which tables there are, so that a list of them stands
 * nowhere, and a database may have other tables beside.
 *
 * @param version of the last migration
 * @param tables of the journal with their rows, without those of {@link #HISTORY} and {@link CopyMark}; a parent before its
 *     children does not matter, as there are no foreign keys
 * @param filled the tables to which a migration gives rows
 */
record JournalSchema(int version, List<String> tables, Set<String> filled) {
    static final String HISTORY = "serai_schema_history";

    /** Brings a database up to date. */
    static void migrate(Dialect dialect, DataSource database) {
        Flyway.configure()
                .dataSource(database)
                .locations("classpath:db/migration", dialect.migrations())
                .table(HISTORY)
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .placeholders(Map.of(
                        "only-unrouted", dialect.onlyWhere("unrouted is not null"),
                        "only-open", dialect.onlyWhere("state in ('waiting', 'dead')"),
                        "only-copies", dialect.onlyWhere("copy_of is not null")))
                .load()
                .migrate();
    }

    /** The schema of this program. */
    static JournalSchema current() throws SQLException {
        H2Dialect dialect = new H2Dialect();
        HikariConfig memory = new HikariConfig();
        memory.setJdbcUrl(dialect.url("jdbc:h2:mem:" + UUID.randomUUID()));
        memory.setUsername("sa");
        // Flyway takes two
        memory.setMaximumPoolSize(3);
        try (HikariDataSource database = new HikariDataSource(memory);
                Connection connection = database.getConnection()) {
            migrate(dialect, database);
            List<String> tables = new ArrayList<>(tablesOf(connection));
            tables.removeAll(List.of(HISTORY, CopyMark.TABLE));
            Set<String> filled = new HashSet<>();
            for (String table : tables) {
                if (hasRows(connection, table)) {
                    filled.add(table);
                }
            }
            return new JournalSchema(versionOf(connection), List.copyOf(tables), Set.copyOf(filled));
        }
    }

    /** Every table of the connection's schema, by name. */
    static Set<String> tablesOf(Connection connection) throws SQLException {
        Map<String, Boolean> tables = new TreeMap<>();
        try (ResultSet row = connection
                .getMetaData()
                .getTables(
                        connection.getCatalog(), connection.getSchema(), "%", new String[] {"TABLE", "BASE TABLE"})) {
            while (row.next()) {
                tables.put(row.getString("TABLE_NAME"), true);
            }
        }
        return tables.keySet();
    }

    /** The version of the last migration that a database has got; 0 if it is no journal. */
    static int versionOf(Connection connection) throws SQLException {
        return tablesOf(connection).contains(HISTORY)
                ? (int) new Query(connection, """
                        select coalesce(max(cast("version" as integer)), 0) from %s where "success" and "version" is not null
                        """.formatted(HISTORY)).number()
                : 0;
    }

    static boolean hasRows(Connection connection, String table) throws SQLException {
        return new Query(connection, "select 1 from \"" + table + "\" limit 1")
                .first(row -> true)
                .isPresent();
    }

    /** @throws JournalRefusedException unless the journal has the schema of this program */
    void mustBeThatOf(Connection connection, String shown) throws SQLException, JournalRefusedException {
        int there = versionOf(connection);
        if (there == 0) {
            throw new JournalRefusedException("the database " + shown + " has no journal; correct the URL");
        }
        if (there != version) {
            throw new JournalRefusedException("the journal " + shown + " has schema " + there + ", this program needs "
                    + version
                    + (there < version
                            ? "; start this program's gateway on it once, which brings it up to date, and stop it"
                            : "; use the program that wrote it, or a newer one"));
        }
    }
}
