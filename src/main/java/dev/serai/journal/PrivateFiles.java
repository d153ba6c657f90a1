package dev.serai.journal;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of an H2 database hold addresses and articles, and H2 creates them readable for every user of the machine. So Serai
 * creates the files before H2 opens them, readable for their owner only, if the file system has such permissions.
 */
final class PrivateFiles {
    private static final Logger log = LoggerFactory.getLogger(PrivateFiles.class);
    private static final Set<PosixFilePermission> OWNER = PosixFilePermissions.fromString("rw-------");
    private static final FileAttribute<?> OWNERS_FILE = PosixFilePermissions.asFileAttribute(OWNER);
    private static final FileAttribute<?> OWNERS_DIRECTORY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private PrivateFiles() {}

    /** @param url JDBC URL of any database; nothing is done unless it is an H2 file */
    static void make(String url) {
        Path database = JdbcUrl.h2Database(url);
        Path directory = database == null ? null : database.getParent();
        if (database == null
                || directory == null
                || !FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
            return;
        }
        try {
            Files.createDirectories(directory, OWNERS_DIRECTORY);
            for (String kind : List.of(".mv.db", ".trace.db")) {
                Path each = directory.resolve(database.getFileName() + kind);
                if (!Files.exists(each)) {
                    Files.createFile(each, OWNERS_FILE);
                }
            }
            try (Stream<Path> files = Files.list(directory)) {
                for (Path each : files.filter(path -> isOf(database, path)).toList()) {
                    Files.setPosixFilePermissions(each, OWNER);
                }
            }
        } catch (IOException e) {
            log.warn(
                    "journal file={} may be readable for others: {}",
                    database,
                    e.getClass().getSimpleName());
        }
    }

    private static boolean isOf(Path database, Path file) {
        return String.valueOf(file.getFileName()).startsWith(database.getFileName() + ".")
                && String.valueOf(file.getFileName()).contains(".db");
    }
}
