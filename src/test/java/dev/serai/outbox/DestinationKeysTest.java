package dev.serai.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.config.Config;
import dev.serai.config.ConfigException;
import dev.serai.config.Rate;
import dev.serai.config.UnknownKeys;
import dev.serai.dispatch.Options;
import dev.serai.dispatch.RetrySchedule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code destination.<name>.*} is stronger than the destination's file. */
@SuppressWarnings("NullAway.Init")
class DestinationKeysTest {
    private static final Options FILE = new Options(
            true,
            200,
            Duration.ofSeconds(30),
            2,
            Duration.ZERO,
            null,
            new RetrySchedule(List.of(Duration.ofSeconds(5)), Duration.ofDays(3)));

    @TempDir
    Path directory;

    @Test
    void withoutKeysTheFileHolds() throws IOException {
        assertThat(keys("", Map.of()).override("crm", FILE)).isEqualTo(FILE);
    }

    @Test
    void eachKeyIsStrongerThanTheFile() throws IOException {
        DestinationKeys keys = keys("""
                destination.crm.enabled=false
                destination.crm.batch-size=50
                destination.crm.linger=1m
                destination.crm.concurrency=8
                destination.crm.retry-unmatched-for=7d
                destination.crm.rate-limit=10/s
                destination.crm.retry-delays=1s,2s
                destination.crm.give-up-after=1h
                """, Map.of());

        assertThat(keys.override("crm", FILE))
                .isEqualTo(new Options(
                        false,
                        50,
                        Duration.ofMinutes(1),
                        8,
                        Duration.ofDays(7),
                        new Rate(10, Duration.ofSeconds(1)),
                        new RetrySchedule(List.of(Duration.ofSeconds(1), Duration.ofSeconds(2)), Duration.ofHours(1))));
        assertThat(keys.override("other", FILE)).isEqualTo(FILE);
        assertThat(keys.names()).containsExactly("crm");
    }

    @Test
    void theEnvironmentIsStrongerStill() throws IOException {
        DestinationKeys keys = keys("destination.big-crm.batch-size=50", Map.of("DESTINATION_BIG_CRM_BATCH_SIZE", "7"));

        assertThat(keys.override("big-crm", FILE).batchSize()).isEqualTo(7);
    }

    @Test
    void noDestinationLingersLongerThanAllMay() throws IOException {
        assertThat(keys("destination.crm.linger=2h", Map.of())
                        .override("crm", FILE)
                        .linger())
                .isEqualTo(Duration.ofHours(1));
    }

    @Test
    void whatCannotBeUsedIsNamedWithItsLineAndConcernsOneDestination() throws IOException {
        DestinationKeys keys = keys("""
                destination.crm.batch-size=0
                destination.crm.rate-limit=fast
                """, Map.of());

        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> keys.override("crm", FILE))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageMatching(
                            "(?s)[^\n]*:1: destination.crm.batch-size must be a whole number from 1 to 100000\n"
                                    + "[^\n]*:2: destination.crm.rate-limit must be a rate such as 10/s, 600/m or 5000/h");
        }
        assertThat(keys.override("other", FILE)).isEqualTo(FILE);
    }

    @Test
    void aMisspeltKeyIsNamedWithTheNearest() {
        assertThatThrownBy(() -> keys("\ndestination.crm.batchsize=5\n", Map.of("DESTINATION_CRM_CONCURRENCY", "2")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(":2: destination.crm.batchsize is no key that Serai knows;"
                        + " the nearest is destination.crm.batch-size");
    }

    @Test
    void theEnvironmentNamesDestinationsToo() throws IOException {
        assertThat(keys("", Map.of("DESTINATION_BIG_CRM_BATCH_SIZE", "7")).names())
                .containsExactly("big-crm");
    }

    @Test
    void aWrongValueInTheEnvironmentIsFoundWhenTheDestinationIsMade() throws IOException {
        DestinationKeys keys = keys("", Map.of("DESTINATION_CRM_CONCURRENCY", "many"));

        assertThatThrownBy(() -> keys.override("crm", FILE))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "DESTINATION_CRM_CONCURRENCY in the environment: destination.crm.concurrency must be a whole number"
                                + " from 1 to 64");
    }

    private DestinationKeys keys(String file, Map<String, String> environment) throws IOException {
        Path properties = Files.writeString(directory.resolve("application.properties"), file);
        Config configuration = Config.load(properties, environment);
        DestinationKeys keys = new DestinationKeys(configuration);
        keys.declare(keys.names());
        new UnknownKeys(configuration, directory).complain();
        configuration.complain();
        return keys;
    }
}
