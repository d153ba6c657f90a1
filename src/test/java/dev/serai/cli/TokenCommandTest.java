package dev.serai.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.testing.Gateway;
import dev.serai.testing.Gateway.Database;
import dev.serai.testing.Ports;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code serai token}, and a command that uses a token. */
@SuppressWarnings("NullAway.Init")
class TokenCommandTest {
    @TempDir
    Path home;

    private final int port = Ports.free();

    private Ended run(String... words) {
        return Ended.of(Map.of("SERAI_HOME", home.toString()), words);
    }

    @Test
    void aTokenIsMadeListedUsedAndRevoked() throws Exception {
        Ended made = run("token", "ann@example.com", "--role", "operator");
        Path file = Files.writeString(home.resolve("ann.token"), made.out());
        String url = "http://127.0.0.1:" + port;
        Map<String, String> open = Map.of(
                "management.host", "0.0.0.0",
                "management.port", Integer.toString(port),
                "management.token-file", home.resolve("data/tokens").toString());

        assertThat(made.status()).isZero();
        assertThat(made.out()).startsWith("serai_").hasLineCount(1);
        assertThat(run("token", "--list").out())
                .matches("operator +\\S+Z +ann@example.com\\R")
                .doesNotContain("serai_");
        try (Gateway gateway = Gateway.start(Database.H2, open)) {
            assertThat(gateway.port()).isPositive();
            assertThat(run("versions", "--url", url, "--token-file", file.toString())
                            .out())
                    .contains("campaign");
            Ended without = run("versions", "--url", url);
            assertThat(without.status()).isEqualTo(ExitStatus.FINDING);
            assertThat(without.err()).contains("a token is needed");

            assertThat(run("token", "--revoke", "ann@example.com").status()).isZero();

            Ended revoked = run("versions", "--url", url, "--token-file", file.toString());
            assertThat(revoked.err()).contains("it may have been revoked").doesNotContain("serai_");
        }
    }

    @Test
    void whatCannotBeIsSaid() {
        assertThat(run("token").status()).isEqualTo(ExitStatus.USAGE);
        assertThat(run("token", "two words").err()).contains("1 to 60 letters");
        assertThat(run("token", "--revoke", "nobody").err()).contains("there is no token nobody");
        assertThat(run("token", "ann", "--role", "admin").err()).contains("--role");
        assertThat(run("token", "--list").out()).contains("There is no token in");
    }
}
