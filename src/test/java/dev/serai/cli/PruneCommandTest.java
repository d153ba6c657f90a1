package dev.serai.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.testing.Gateway.Database;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code serai prune} on a running gateway. */
@ParameterizedClass
@EnumSource
@SuppressWarnings("NullAway.Init")
class PruneCommandTest {
    @TempDir
    Path directory;

    @Parameter
    Database database;

    private Operated serai;

    @BeforeEach
    void start() {
        serai = new Operated(database, directory);
    }

    @AfterEach
    void stop() {
        serai.close();
    }

    /** Everything that is there came 40 days earlier. */
    private void age() {
        serai.gateway().execute("update event set received_at = received_at - interval '40' day");
        serai.gateway().execute("update event_count set \"day\" = \"day\" - 40");
    }

    @Test
    void deletesWhatIsOldAfterItHasShownIt() {
        serai.post(3);
        serai.sent(3);
        serai.deliveries("left delivered", "left delivered", "left delivered");
        serai.done("pause", "left");
        serai.post(1);
        age();
        serai.post(1);
        serai.balanced();

        String dry = serai.done("prune", "--older-than", "30d", "--dry-run");
        assertThat(dry)
                .contains("would go", "asset_added", "3 events would go.")
                .contains("1 events stay, because a delivery waits.");
        assertThat(serai.value("select count(*) from event")).isEqualTo(5L);
        assertThat(serai.done("prune", "--dry-run")).isEqualTo("Nothing would go.\n");

        String done = serai.done("prune", "--older-than", "30d", "--yes");

        assertThat(done).contains("3 events are deleted.");
        assertThat(serai.value("select count(*) from event")).isEqualTo(2L);
        serai.balanced();
        assertThat(serai.ledgerOf("left").path("delivered").asLong()).isEqualTo(3);
        assertThat(serai.done("audit")).contains("prune", "local", "\"olderThan\":\"30d\"");
        assertThat(serai.done("prune", "--older-than", "30d", "--yes")).contains("Nothing was deleted.");
        serai.done("resume", "left");
        serai.sent(5);
        serai.balanced();
    }

    @Test
    void refusesLessThanSendersRepeatFor() {
        Ended ended = serai.serai("prune", "--older-than", "3d", "--yes");

        assertThat(ended.status()).isEqualTo(ExitStatus.FINDING);
        assertThat(ended.err())
                .contains(
                        "olderThan must be forever, or a duration of at least 4d such as 90d, because senders repeat");
        assertThat(serai.serai("prune", "--older-than", "forever", "--yes").err())
                .contains("olderThan must be a duration such as 90d");
        assertThat(serai.serai("prune", "--json").status()).isEqualTo(ExitStatus.USAGE);
        assertThat(serai.done("prune", "--dry-run", "--json")).startsWith("{\"dryRun\":true,\"events\":0,");
    }

    @Test
    void tellsOfAPayloadThatIsKeptNoMore() {
        serai.post(1);
        serai.sent(1);
        serai.deliveries("left delivered");
        serai.gateway().execute("update event set payload = ''");
        String id = String.valueOf(serai.value("select id from event"));

        assertThat(serai.done("event", id)).contains("kept no more (journal.keep-payload)");
        assertThat(serai.serai("event", id, "--raw").err()).contains("the payload of this event is kept no more");
        String since = Instant.now().minusSeconds(3_600).toString();
        assertThat(serai.done("replay", "--destination", "left", "--state", "delivered", "--since", since, "--yes"))
                .doesNotContain("1 deliveries");
    }
}
