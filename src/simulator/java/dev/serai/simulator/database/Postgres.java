package dev.serai.simulator.database;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

/** A real PostgreSQL, from the package registry, as durable as one that is installed. */
public final class Postgres implements AutoCloseable {
    private static final AtomicInteger DATABASES = new AtomicInteger();
    private final EmbeddedPostgres server;

    private Postgres(EmbeddedPostgres server) {
        this.server = server;
    }

    /** @param port 0 for any free one */
    public static Postgres start(int port) {
        return start(EmbeddedPostgres.builder().setPort(port));
    }

    /** With its data in a directory that outlives it, so that it can be started again. */
    public static Postgres start(int port, Path directory) {
        return start(EmbeddedPostgres.builder()
                .setPort(port)
                .setDataDirectory(directory)
                .setCleanDataDirectory(false));
    }

    private static Postgres start(EmbeddedPostgres.Builder builder) {
        try {
            return new Postgres(builder.setServerConfig("fsync", "on")
                    .setServerConfig("synchronous_commit", "on")
                    .setServerConfig("full_page_writes", "on")
                    .setServerConfig("max_connections", "500")
                    .start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Shared {
        static final Postgres INSTANCE = start(EmbeddedPostgres.builder()
                .setDataDirectory(ScratchDirectory.path().resolve("postgresql")));
    }

    /** One server for all tests of a run; it ends with the process. */
    public static Postgres shared() {
        return Shared.INSTANCE;
    }

    /** The URL of a new, empty database; user {@code postgres}, no password. */
    public String newDatabase() {
        return newDatabase("serai" + DATABASES.incrementAndGet());
    }

    /** The same, with a name that is no database of this server yet. */
    public String newDatabase(String name) {
        return newDatabase(name, "");
    }

    private String newDatabase(String name, String options) {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + name + options);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return url(name);
    }

    /**
     * A new database with all that another one has.
     *
     * @param url of a database to which nobody is connected
     */
    public String copyOf(String url) {
        return newDatabase(
                "serai" + DATABASES.incrementAndGet(), " template " + url.substring(url.lastIndexOf('/') + 1));
    }

    /** The URL of a database of that name, whether it is there or not. */
    public String url(String name) {
        return "jdbc:postgresql://localhost:" + server.getPort() + "/" + name;
    }

    /** Whether there is a database of that name. */
    public boolean has(String name) {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                PreparedStatement statement =
                        connection.prepareStatement("select 1 from pg_database where datname = ?")) {
            statement.setString(1, name);
            return statement.executeQuery().next();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
