package dev.serai.operate.doctor;

import dev.serai.config.Config;
import dev.serai.config.UnknownKeys;
import dev.serai.journal.Journal;
import dev.serai.operate.GatewaySettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Whether other users of the machine can read or change the files that hold secrets, tokens and events. */
record FilePermissionCheck(Config config, GatewaySettings settings) implements DoctorCheck {
    @Override
    public String name() {
        return "permissions";
    }

    @Override
    public List<Diagnosis> look() throws IOException {
        List<Diagnosis> found = new ArrayList<>();
        int seen = 0;
        for (Path file : files()) {
            if (Files.exists(file) && Files.getFileStore(file).supportsFileAttributeView("posix")) {
                seen++;
                look(file, Files.getPosixFilePermissions(file), found);
            }
        }
        return found.isEmpty()
                ? List.of(Diagnosis.ok(
                        name(),
                        seen == 1 ? "the one file with secrets is private" : seen + " files with secrets are private"))
                : found;
    }

    private Set<Path> files() {
        Set<Path> files = new TreeSet<>(
                config.secretFiles(UnknownKeys.placeholders(settings.routes().directory())));
        settings.orgs().stream()
                .map(org -> org.keyStore())
                .filter(keyStore -> !keyStore.isEmpty())
                .forEach(keyStore -> files.add(Path.of(keyStore)));
        files.add(settings.management().tokenFile());
        Path journal = Journal.file(settings.journal());
        if (journal != null) {
            files.add(journal);
        }
        return files;
    }

    private void look(Path file, Set<PosixFilePermission> permissions, List<Diagnosis> found) {
        if (permissions.contains(PosixFilePermission.OTHERS_WRITE)) {
            found.add(Diagnosis.fail(name(), "every user of this machine can change " + file, "chmod o-rwx " + file));
        } else if (permissions.contains(PosixFilePermission.OTHERS_READ)) {
            found.add(Diagnosis.warn(
                    name(),
                    "every user of this machine can read " + file,
                    "chmod o-rwx " + file + "; on Kubernetes set defaultMode: 0440 for the volume"));
        }
    }
}
