package dev.serai.cli;

import static dev.serai.cli.Operated.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.testing.Gateway.Database;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Dead deliveries: the groups that are acknowledged, and what {@code serai event} and {@code serai events} say of them. */
@ParameterizedClass
@EnumSource
@SuppressWarnings("NullAway.Init")
class DeadCommandsTest {
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

    private void die(int deliveries) {
        serai.side.answers(400);
        long before = dead();
        serai.post(deliveries);
        eventually().until(() -> dead() == before + deliveries);
    }

    private long dead() {
        return (Long) Objects.requireNonNull(
                serai.value("select count(*) from delivery where state = 'dead' and closed is null"));
    }

    @Test
    void anAcknowledgedGroupIsQuietUntilItGrows() {
        die(3);
        assertThat(serai.gateway().health().get("reasons").toString()).contains("3 deliveries were given up lately");
        assertThat(serai.serai("dead").status()).isEqualTo(ExitStatus.FINDING);

        assertThat(serai.done(
                        "dead", "acknowledge", "--destination", "left", "--error", "http 400", "--reason", "ticket 7"))
                .startsWith("Acknowledged 3 dead deliveries to left: ");

        assertThat(serai.done("dead"))
                .startsWith("No delivery is dead that nobody knows about.")
                .contains("1 group is acknowledged; --all shows it.");
        assertThat(serai.done("dead", "--all")).contains("Acknowledged:", "by local: ticket 7");
        assertThat(serai.gateway().health().get("reasons").toString()).doesNotContain("given up");
        assertThat(serai.serai("status").out()).doesNotContain("given up");
        assertThat(serai.done("audit")).contains("acknowledge", "ticket 7");

        die(2);
        Ended open = serai.serai("dead");
        assertThat(open.status()).isEqualTo(ExitStatus.FINDING);
        assertThat(open.out()).contains("grew from 3 to 5 since it was acknowledged", "ticket 7");
        assertThat(serai.gateway().health().get("reasons").toString()).contains("5 deliveries were given up lately");

        serai.done("dead", "acknowledge", "--destination", "left", "--error", "http 400", "--reason", "ticket 8");
        assertThat(serai.done("dead", "--all")).contains("ticket 8").doesNotContain("ticket 7");
    }

    /** Otherwise as many new deaths as were acknowledged would stay unseen. */
    @Test
    void aGroupThatIsGoneIsForgottenAndASmallerOneCountsFromThere() {
        die(3);
        serai.done("dead", "acknowledge", "--destination", "left", "--error", "http 400", "--reason", "ticket 7");
        String one = String.valueOf(serai.value("select event_id from delivery order by event_id limit 1"));
        serai.done("dead", "discard", "--id", one, "--reason", "old", "--yes");
        assertThat(serai.value("select count from dead_acknowledged")).isEqualTo(2L);
        die(1);
        assertThat(serai.serai("dead").out()).contains("grew from 2 to 3");

        serai.side.answers(200);
        serai.done("replay", "--destination", "left", "--yes");
        serai.sent(3);

        assertThat(serai.value("select count(*) from dead_acknowledged")).isEqualTo(0L);
        die(1);
        assertThat(serai.serai("dead").status()).isEqualTo(ExitStatus.FINDING);
        serai.balanced();
    }

    @Test
    void onlyAGroupThatIsThereIsAcknowledged() {
        serai.done("pause", "left");
        serai.post(1);
        serai.kill("HTTP 422 one");
        serai.post(1);
        serai.kill("HTTP 422 two");
        assertThat(serai.serai("dead", "acknowledge", "--destination", "left", "--error", "503", "--reason", "x")
                        .err())
                .contains("no group of left has an error with \"503\"");
        assertThat(serai.serai("dead", "acknowledge", "--destination", "left", "--error", "422", "--reason", "x")
                        .err())
                .contains("2 groups of left have an error with \"422\"");
        assertThat(serai.serai("dead", "acknowledge", "--destination", "left", "--error", "422")
                        .status())
                .isEqualTo(ExitStatus.USAGE);

        serai.done("dead", "acknowledge", "--destination", "left", "--error", "HTTP 422 two", "--reason", "x");

        Ended dead = serai.serai("dead");
        assertThat(dead.status()).isEqualTo(ExitStatus.FINDING);
        assertThat(dead.out()).contains("HTTP 422 one").doesNotContain("HTTP 422 two");
    }

    @Test
    void anEventTellsWhatBecameOfItBeforeAndWhoHasClosedIt() {
        serai.done("pause", "left");
        serai.post(3);
        String id = String.valueOf(serai.value("select event_id from delivery order by event_id limit 1"));
        String other = String.valueOf(serai.value("select event_id from delivery order by event_id desc limit 1"));
        serai.kill("HTTP 422");
        serai.done("replay", "--id", id, "--name", "mended", "--reason", "the field is there", "--yes");

        assertThat(serai.done("event", id))
                .contains("Delivery to left: waiting", "Before, to left: dead after 1 attempts", "error     HTTP 422")
                .containsPattern("  replayed  \\S+ by local \\(mended\\): the field is there");

        serai.done("cancel", "--id", id, "--reason", "too old", "--yes");
        assertThat(serai.done("event", id))
                .contains("Delivery to left: cancelled")
                .containsPattern("  cancelled  \\S+ by local: too old");
        serai.done("dead", "discard", "--id", other, "--reason", "no use", "--yes");

        assertThat(serai.done("events", "--state", "dead")).doesNotContain(id).doesNotContain(other);
        assertThat(serai.done("events", "--state", "dead").lines()).hasSize(3);
        assertThat(serai.done("events", "--state", "cancelled"))
                .contains(id, "left cancelled")
                .doesNotContain(other);
        assertThat(serai.done("events", "--state", "discarded", "--type", "asset_added"))
                .contains(other, "left discarded")
                .doesNotContain(id);
        assertThat(serai.serai("events", "--state", "closed").err()).contains("cancelled, discarded");

        serai.done("replay", "--state", "cancelled", "--id", id, "--yes");
        serai.done("move", "--from", "left", "--to", "right", "--id", id, "--yes");
        serai.deliveries("left dead", "left dead discarded", "right delivered");
        assertThat(serai.done("event", id))
                .contains("Delivery to right: delivered", "Before, to left: cancelled", "Before, to left: waiting")
                .containsPattern("  moved to right  \\S+ by local");
    }
}
