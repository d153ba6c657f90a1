package dev.serai.simulator.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where this process keeps the files of its databases. It is in memory where the system has room there, since many databases that force
 * their files to one disk wait for each other, and no test looks at what a loss of power leaves. It ends with the process.
 */
public final class ScratchDirectory {
    private static final Path MEMORY = Path.of("/dev/shm");
    private static final long ROOM = 8L << 30;
    private static final String PREFIX = "serai-test-";

    private static final class OfThisProcess {
        static final Path DIRECTORY = made();
    }

    private ScratchDirectory() {}

    /** The directory, which is there. */
    public static Path path() {
        return OfThisProcess.DIRECTORY;
    }

    private static Path made() {
        try {
            Path parent = hasRoom() ? MEMORY : Files.createDirectories(Path.of("target"));
            deleteLeft(parent);
            Path made = Files.createDirectories(
                    parent.resolve(PREFIX + ProcessHandle.current().pid()));
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(made)));
            return made.toAbsolutePath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean hasRoom() throws IOException {
        return Files.isWritable(MEMORY) && Files.getFileStore(MEMORY).getUsableSpace() > ROOM;
    }

    /** Those of processes that were killed. */
    private static void deleteLeft(Path parent) throws IOException {
        try (Stream<Path> all = Files.list(parent)) {
            all.filter(each -> each.getFileName().toString().startsWith(PREFIX))
                    .filter(each -> !isAlive(each.getFileName().toString().substring(PREFIX.length())))
                    .forEach(ScratchDirectory::delete);
        }
    }

    private static boolean isAlive(String pid) {
        return !pid.matches("\\d{1,9}")
                || ProcessHandle.of(Long.parseLong(pid))
                        .map(ProcessHandle::isAlive)
                        .orElse(false);
    }

    /** What cannot be deleted, such as what a server still writes, is deleted by the next process. */
    private static void delete(Path directory) {
        try (Stream<Path> all = Files.walk(directory)) {
            List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
            for (Path each : deepestFirst) {
                Files.deleteIfExists(each);
            }
        } catch (IOException | UncheckedIOException e) {
            // see above
        }
    }
}
