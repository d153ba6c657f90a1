package dev.serai.journal;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** A pool that makes the tables once, with its first connection, so that the database need not be there when Serai starts. */
final class PoolWithTables extends HikariDataSource {
    private final String tables;
    private volatile boolean made;

    /** @param tables statements that change nothing if the tables are there */
    PoolWithTables(HikariConfig config, String tables) {
        super(config);
        this.tables = tables;
    }

    /** @throws SQLException also if a table cannot be made; the next connection tries it again */
    @Override
    public Connection getConnection() throws SQLException {
        Connection connection = super.getConnection();
        try {
            make(connection);
            return connection;
        } catch (SQLException | RuntimeException | Error e) {
            connection.close();
            throw e;
        }
    }

    private void make(Connection connection) throws SQLException {
        if (made) {
            return;
        }
        synchronized (this) {
            if (!made) {
                try (Statement statement = connection.createStatement()) {
                    statement.execute(tables);
                }
                made = true;
            }
        }
    }
}
