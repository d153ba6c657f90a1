package dev.serai.faults;

import dev.serai.testing.Gateway.Database;
import dev.serai.testing.Ports;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A PostgreSQL that can be stopped, and started again with its data on the same port; as durable as one that is installed. */
final class StoppablePostgres implements AutoCloseable {
    private final Path data;
    private final Path log;
    private final EmbeddedPostgres server;
    private final List<String> command = new ArrayList<>();
    private final String options;

    /** @param data a directory for it alone, which is there no more in the end */
    StoppablePostgres(Path data) throws IOException {
        this.data = data.toAbsolutePath();
        log = Files.createDirectories(Path.of("target/faults/logs")).resolve("postgres-" + data.getFileName() + ".log");
        server = EmbeddedPostgres.builder()
                .setDataDirectory(this.data)
                .setPort(Ports.free())
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("full_page_writes", "on")
                .start();
        String[] started =
                Files.readString(data.resolve("postmaster.opts")).strip().split(" ", 2);
        options = started[1];
        if (System.getProperty("user.name").equals("root")) {
            // it refuses to be root's, and there is none in a name space of its own
            command.addAll(List.of("unshare", "-U"));
        }
        command.addAll(
                List.of(Path.of(started[0]).resolveSibling("pg_ctl").toString(), "-w", "-D", this.data.toString()));
    }

    String url() {
        return "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/postgres";
    }

    String user() {
        return Database.POSTGRESQL.user();
    }

    /** @param mode of {@code pg_ctl}: fast ends all sessions, immediate is a crash */
    void stop(String mode) throws IOException {
        run("-m", mode, "stop");
    }

    void start() throws IOException {
        run("-l", log.toString(), "-o", options, "start");
    }

    /** It may have crashed, and not have found the space to come back. */
    void startIfItEnded() throws IOException {
        try {
            run("status");
        } catch (IOException e) {
            start();
        }
    }

    private void run(String... what) throws IOException {
        List<String> all = new ArrayList<>(command);
        all.addAll(List.of(what));
        Program.run(all);
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
