package dev.serai.faults;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** A file system of its own, which can be filled up. Only root may make one; for other users the test is skipped. */
final class SmallDisk implements AutoCloseable {
    private static final int LARGEST = 1 << 22;
    private static final int SMALLEST = 1 << 12;
    private final Path directory;
    private final Path filler;

    SmallDisk(int megabytes) throws IOException {
        directory = Files.createTempDirectory(Files.createDirectories(Path.of("target/faults")), "disk")
                .toAbsolutePath();
        filler = directory.resolve("filler");
        try {
            Program.run(
                    List.of("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "serai", directory.toString()));
        } catch (IOException e) {
            Assumptions.abort("a small disk needs the right to mount: " + e.getMessage());
        }
    }

    Path path(String name) {
        return directory.resolve(name);
    }

    /** Leaves nothing of what is free at the moment. */
    void fill() throws IOException {
        try (OutputStream out = Files.newOutputStream(filler, CREATE, APPEND)) {
            for (int size = LARGEST; size >= SMALLEST; size /= 2) {
                byte[] zeros = new byte[size];
                // counted once: what somebody else frees meanwhile is for the next time
                for (long left = Files.getFileStore(directory).getUsableSpace() / size; left > 0; left--) {
                    out.write(zeros);
                }
            }
        } catch (IOException e) {
            // somebody else was quicker with what was left
            assertThat(Files.getFileStore(directory).getUsableSpace()).isZero();
        }
    }

    void free() throws IOException {
        Files.delete(filler);
    }

    @Override
    public void close() throws IOException {
        Program.run(List.of("umount", directory.toString()));
        Files.delete(directory);
    }
}
