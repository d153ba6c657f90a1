package dev.serai.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may read a journal in a file. */
@SuppressWarnings("NullAway.Init")
class PrivateFilesTest {
    @TempDir
    Path directory;

    @BeforeEach
    void permissions() {
        assumeTrue(
                FileSystems.getDefault().supportedFileAttributeViews().contains("posix"), "no such permissions here");
    }

    @Test
    void onlyTheOwnerReadsWhatIsMade() throws IOException {
        open(directory.resolve("data/serai"));

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("data"))))
                .isEqualTo("rwx------");
        assertThat(files(directory.resolve("data")))
                .containsEntry("serai.mv.db", "rw-------")
                .allSatisfy(
                        (file, permissions) -> assertThat(permissions).as(file).isEqualTo("rw-------"));
    }

    @Test
    void whatWasThereBeforeIsMadePrivateAndNothingElse() throws IOException {
        open(directory.resolve("serai"));
        Files.writeString(directory.resolve("serai.trace.db"), "earlier errors");
        Files.writeString(directory.resolve("serai.txt"), "of the user");
        for (String file : files(directory).keySet()) {
            Files.setPosixFilePermissions(directory.resolve(file), PosixFilePermissions.fromString("rw-r--r--"));
        }

        open(directory.resolve("serai"));

        assertThat(files(directory))
                .containsEntry("serai.mv.db", "rw-------")
                .containsEntry("serai.trace.db", "rw-------")
                .containsEntry("serai.txt", "rw-r--r--");
    }

    private static void open(Path database) {
        String url = "jdbc:h2:file:" + database;
        Journal.open(new JournalSettings(url, "sa", "", Duration.ofSeconds(5), 2))
                .close();
    }

    private static Map<String, String> files(Path directory) throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.list(directory)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.put(
                        String.valueOf(file.getFileName()),
                        PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
            }
        }
        return files;
    }
}
