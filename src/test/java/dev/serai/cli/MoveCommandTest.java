package dev.serai.cli;

import static dev.serai.cli.Operated.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.testing.Gateway.Database;
import dev.serai.testing.SmallRoutes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code serai move}, against a running gateway. */
@ParameterizedClass
@EnumSource
@SuppressWarnings("NullAway.Init")
class MoveCommandTest {
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

    @Test
    void whatWaitsForAReplacedDestinationGoesToTheOther() {
        serai.done("pause", "left");
        serai.post(3);
        assertThat(serai.done("move", "--from", "left", "--to", "right", "--dry-run"))
                .containsPattern("left +3");
        assertThat(serai.serai("move", "--from", "left", "--to", "right").err())
                .contains("no terminal answers the question");
        assertThat(serai.deliveries()).containsOnly("left waiting");

        String out = serai.done("move", "--from", "left", "--to", "right", "--reason", "left is sold", "--yes");

        assertThat(out).endsWith("3 deliveries were moved to right.%n".formatted());
        serai.sent(3);
        serai.deliveries("right delivered", "right delivered", "right delivered");
        assertThat(serai.side.paths()).containsOnly("/right");
        assertThat(serai.done("audit"))
                .contains("move", "\"destination\":\"left\"", "\"to\":\"right\"", "left is sold");
        assertThat(serai.value("select count from audit where action = 'move'")).isEqualTo(3L);
        assertThat(serai.gateway().query("select state from earlier_delivery where destination = 'left'"))
                .hasSize(3);
        serai.done("resume", "left");
        serai.post(1);
        serai.sent(4);
        serai.balanced();
    }

    @Test
    void aDestinationThatIsSentToMustBePausedFirst() {
        Ended refused = serai.serai("move", "--from", "left", "--to", "right", "--yes");
        assertThat(refused.out()).startsWith("There are no such deliveries.");

        serai.side.hold();
        serai.post(1);
        serai.side.awaitRequest();
        refused = serai.serai("move", "--from", "left", "--to", "right", "--yes");

        assertThat(refused.status()).isEqualTo(ExitStatus.FINDING);
        assertThat(refused.err()).contains("left is sent to", "run \"serai pause left\" first");
        serai.side.release();
        serai.deliveries("left delivered");
    }

    /** The call that is out when the destination is paused comes to its end, and its event goes nowhere else. */
    @Test
    void whatIsInFlightDoesNotGoOutTwice() {
        serai.side.hold();
        serai.post(1);
        serai.side.awaitRequest();
        serai.done("pause", "left");
        serai.post(2);
        CompletableFuture<Ended> move =
                CompletableFuture.supplyAsync(() -> serai.serai("move", "--from", "left", "--to", "right", "--yes"));
        // long enough for a move that does not wait
        eventually().during(Duration.ofSeconds(1)).until(() -> serai.deliveries()
                .equals(List.of("left waiting", "left waiting", "left waiting")));

        serai.side.release();

        assertThat(move.join().out()).endsWith("2 deliveries were moved to right.%n".formatted());
        serai.deliveries("left delivered", "right delivered", "right delivered");
        assertThat(serai.side.ids()).hasSize(3).doesNotHaveDuplicates();
        serai.balanced();
    }

    @Test
    void aRenamedDestinationIsNamedWithTheCommandAndItsDeliveriesAreTaken() {
        serai.done("pause", "left");
        serai.post(2);
        serai.routes.delete("destinations/left.camel.yaml");
        serai.routes.write("destinations/west.camel.yaml", SmallRoutes.destination("west", "west"));
        serai.routes.write("cmp.camel.yaml", SmallRoutes.router("west"));
        serai.restart();
        serai.done("resume", "left");

        assertThat(serai.gateway().health().get("reasons").toString())
                .contains("outbox:left has no destination", "serai move --from left --to NAME");
        assertThat(serai.serai("status").out())
                .contains("\"serai move --from left --to NAME\" makes them deliveries of NAME")
                .doesNotContain("a-route-file-is-not-loaded");

        serai.done("move", "--from", "left", "--to", "west", "--yes");

        serai.sent(2);
        serai.deliveries("west delivered", "west delivered");
        assertThat(serai.side.paths()).containsOnly("/west");
        assertThat(serai.gateway().health().toString()).doesNotContain("left");
        assertThat(serai.serai("status").out()).doesNotContain("serai move");
        serai.balanced();
    }

    @Test
    void anEventThatTheOtherHasAlreadyStays() {
        serai.done("pause", "left");
        serai.done("pause", "right");
        serai.post(3);
        serai.gateway().execute("""
                insert into delivery (event_id, destination, state, next_attempt_at)
                select event_id, 'right', 'waiting', next_attempt_at from delivery order by event_id limit 1
                """);

        String out = serai.done("move", "--from", "left", "--to", "right", "--yes");

        assertThat(out)
                .contains("1 more stay at left, because right has their events already.")
                .endsWith("2 deliveries were moved to right.%n".formatted());
        serai.deliveries("left waiting", "right waiting", "right waiting", "right waiting");
        assertThat(serai.done("move", "--from", "left", "--to", "right", "--yes", "--json"))
                .contains("\"count\":0", "\"left\":1");
        serai.balanced();
    }

    @Test
    void deadDeliveriesStayDeadAndThoseThatWaitForAPersonGo() {
        serai.done("pause", "left");
        serai.post(2);
        serai.kill("HTTP 400");
        serai.post(1);
        serai.gateway()
                .execute("update delivery set waiting_for = 'person', attempts = 2, next_attempt_at ="
                        + " timestamp with time zone '2099-01-01 00:00:00+00' where state = 'waiting'");

        assertThat(serai.done("move", "--from", "left", "--to", "right", "--yes"))
                .endsWith("1 deliveries were moved to right.%n".formatted());
        serai.deliveries("left dead", "left dead", "right delivered");
        assertThat(serai.done("move", "--from", "left", "--to", "right", "--state", "dead", "--error", "400", "--yes"))
                .contains("They stay dead: \"serai replay --destination right\" sends them.");

        serai.deliveries("right dead", "right dead", "right delivered");
        assertThat(serai.serai("dead").out()).containsPattern("2  right .*HTTP 400");
        serai.balanced();
        serai.done("replay", "--destination", "right", "--yes");
        serai.sent(3);
        serai.balanced();
    }

    @Test
    void whatCannotBeMeantIsRefused() {
        assertThat(serai.serai("move", "--from", "left", "--to", "left", "--yes")
                        .err())
                .contains("deliveries move from one destination to another: name two");
        assertThat(serai.serai("move", "--from", "left", "--to", "up", "--yes").err())
                .contains("there is no destination up, but left, right");
        assertThat(serai.serai(
                                "move",
                                "--from",
                                "left",
                                "--to",
                                "right",
                                "--state",
                                "delivered",
                                "--since",
                                "1h",
                                "--yes")
                        .err())
                .contains("deliveries that are delivered are no work for move");
        assertThat(serai.serai("move", "--from", "left").status()).isEqualTo(ExitStatus.USAGE);
    }
}
