package dev.serai.receive;

import dev.serai.config.ConfigException;
import dev.serai.config.DirectoryWatch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Secrets of senders that are in files count as soon as a file changes, so that a new secret can be accepted before it is
 * registered, and an old one retired, without a restart.
 */
public final class SecretFiles {
    private static final Logger log = LoggerFactory.getLogger(SecretFiles.class);

    private final List<Family> families;
    private final DirectoryWatch watch;

    public SecretFiles(List<Family> families) {
        this.families = families.stream()
                .filter(family -> !family.sender().files().isEmpty())
                .toList();
        watch = new DirectoryWatch("secrets-watch", directories(), this::look);
    }

    /** Those of the files, and those above them: a mounted secret changes by a symbolic link beside it. */
    private List<Path> directories() {
        return families.stream()
                .flatMap(family -> family.sender().files().stream())
                .map(file -> file.toAbsolutePath().getParent())
                .filter(Objects::nonNull)
                .flatMap(directory -> Stream.of(directory, directory.getParent()))
                .filter(Objects::nonNull)
                .distinct()
                .toList();
    }

    /** Does nothing if no secret is in a file. */
    public void start() {
        if (!families.isEmpty()) {
            watch.start();
        }
    }

    private void look() {
        for (Family family : families) {
            try {
                if (family.sender().reread()) {
                    log.info("receive family={} secrets=changed", family.name());
                }
            } catch (ConfigException e) {
                log.warn("receive family={} secrets=unchanged problem={}", family.name(), e.problems());
            }
        }
    }

    public void close() throws IOException, InterruptedException {
        watch.close();
    }
}
