package dev.serai.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.serai.testing.Gateway;
import dev.serai.testing.Gateway.Database;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A secret in a file is exchanged while Serai runs. */
@SuppressWarnings("NullAway.Init")
class SecretFilesTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir
    Path directory;

    @Test
    void aFileThatChangesCountsAtOnceAndAnEmptyOneDoesNot() throws IOException {
        Path file = directory.resolve("campaign-path");
        Files.writeString(file, "first-secret-of-all\n");

        try (Gateway gateway = start(file)) {
            assertThat(status(gateway, "first-secret-of-all")).isEqualTo(200);
            assertThat(status(gateway, "second, with a comma")).isEqualTo(401);

            replace(file, "\"second, with a comma\"\nfirst-secret-of-all\n");
            await().atMost(SOON).until(() -> status(gateway, "second%2C%20with%20a%20comma") == 200);
            assertThat(status(gateway, "first-secret-of-all")).isEqualTo(200);

            replace(file, "");
            replace(file, "\"not closed");
            replace(directory.resolve("other"), "is of no interest");
            assertThat(status(gateway, "second%2C%20with%20a%20comma")).isEqualTo(200);

            replace(file, "third-secret-of-all\n");
            await().atMost(SOON).until(() -> status(gateway, "first-secret-of-all") == 401);
            assertThat(status(gateway, "third-secret-of-all")).isEqualTo(200);
        }
    }

    @Test
    void aMountedSecretChangesByASymbolicLink() throws IOException {
        Path before = Files.createDirectory(directory.resolve("..before"));
        Path after = Files.createDirectory(directory.resolve("..after"));
        Files.writeString(before.resolve("secret"), "first-secret-of-all");
        Files.writeString(after.resolve("secret"), "second-secret-of-all");
        Path data = Files.createSymbolicLink(directory.resolve("..data"), before.getFileName());
        Path file = Files.createSymbolicLink(directory.resolve("secret"), Path.of("..data", "secret"));

        try (Gateway gateway = start(file)) {
            assertThat(status(gateway, "first-secret-of-all")).isEqualTo(200);

            Path next = Files.createSymbolicLink(directory.resolve("..next"), after.getFileName());
            Files.move(next, data, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);

            await().atMost(SOON).until(() -> status(gateway, "second-secret-of-all") == 200);
            assertThat(status(gateway, "first-secret-of-all")).isEqualTo(401);
        }
    }

    private static Gateway start(Path file) {
        return Gateway.start(Database.H2, Map.of("campaign.path-secrets.file", file.toString()));
    }

    private static void replace(Path file, String text) throws IOException {
        Path written = Files.writeString(file.resolveSibling(file.getFileName() + ".new"), text);
        Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static int status(Gateway gateway, String segment) {
        URI uri =
                URI.create("http://127.0.0.1:" + gateway.port() + "/webhooks/campaign/" + segment.replace(" ", "%20"));
        return gateway.send(HttpRequest.newBuilder(uri).POST(BodyPublishers.ofString("[]")))
                .statusCode();
    }
}
