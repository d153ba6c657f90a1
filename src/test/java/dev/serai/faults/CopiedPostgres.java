package dev.serai.faults;

import dev.serai.testing.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A PostgreSQL that was made of a base backup of another one, as {@code pg_basebackup} makes it: a replica that follows, or a
 * restored server. The package of the test's PostgreSQL has no such program, so the files are copied here.
 */
final class CopiedPostgres implements AutoCloseable {
    private final List<String> command = new ArrayList<>();
    private final int port = Ports.free();

    /**
     * Takes the backup while the server runs.
     *
     * @param of directory of its data
     * @param url of it
     * @param follows whether the copy is a replica
     */
    CopiedPostgres(Path of, String url, String user, Path data, boolean follows) throws IOException, SQLException {
        Files.createDirectories(
                data, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        try (Connection connection = DriverManager.getConnection(url, user, "");
                Statement statement = connection.createStatement()) {
            statement.execute("select pg_backup_start('copy', true)");
            copy(of, data);
            try (ResultSet row = statement.executeQuery("select labelfile from pg_backup_stop(false)")) {
                row.next();
                Files.writeString(data.resolve("backup_label"), row.getString(1));
            }
        }
        // the last of the log was written after the files before it were copied
        copy(of.resolve("pg_wal"), data.resolve("pg_wal"));
        String settings = "";
        if (follows) {
            Files.createFile(data.resolve("standby.signal"));
            String primary = url.replaceFirst(".*://[^:]+:(\\d+)/.*", "$1");
            settings = "primary_conninfo = 'host=127.0.0.1 port=" + primary + " user=" + user + "'\n";
        }
        Files.writeString(data.resolve("postgresql.auto.conf"), settings);
        String binary = Files.readString(of.resolve("postmaster.opts")).strip().split(" ", 2)[0];
        if (System.getProperty("user.name").equals("root")) {
            command.addAll(List.of("unshare", "-U"));
        }
        command.addAll(List.of(Path.of(binary).resolveSibling("pg_ctl").toString(), "-w", "-D", data.toString()));
        Path log = Files.createDirectories(Path.of("target/faults/logs")).resolve("postgres-copy-" + port + ".log");
        run("-l", log.toString(), "-o", "-p " + port + " -c max_connections=300 -c hot_standby=on", "start");
    }

    private static void copy(Path of, Path data) throws IOException {
        try (Stream<Path> files = Files.walk(of)) {
            files.forEach(file -> {
                Path there = data.resolve(of.relativize(file).toString());
                try {
                    if (Files.isDirectory(file)) {
                        Files.createDirectories(there);
                    } else if (!file.getFileName().toString().startsWith("postmaster.")) {
                        Files.write(there, Files.readAllBytes(file));
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }

    String url() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
    }

    private void run(String... what) throws IOException {
        List<String> all = new ArrayList<>(command);
        all.addAll(List.of(what));
        Program.run(all);
    }

    @Override
    public void close() throws IOException {
        run("-m", "immediate", "stop");
    }
}
