package dev.serai.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A secret in a file may become another one. */
@SuppressWarnings("NullAway.Init")
class SecretTest {
    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void write() throws IOException {
        file = Files.writeString(directory.resolve("password"), "old\n");
    }

    private Secret secret(Map<String, String> environment) throws IOException {
        return Config.load(directory.resolve("none.properties"), environment)
                .section("mail")
                .secret("password");
    }

    @Test
    void aNewOneCountsAsSoonAsItIsInTheFile() throws IOException {
        Secret secret = secret(Map.of("MAIL_PASSWORD_FILE", file.toString()));
        assertThat(secret.value()).isEqualTo("old");

        Files.writeString(file, "new\n");

        assertThat(secret.value()).isEqualTo("new");
    }

    @Test
    void theLastOneCountsWhileTheFileIsAwayOrEmpty() throws IOException {
        Secret secret = secret(Map.of("MAIL_PASSWORD_FILE", file.toString()));
        Files.writeString(file, "new\n");
        assertThat(secret.value()).isEqualTo("new");

        Files.writeString(file, "");
        assertThat(secret.value()).isEqualTo("new");

        Files.delete(file);
        assertThat(secret.value()).isEqualTo("new");
    }

    @Test
    void isShownToNobody() throws IOException {
        assertThat(secret(Map.of("MAIL_PASSWORD", "sesame"))).hasToString("set").isEqualTo(Secret.of("sesame"));
        assertThat(secret(Map.of())).hasToString("unset").isNotEqualTo(Secret.of("sesame"));
    }
}
