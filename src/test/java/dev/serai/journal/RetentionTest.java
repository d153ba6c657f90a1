package dev.serai.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.config.Config;
import dev.serai.config.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the keys of retention mean, and which values they refuse. */
@SuppressWarnings("NullAway.Init")
class RetentionTest {
    private static final List<String> FAMILIES = List.of("campaign", "cmp", "graph");

    @TempDir
    Path directory;

    private Retention retention(String file, Map<String, String> environment) throws IOException {
        Path properties = directory.resolve("application.properties");
        Files.writeString(properties, file);
        Config config = Config.load(properties, environment);
        Retention retention = Retention.from(config, FAMILIES);
        config.complain();
        return retention;
    }

    @Test
    void keepsEverythingForGoodByDefault() throws IOException {
        Retention retention = retention("", Map.of());

        assertThat(retention.events().of("campaign", "open")).isEmpty();
        assertThat(retention.payloads().of("cmp", "asset_added")).isEmpty();
        assertThat(retention.quarantine()).isEmpty();
        assertThat(retention.audit()).isEmpty();
        assertThat(retention.at()).contains(LocalTime.of(3, 30));
    }

    @Test
    void aTypeIsStrongerThanItsFamilyAndAFamilyThanAll() throws IOException {
        Retention.Rules rules = retention(
                        """
                        journal.keep=90d
                        journal.keep.campaign=400d
                        journal.keep.campaign.open=7d
                        journal.keep.graph.doc.updated=5d
                        journal.keep.cmp=forever
                        """, Map.of("JOURNAL_KEEP_CMP_ASSET_ADDED", "30d", "JOURNAL_KEEP_CAMPAIGN", "500d"))
                .events();

        assertThat(rules.of("campaign", "open")).contains(Duration.ofDays(7));
        assertThat(rules.of("campaign", "bounce")).contains(Duration.ofDays(500));
        assertThat(rules.of("graph", "doc.updated")).contains(Duration.ofDays(5));
        assertThat(rules.of("graph", "doc.expired")).contains(Duration.ofDays(90));
        assertThat(rules.of("cmp", "asset_added")).contains(Duration.ofDays(30));
        assertThat(rules.of("cmp", "task_updated")).isEmpty();
        assertThat(rules.shortest("campaign")).contains(Duration.ofDays(7));
        assertThat(rules.shortest("cmp")).contains(Duration.ofDays(30));
        assertThat(rules.shortest("graph")).contains(Duration.ofDays(5));
    }

    @Test
    void anotherGeneralTimeLeavesTheOthersAsTheyAre() throws IOException {
        Retention retention = retention("journal.keep.campaign.unsubscribe=forever\n", Map.of())
                .keeping(Duration.ofDays(30));

        assertThat(retention.events().of("campaign", "open")).contains(Duration.ofDays(30));
        assertThat(retention.events().of("campaign", "unsubscribe")).isEmpty();
        assertThat(retention.payloads().of("campaign", "open")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "journal.keep",
                "journal.keep.campaign",
                "journal.keep.campaign.open",
                "journal.keep-payload",
                "journal.keep-payload.cmp.asset_added",
                "journal.keep-quarantine",
                "journal.keep-audit"
            })
    void refusesLessThanSendersRepeatFor(String key) {
        assertThatThrownBy(() -> retention(key + "=95h\n", Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(":1: " + key + " must be forever, or a duration of at least 4d such as 90d,"
                        + " because senders repeat an event for three days");
    }

    @Test
    void refusesATimeThatIsNone() {
        assertThatThrownBy(() -> retention("journal.prune-at=25:00\n", Map.of()))
                .hasMessageContaining("journal.prune-at must be never, or a time of the day in UTC such as 03:30");
    }
}
