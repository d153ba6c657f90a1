package dev.serai.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where values come from, and what is said of those that cannot be used. */
@SuppressWarnings("NullAway.Init")
class ConfigTest {
    @TempDir
    Path directory;

    @Test
    void withoutAFileEveryKeyHasItsShippedValue() throws IOException {
        Config config = Config.load(directory.resolve("none.properties"), Map.of());

        assertThat(config.section("cmp").text("header")).isEqualTo("Callback-Secret");
        assertThat(config.names("database", "url")).containsExactly("archive");
    }

    @Test
    void aShortFileOverridesWhatItNames() throws IOException {
        Config config = config("outbox.poll=2s\noutbox.lease=\n", Map.of("OUTBOX_CALL_TIMEOUT", "3m"));
        Section outbox = config.section("outbox");

        assertThat(outbox.value("poll", Format.DURATION)).hasSeconds(2);
        assertThat(outbox.value("lease", Format.DURATION)).hasSeconds(15);
        assertThat(outbox.value("call-timeout", Format.DURATION)).isEqualTo(Duration.ofMinutes(3));
    }

    @Test
    void aSectionThatUsersNameHasTheDefaultsOfItsNeighbours() throws IOException {
        Config config = config("salesforce.timeout=1s\ndatabase.archive.user=me\n", Map.of());

        assertThat(config.section("salesforce.emea").text("api-version")).isEqualTo("60.0");
        assertThat(config.section("salesforce.emea").value("timeout", Format.DURATION))
                .hasSeconds(120);
        assertThat(config.section("database.crm").value("create-tables", Format.FLAG))
                .isFalse();
        assertThat(config.section("database.crm").text("user")).isEmpty();
        assertThat(config.section("shop").text("header")).isEqualTo("X-Serai-Token");
    }

    @Test
    void aKeyThatIsShippedNowhereIsAMistakeInSerai() {
        assertThatThrownBy(() -> Config.shipped().section("receive").text("colour"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("config/application.properties lacks receive.colour");
    }

    @Test
    void aSectionOfAnotherKindLendsNoDefault() {
        assertThatThrownBy(() -> Config.shipped().section("shop").text("timeout"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("config/application.properties lacks shop.timeout");
    }

    @Test
    void aSystemPropertyOverridesTheFileAndIsNoShippedValue() throws IOException {
        System.setProperty("journal.user", "of-this-process");
        try {
            assertThat(config("journal.user=of-the-file\n", Map.of())
                            .section("journal")
                            .text("user"))
                    .isEqualTo("of-this-process");
            assertThat(Config.shipped().section("journal").text("user")).isEqualTo("sa");
        } finally {
            System.clearProperty("journal.user");
        }
    }

    @Test
    void allProblemsAreToldAtOnceWithTheirPlacesAndWithoutTheirValues() throws IOException {
        Config config = config("receive.port=4711x\n\noutbox.poll=4711\n", Map.of("OUTBOX_LEASE", "0s"));
        config.section("receive").value("port", Format.number(0, 65_535));
        config.section("outbox").value("poll", Format.DURATION);
        config.section("outbox").value("lease", Format.DURATION_ABOVE_ZERO);

        assertThatThrownBy(config::complain)
                .isInstanceOf(ConfigException.class)
                .hasMessageContainingAll(
                        "application.properties:1: receive.port must be a whole number from 0 to 65535",
                        "application.properties:3: outbox.poll must be a duration such as 500ms, 30s, 5m, 1h or 3d",
                        "OUTBOX_LEASE in the environment: outbox.lease must be a duration")
                .hasMessageNotContaining("4711");
    }

    private Config config(String file, Map<String, String> environment) throws IOException {
        return Config.load(Files.writeString(directory.resolve("application.properties"), file), environment);
    }
}
