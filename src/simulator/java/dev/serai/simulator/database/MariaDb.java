package dev.serai.simulator.database;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** A real MariaDB, as it is installed on this machine, in a process and a directory of its own; user root, no password. */
public final class MariaDb implements AutoCloseable {
    private static final List<String> ELSEWHERE = List.of("/usr/sbin", "/usr/local/sbin");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path directory;
    private final int port;
    private @Nullable Process process;

    private MariaDb(Path directory, int port) {
        this.directory = directory;
        this.port = port;
    }

    /** Whether there is one to start; {@code .ci/run} installs it. */
    public static boolean installed() {
        return program("mariadbd").isPresent() && program("mariadb-install-db").isPresent();
    }

    /** Returns when it answers. */
    public static MariaDb start(int port) throws IOException {
        Path directory = Files.createTempDirectory("mariadb");
        MariaDb server = new MariaDb(directory, port);
        server.finish(server.run("mariadb-install-db", "--auth-root-authentication-method=normal", "--skip-test-db"));
        server.start();
        return server;
    }

    /** Again, on what is there. */
    public void start() throws IOException {
        process = run(
                "mariadbd",
                "--port=" + port,
                "--bind-address=127.0.0.1",
                "--socket=" + directory.resolve("socket"),
                "--pid-file=" + directory.resolve("pid"));
        Awaitility.await().atMost(PATIENCE).until(this::answers);
    }

    /** As an operator does. */
    public void stop() {
        if (process != null) {
            process.destroy();
            finish(process);
            process = null;
        }
    }

    /** The URL of a new, empty database. */
    public String newDatabase(String name) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url(""))) {
            connection.createStatement().execute("create database " + name + " character set utf8mb4");
        }
        return url(name);
    }

    private String url(String database) {
        return "jdbc:mariadb://127.0.0.1:" + port + "/" + database + "?user=root";
    }

    private boolean answers() {
        if (process == null || !process.isAlive()) {
            throw new IllegalStateException("mariadbd does not start, see " + directory.resolve("log"));
        }
        try (Connection connection = DriverManager.getConnection(url(""))) {
            return connection.isValid(1);
        } catch (SQLException e) {
            return false;
        }
    }

    private Process run(String program, String... options) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(program(program).orElseThrow().toString());
        command.add("--no-defaults");
        command.add("--datadir=" + directory.resolve("data"));
        command.addAll(List.of(options));
        if (System.getProperty("user.name").equals("root")) {
            command.add("--user=root");
        }
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start();
    }

    private static Optional<Path> program(String name) {
        return Stream.concat(Stream.of(System.getenv("PATH").split(File.pathSeparator)), ELSEWHERE.stream())
                .map(each -> Path.of(each, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private void finish(Process running) {
        try {
            if (!running.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("it does not end, see " + directory.resolve("log"));
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } finally {
            running.destroyForcibly();
        }
    }

    @Override
    public void close() throws IOException {
        stop();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
