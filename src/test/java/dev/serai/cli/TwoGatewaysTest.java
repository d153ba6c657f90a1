package dev.serai.cli;

import static dev.serai.cli.Operated.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.testing.Gateway;
import dev.serai.testing.Gateway.Database;
import dev.serai.testing.Ports;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two gateways on one PostgreSQL: the one that is asked works no destination. And two operators who do the same at once. */
@SuppressWarnings("NullAway.Init")
class TwoGatewaysTest {
    @TempDir
    Path directory;

    private final String otherPort = Integer.toString(Ports.free());
    private Operated working;
    private Gateway other;

    @BeforeEach
    void start() {
        working = new Operated(Database.POSTGRESQL, directory);
        eventually()
                .until(() -> working.gateway()
                                .query("select 1 from destination where owner is not null")
                                .size()
                        == 2);
        other = working.second(Map.of("management.port", otherPort));
    }

    @AfterEach
    void stop() {
        other.close();
        working.close();
    }

    /** Asks the gateway that works no destination. */
    private String other(String... arguments) {
        Ended ended = Operated.at(otherPort, arguments);
        assertThat(ended.status()).as(ended.out() + ended.err()).isZero();
        return ended.out();
    }

    /** The other gateway has paused it, and the process that works it has noted that no call is out. */
    private void pausedByOther() {
        other("pause", "left");
        // outbox.poll is 200 ms, and the lease 15 s
        eventually()
                .atMost(Duration.ofSeconds(5))
                .until(() -> Boolean.TRUE.equals(working.value("select drained from destination where name = 'left'")));
    }

    private long owners() {
        return (Long) Objects.requireNonNull(
                working.value("select count(distinct owner) from destination where owner is not null"));
    }

    @Test
    void pauseAndResumeAskedAtTheOtherReachTheOneThatWorks() {
        assertThat(owners()).isEqualTo(1);
        pausedByOther();
        working.post(2);
        // longer than outbox.poll, which is 200 ms
        eventually().during(Duration.ofSeconds(1)).until(() -> working.deliveries()
                .equals(List.of("left waiting", "left waiting")));

        other("resume", "left");

        working.sent(2);
        working.deliveries("left delivered", "left delivered");
        working.balanced();
        assertThat(working.done("audit")).contains("pause", "resume");
    }

    /** The working process has read the deliveries ahead before they are cancelled. */
    @Test
    void whatIsCancelledAtTheOtherDoesNotGo() {
        working.side.answers(503);
        working.post(3);
        eventually().until(() -> working.ledgerOf("left").get("suspended").asBoolean());
        other("cancel", "--destination", "left", "--yes");
        working.side.answers(200);
        working.gateway().execute("update destination set next_probe = current_timestamp where name = 'left'");

        working.post(1);

        working.deliveries("left dead cancelled", "left dead cancelled", "left dead cancelled", "left delivered");
        assertThat(working.side.ids()).hasSize(1);
        working.balanced();
    }

    @Test
    void aMoveAskedAtTheOtherWaitsForTheCallThatIsOut() {
        working.side.hold();
        working.post(1);
        working.side.awaitRequest();
        other("pause", "left");
        CompletableFuture<String> move =
                CompletableFuture.supplyAsync(() -> other("move", "--from", "left", "--to", "right", "--yes"));
        eventually().during(Duration.ofSeconds(1)).until(() -> working.deliveries()
                .equals(List.of("left waiting")));

        working.side.release();

        assertThat(move.join()).contains("0 deliveries were moved");
        working.deliveries("left delivered");
        assertThat(working.side.ids()).hasSize(1);
        working.balanced();
    }

    @Test
    void twoOperatorsAtOnceDoubleNothing() throws Exception {
        pausedByOther();
        working.post(60);
        working.kill("HTTP 400");
        for (int round = 0; round < 3; round++) {
            List<Ended> replays = atOnce(
                    () -> working.serai("replay", "--destination", "left", "--yes"),
                    () -> Operated.at(otherPort, "replay", "--destination", "left", "--yes"));
            assertThat(replays).allMatch(each -> each.status() == ExitStatus.OK);
            assertThat(changed("replay")).isEqualTo(60L * (round + 1));
            working.kill("HTTP 400");
        }

        // the cancel meets what the replay has queued so far; what is cancelled is not replayed
        List<Ended> both = atOnce(
                () -> working.serai("replay", "--destination", "left", "--yes"),
                () -> Operated.at(otherPort, "cancel", "--destination", "left", "--yes"));
        assertThat(both).allMatch(each -> each.status() == ExitStatus.OK);
        working.balanced();
        long cancelled = changed("cancel");
        assertThat(changed("replay")).isEqualTo(240L);
        assertThat(working.deliveries().stream().filter("left dead cancelled"::equals))
                .hasSize((int) cancelled);

        other("resume", "left");
        working.sent((int) (60 - cancelled));
        eventually().until(() -> working.deliveries().stream().noneMatch("left waiting"::equals));
        assertThat(working.side.ids()).hasSize((int) (60 - cancelled)).doesNotHaveDuplicates();
        working.balanced();
    }

    private long changed(String action) {
        return ((Number) Objects.requireNonNull(working.value(
                        "select cast(coalesce(sum(count), 0) as bigint) as changed from audit where action = '" + action
                                + "'")))
                .longValue();
    }

    @SafeVarargs
    private static List<Ended> atOnce(Supplier<Ended>... commands) {
        List<CompletableFuture<Ended>> running = new ArrayList<>();
        for (Supplier<Ended> each : commands) {
            running.add(CompletableFuture.supplyAsync(each));
        }
        return running.stream().map(CompletableFuture::join).toList();
    }
}
