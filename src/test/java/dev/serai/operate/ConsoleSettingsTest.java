package dev.serai.operate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.config.Config;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConsoleSettingsTest {
    private static final Map<String, String> OIDC = Map.of(
            "console.oidc.issuer", "https://login.example.com/realms/staff",
            "console.oidc.client-id", "serai",
            "console.oidc.redirect-uri", "https://serai.example.com/console/login/callback",
            "console.oidc.operator", "ops, admins");

    private static Map<String, String> with(String key, String value) {
        Map<String, String> changed = new HashMap<>(OIDC);
        changed.put(key, value);
        return changed;
    }

    private static List<String> problems(Map<String, String> settings) {
        Config config = Config.shipped().with(settings);
        ConsoleSettings.from(config);
        return config.problems();
    }

    @Test
    void nobodySignsInAtAProviderUnlessItIsSet() {
        ConsoleSettings shipped = ConsoleSettings.from(Config.shipped());

        assertThat(shipped).isEqualTo(new ConsoleSettings(true, Duration.ofMinutes(30), Duration.ofHours(12), null));
        assertThat(shipped.hasOidc()).isFalse();
    }

    @Test
    void readsAProvider() {
        Config config = Config.shipped().with(OIDC);
        OidcSettings oidc = Objects.requireNonNull(ConsoleSettings.from(config).oidc());

        assertThat(config.problems()).isEmpty();
        assertThat(oidc.scopes()).containsExactly("openid", "profile", "email");
        assertThat(oidc.role(List.of("staff", "admins"))).contains(Role.OPERATOR);
        assertThat(oidc.role(List.of("staff", "Admins"))).isEmpty();
        assertThat(oidc.clientSecret().isSet()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "console.oidc.issuer, ''",
        "console.oidc.issuer, http://login.example.com",
        "console.oidc.issuer, login.example.com",
        "console.oidc.client-id, ''",
        "console.oidc.redirect-uri, ''",
        "console.oidc.redirect-uri, http://serai.example.com/console/login/callback",
        "console.oidc.redirect-uri, https://serai.example.com/login/callback",
        "console.oidc.redirect-uri, https://serai.example.com/x/console/login/callback",
        "console.oidc.redirect-uri, https://serai.example.com/?/console/login/callback",
        "console.oidc.scopes, profile",
        "console.idle, 0s",
        "console.session, 0s"
    })
    void namesTheKeyThatCannotBeUsed(String key, String value) {
        assertThat(problems(with(key, value))).singleElement().asString().contains(key);
    }

    @Test
    void wantsAValueForARole() {
        assertThat(problems(with("console.oidc.operator", "")))
                .singleElement()
                .asString()
                .contains("console.oidc.viewer", "no login would be possible");
    }

    @Test
    void readsTheSecretOfAFileAgainWhenItChanges(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("secret"), "first");
        Config config = Config.load(
                        Path.of("config/application.properties"),
                        Map.of("CONSOLE_OIDC_CLIENT_SECRET_FILE", file.toString()))
                .with(OIDC);
        OidcSettings oidc = Objects.requireNonNull(ConsoleSettings.from(config).oidc());
        assertThat(oidc.clientSecret().value()).isEqualTo("first");

        Files.writeString(file, "second");

        assertThat(oidc.clientSecret().value()).isEqualTo("second");
        assertThat(oidc.toString()).doesNotContain("second");
    }

    @Test
    void beyondLoopbackAProviderIsEnough() {
        Map<String, String> open = with("management.host", "0.0.0.0");
        open.put("management.token-file", "target/no-tokens");

        assertThat(tokenProblems(open)).isEmpty();
        open.put("console.enabled", "false");
        assertThat(tokenProblems(open)).singleElement().asString().contains("there is no token");
    }

    private static List<String> tokenProblems(Map<String, String> settings) {
        Config config = Config.shipped().with(settings);
        ManagementSettings.from(config).mustHaveTokens(config, ConsoleSettings.from(config));
        return config.problems();
    }
}
