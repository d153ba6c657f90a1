package dev.serai.sandbox;

import dev.serai.simulator.database.Postgres;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Where the journal and the archive of a start are.
 *
 * @param look the URL for a database tool
 * @param fromBefore whether an earlier start has left its events there
 */
record SandboxJournal(String url, String user, String look, boolean fromBefore) {
    /** Not below {@code target}: {@code mvn clean} would delete what the user wants to keep. */
    static final Path KEPT = Path.of("data", "sandbox", "kept");

    private static final String FILE_END = ".mv.db";

    /** An H2 file that is fresh at each start; two sandboxes with two ports have two files. */
    static SandboxJournal freshH2(Port port) throws IOException {
        Path file = Path.of("data", "sandbox", Integer.toString(port.number()));
        Files.createDirectories(file.getParent());
        Files.deleteIfExists(Path.of(file + FILE_END));
        Files.deleteIfExists(Path.of(file + ".trace.db"));
        return h2(file, false);
    }

    /**
     * The H2 file of a directory, as the last start with it has left it.
     *
     * @throws Sandbox.NotStarted if another process has it open
     */
    static SandboxJournal keptH2(Path directory) throws IOException, Sandbox.NotStarted {
        Files.createDirectories(directory);
        Path file = directory.resolve("journal");
        Path data = Path.of(file + FILE_END);
        if (Files.exists(data) && isLocked(data)) {
            throw new Sandbox.NotStarted("another process has " + data
                    + " open; stop the sandbox that goes on with it, or name another directory: --keep=DIR");
        }
        return h2(file, Files.exists(data));
    }

    private static boolean isLocked(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            return lock == null;
        }
    }

    private static SandboxJournal h2(Path file, boolean fromBefore) {
        String url = "jdbc:h2:file:" + file.toAbsolutePath().normalize() + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE";
        return new SandboxJournal(
                url,
                "sa",
                url + "\n              (user sa, once Serai has ended: until then it has the file alone)",
                fromBefore);
    }

    static SandboxJournal postgres(Postgres server) {
        boolean fromBefore = server.has("serai");
        String url = fromBefore ? server.url("serai") : server.newDatabase("serai");
        return new SandboxJournal(url, "postgres", url + "?user=postgres", fromBefore);
    }
}
