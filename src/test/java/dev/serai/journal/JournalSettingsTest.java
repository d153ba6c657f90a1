package dev.serai.journal;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.config.Config;
import dev.serai.config.ConfigException;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which values the journal cannot work with. */
class JournalSettingsTest {
    @ParameterizedTest
    @ValueSource(strings = {"0s", "100ms"})
    void aCommitNeedsTime(String timeout) {
        Config config = Config.shipped().with(Map.of("journal.commit-timeout", timeout));
        JournalSettings.from(config);

        assertThatThrownBy(config::complain)
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("journal.commit-timeout must be a duration of 250ms or more, such as 5s");
    }
}
