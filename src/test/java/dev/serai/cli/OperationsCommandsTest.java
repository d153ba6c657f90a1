package dev.serai.cli;

import static dev.serai.testing.Gateway.sample;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.testing.Gateway;
import dev.serai.testing.Gateway.Database;
import dev.serai.testing.Ports;
import dev.serai.testing.SmallRoutes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The commands that pause destinations and that replay, cancel and discard deliveries, against a running gateway. */
@ParameterizedClass
@EnumSource
@SuppressWarnings("NullAway.Init")
class OperationsCommandsTest {
    private static final String LATER = "2099-01-01T00:00:00Z";
    private static final String KEY = """
                    - setHeader:
                        id: key
                        name: Idempotency-Key
                        expression:
                          simple:
                            expression: ${body.id}
            """;

    @TempDir
    Path directory;

    @Parameter
    Database database;

    private final Map<String, String> environment = new HashMap<>();
    private final Map<String, String> settings = new HashMap<>();
    private final FarSide side = new FarSide();
    private SmallRoutes routes;
    private String url;
    private Gateway gateway;
    private int posted;

    @BeforeEach
    void start() {
        routes = new SmallRoutes(directory);
        routes.write(
                "destinations/left.camel.yaml",
                SmallRoutes.destination("left", "left").replace("        - transform:", KEY + "        - transform:"));
        settings.putAll(Map.of(
                "routes.directory",
                directory.toString(),
                "SIDE_URL",
                side.url(),
                "database.archive.create-tables",
                "false",
                "routes.reload",
                "off",
                "management.port",
                Integer.toString(Ports.free())));
        environment.put("MANAGEMENT_PORT", settings.get("management.port"));
        url = database.newUrl();
        gateway = Gateway.start(url, database.user(), settings);
    }

    @AfterEach
    void stop() {
        side.close();
        gateway.close();
    }

    private Ended serai(String... arguments) {
        return Ended.of(environment, arguments);
    }

    private Ended done(String... arguments) {
        Ended ended = serai(arguments);
        assertThat(ended.status()).as(ended.out() + ended.err()).isZero();
        return ended;
    }

    private void post(int events) {
        for (int i = 0; i < events; i++) {
            String body = sample("cmp/asset_added").replaceFirst("019a[0-9a-f]+", "asset" + posted++);
            assertThat(gateway.post("cmp", body).statusCode()).isEqualTo(200);
        }
    }

    private static ConditionFactory eventually() {
        return Awaitility.await().atMost(Duration.ofSeconds(30));
    }

    private void sent(int events) {
        eventually().untilAsserted(() -> assertThat(side.ids()).hasSize(events));
    }

    private void states(String... states) {
        eventually().untilAsserted(() -> assertThat(states()).containsExactlyInAnyOrder(states));
    }

    private List<String> states() {
        return gateway
                .query("select state || coalesce(' ' || closed, '') as state from delivery where destination = 'left'")
                .stream()
                .map(row -> String.valueOf(row.get("state")))
                .toList();
    }

    private void kill(String error) {
        gateway.execute(
                "update delivery set state = 'dead', settled_at = current_timestamp, attempts = 1, last_error = '"
                        + error + "' where state = 'waiting'");
    }

    private JsonNode left() {
        for (JsonNode each : gateway.ledger().get("destinations")) {
            if (each.get("destination").asText().equals("left")) {
                return each;
            }
        }
        throw new AssertionError("no destination left");
    }

    private void balanced() {
        assertThat(gateway.ledger().get("balanced").asBoolean()).isTrue();
    }

    private @Nullable Object value(String sql) {
        return gateway.query(sql).get(0).values().iterator().next();
    }

    @Test
    void pauseKeepsEventsUntilResume() {
        String before = gateway.health().get("status").asText();
        Ended paused = done("pause", "left", "--reason", "they move house", "--until", LATER);
        assertThat(paused.out()).startsWith("left is paused since ").contains(" until 2099", " by local: they move");
        post(2);

        assertThat(gateway.health().toString()).contains("paused since ", "until 2099", "they move house");
        assertThat(gateway.health().get("status").asText()).as("no fault").isEqualTo(before);
        eventually().untilAsserted(() -> assertThat(gateway.metrics())
                .contains("serai_destination_paused{destination=\"left\"} 1"));
        assertThat(states()).containsExactly("waiting", "waiting");
        assertThat(side.ids()).isEmpty();
        balanced();

        assertThat(done("resume", "left").out()).isEqualTo("left is sent to.%n".formatted());
        sent(2);
        assertThat(done("audit").out().lines().skip(2))
                .satisfiesExactly(
                        resumed -> assertThat(resumed).contains("local", "resume", "{\"destination\":\"left\"}"),
                        first -> assertThat(first).contains("local", "pause", "they move house"));
    }

    @Test
    void aPauseSurvivesARestartAndEndsByItself() {
        done("pause", "left");
        post(1);
        gateway.close();
        gateway = Gateway.start(url, database.user(), settings);
        post(1);
        assertThat(states()).containsExactly("waiting", "waiting");

        assertThat(done("pause", "left", "--until", "1500ms", "--json").out()).contains("\"state\":\"paused\"");
        assertThat(side.ids()).isEmpty();
        sent(2);
        eventually().untilAsserted(() -> assertThat(left().get("paused").asBoolean())
                .isFalse());
    }

    @Test
    void probeTriesASuspendedDestinationNow() {
        side.answers(503);
        post(1);
        // the first call may fail; after the second it is suspended for 5 s
        eventually().untilAsserted(() -> assertThat(gateway.query(
                        "select 1 from destination where next_probe > current_timestamp + interval '3' second"))
                .hasSize(1));
        gateway.execute("update destination set next_probe = timestamp '2099-01-01 00:00:00' where name = 'left'");
        side.answers(200);

        done("probe", "left");

        sent(1);
        eventually().untilAsserted(() -> assertThat(left().get("suspended").asBoolean())
                .isFalse());
        Ended again = serai("probe", "left");
        assertThat(again.status()).isEqualTo(ExitStatus.FINDING);
        assertThat(again.err()).contains("left is not suspended: it sends what is due");
    }

    @Test
    void deadShowsGroupsAndReplaySendsThemAgain() {
        assertThat(done("dead").out()).startsWith("No delivery is dead.");
        side.answers(400);
        post(2);
        states("dead", "dead");
        String error = String.valueOf(value("select last_error from delivery limit 1"));

        Ended dead = serai("dead");
        assertThat(dead.status()).isEqualTo(ExitStatus.FINDING);
        assertThat(dead.out().lines().skip(2))
                .singleElement()
                .asString()
                .startsWith("      2  left ")
                .contains("HTTP 400");
        side.answers(200);
        assertThat(done("replay", "--destination", "left", "--dry-run").out()).containsPattern("left +2");
        assertThat(states()).containsExactly("dead", "dead");
        assertThat(serai("replay", "--destination", "left").err()).contains("no terminal answers the question");
        assertThat(done("replay", "--destination", "left", "--error", "something else", "--yes")
                        .out())
                .startsWith("There are no such deliveries.");

        Ended replayed = done("replay", "--destination", "left", "--error", "http 400", "--name", "mended", "--yes");

        assertThat(replayed.out()).endsWith("2 deliveries were replayed.%n".formatted());
        assertThat(replayed.err()).startsWith("mended runs as job ");
        sent(2);
        states("delivered", "delivered");
        balanced();
        assertThat(gateway.query("select state, last_error from earlier_delivery"))
                .allSatisfy(
                        row -> assertThat(row).containsEntry("state", "dead").containsEntry("last_error", error));
        assertThat(done("audit").out()).contains("replay", "mended", "\"error\":\"http 400\"");
        assertThat(done("dead").out()).startsWith("No delivery is dead.");
    }

    @Test
    void discardClosesDeadDeliveriesAndCanBeTakenBack() {
        done("pause", "left");
        post(3);
        kill("HTTP 422 for 12345678");
        assertThat(serai("dead").out()).contains("HTTP 422 for #");
        assertThat(serai("dead", "discard", "--destination", "left", "--yes").status())
                .isEqualTo(ExitStatus.USAGE);

        Ended ended = done("dead", "discard", "--destination", "left", "--reason", "too old", "--yes");

        assertThat(ended.out()).endsWith("3 deliveries were discarded.%n".formatted());
        assertThat(done("dead").out()).startsWith("No delivery is dead.");
        assertThat(left().get("dead").asInt()).isZero();
        assertThat(left().get("closed").asInt()).isEqualTo(3);
        assertThat(value("select last_error from delivery limit 1")).isEqualTo("HTTP 422 for 12345678");
        assertThat(value("select reason from audit where id = (select closed_by from delivery limit 1)"))
                .isEqualTo("too old");
        balanced();
        assertThat(done("replay", "--destination", "left", "--yes").out()).startsWith("There are no such");

        done("resume", "left");
        done("replay", "--destination", "left", "--state", "discarded", "--yes");

        sent(3);
        states("delivered", "delivered", "delivered");
        balanced();
    }

    @Test
    void cancelledDeliveriesNeverGo() {
        done("pause", "left");
        post(3);
        String kept = String.valueOf(value("select event_id from delivery order by event_id limit 1"));
        String gone = String.valueOf(value("select event_id from delivery order by event_id desc limit 1"));

        Ended one = done("cancel", "--id", gone, "--yes", "--json");

        assertThat(one.out()).contains("\"count\":1", "{\"left\":1}");
        assertThat(states()).containsExactlyInAnyOrder("waiting", "waiting", "dead cancelled");
        assertThat(value("select last_error from delivery where closed is not null"))
                .isEqualTo("cancelled by local");
        balanced();
        done("resume", "left");
        sent(2);
        assertThat(side.ids()).contains(kept).doesNotContain(gone);
        states("delivered", "delivered", "dead cancelled");
        assertThat(done("dead").out()).startsWith("No delivery is dead.");
        balanced();
    }

    /** While the first call is out, the next delivery is in the memory of the process. */
    @Test
    void whatIsReadAheadIsCancelledToo() {
        gateway.close();
        settings.put("destination.left.batch-size", "1");
        settings.put("destination.left.concurrency", "1");
        gateway = Gateway.start(url, database.user(), settings);
        side.hold();
        post(4);
        side.awaitRequest();
        // long enough for the next look, which reads ahead
        eventually().during(Duration.ofSeconds(1)).until(() -> states().equals(
                        List.of("waiting", "waiting", "waiting", "waiting")));

        assertThat(done("cancel", "--destination", "left", "--yes").out())
                .endsWith("4 deliveries were cancelled.%n".formatted());
        side.release();
        states("delivered", "dead cancelled", "dead cancelled", "dead cancelled");
        post(1);

        states("delivered", "delivered", "dead cancelled", "dead cancelled", "dead cancelled");
        assertThat(side.ids()).hasSize(2);
        balanced();
    }

    @Test
    void aCallThatIsOutDecidesACancelledDeliveryOnlyIfItDelivers() {
        side.hold();
        post(1);
        side.awaitRequest();
        done("cancel", "--destination", "left", "--yes");
        assertThat(states()).containsExactly("dead cancelled");
        balanced();
        side.release();
        states("delivered");
        balanced();

        side.answers(400);
        side.hold();
        post(1);
        side.awaitRequest();
        done("cancel", "--destination", "left", "--yes");
        side.release();
        eventually().untilAsserted(() -> assertThat(gateway.metrics())
                .contains("serai_deliveries_total{destination=\"left\",outcome=\"dead\"} 1"));
        assertThat(states()).containsExactlyInAnyOrder("delivered", "dead cancelled");
        balanced();
    }

    @Test
    void aReplayOfWhatIsInFlightSendsNothingTwice() {
        side.hold();
        post(1);
        side.awaitRequest();

        assertThat(done("replay", "--destination", "left", "--yes").out()).startsWith("There are no such");
        assertThat(done("replay", "--destination", "left", "--state", "delivered", "--since", "1h", "--yes")
                        .out())
                .startsWith("There are no such");
        Ended waiting = serai("replay", "--destination", "left", "--state", "waiting", "--yes");
        assertThat(waiting.status()).isEqualTo(ExitStatus.FINDING);
        assertThat(waiting.err()).contains("deliveries that are waiting are no work for replay");

        side.release();
        sent(1);
        states("delivered");
    }

    @Test
    void aReplayOfDeliveredOnesHasANewKeyAndKeepsTheFirstRecord() {
        post(1);
        states("delivered");
        assertThat(serai("replay", "--destination", "left", "--state", "delivered", "--yes")
                        .err())
                .contains("need ids or since");

        done("replay", "--destination", "left", "--state", "delivered", "--since", "1h", "--yes");
        sent(2);
        states("delivered");
        balanced();
        done("replay", "--destination", "left", "--state", "delivered", "--since", "1h", "--same-key", "--yes");
        sent(3);
        states("delivered");
        balanced();

        assertThat(new HashSet<>(side.ids())).as("event.id stays").hasSize(1);
        assertThat(side.keys().get(1)).isNotEqualTo(side.keys().get(0));
        assertThat(side.keys().get(2)).isEqualTo(side.keys().get(1));
        assertThat(gateway.query("select state from earlier_delivery"))
                .hasSize(2)
                .allSatisfy(row -> assertThat(row).containsEntry("state", "delivered"));
    }

    @Test
    void twoOperatorsAtOnceChangeEachDeliveryOnce() {
        done("pause", "left");
        post(60);
        String[] cancel = {"cancel", "--destination", "left", "--yes", "--json"};

        CompletableFuture<Ended> other = CompletableFuture.supplyAsync(() -> serai(cancel));
        Ended one = serai(cancel);

        assertThat(List.of(count(one), count(other.join())).stream()
                        .mapToInt(each -> each)
                        .sum())
                .isEqualTo(60);
        assertThat(String.valueOf(value("select sum(count) from audit where action = 'cancel'")))
                .isEqualTo("60");
        assertThat(left().get("closed").asInt()).isEqualTo(60);
        balanced();
    }

    private static int count(Ended ended) {
        return Integer.parseInt(ended.out().replaceAll("(?s).*\"count\":(\\d+).*", "$1"));
    }

    @Test
    void aReplayOf2000WhileEventsComeInSendsEachOnce() {
        done("pause", "left");
        post(2_000);
        kill("HTTP 400");
        done("resume", "left");

        CompletableFuture<Ended> replay =
                CompletableFuture.supplyAsync(() -> serai("replay", "--destination", "left", "--yes"));
        post(200);

        assertThat(replay.join().out()).endsWith("2000 deliveries were replayed.%n".formatted());
        sent(2_200);
        assertThat(new HashSet<>(side.ids())).hasSize(2_200);
        eventually()
                .untilAsserted(() -> assertThat(left().get("delivered").asInt()).isEqualTo(2_200));
        balanced();
    }

    @Test
    void aReplayKeepsToItsRateAndCanBeStopped() {
        done("pause", "left");
        post(30);
        kill("HTTP 400");
        CompletableFuture<Ended> replay = CompletableFuture.supplyAsync(
                () -> serai("replay", "--destination", "left", "--rate", "10/s", "--yes"));
        List<String> jobs = new ArrayList<>();
        eventually().untilAsserted(() -> {
            jobs.clear();
            gateway.query("select count from audit where action = 'replay' and count >= 3")
                    .forEach(row -> jobs.add("one"));
            assertThat(jobs).hasSize(1);
        });
        String job = gateway.ask("/api/v1/jobs").body().replaceAll("(?s).*\"job\":\"([0-9a-f-]+)\".*", "$1");
        Ended second = serai("replay", "--destination", "left", "--yes");
        assertThat(second.err()).contains("a replay runs already: job " + job);

        done("replay", "--stop", job);

        assertThat(replay.join().status()).isEqualTo(ExitStatus.FINDING);
        assertThat(replay.join().out()).endsWith("it was ended before all were done.%n".formatted());
        assertThat(states()).contains("dead", "waiting");
        assertThat(String.valueOf(value("select count from audit where action = 'replay'")))
                .isEqualTo(Long.toString(
                        states().stream().filter("waiting"::equals).count()));
        balanced();
    }

    @Test
    void refusesWhatCannotBeMeant() {
        eventually().untilAsserted(() -> assertThat(
                        gateway.ask("/api/v1/destinations").body())
                .contains("\"name\":\"left\"", "\"state\":\"working\""));
        assertThat(serai("pause", "nowhere").err()).contains("there is no destination nowhere, but left");
        assertThat(serai("pause", "left", "--until", "2020-01-01").err()).contains("until is in the past");
        assertThat(serai("pause", "left", "--until", "soon").status()).isEqualTo(ExitStatus.USAGE);
        assertThat(serai("cancel", "--yes").status()).isEqualTo(ExitStatus.USAGE);
        assertThat(serai("cancel", "--id", "7", "--yes").err()).contains("the id of an event is a UUID");
        assertThat(serai("replay", "--destination", "left", "--rate", "fast", "--yes")
                        .err())
                .contains("rate must be a rate such as 10/s");
        assertThat(serai("replay", "--destination", "left", "--version-ran", "v1", "--yes")
                        .err())
                .contains("8 to 64 hexadecimal digits");
        assertThat(serai("replay", "--destination", "left", "--state", "rainy", "--yes")
                        .err())
                .contains("state must be dead");
        assertThat(serai("dead", "--destination", "nowhere").err()).contains("there is no destination nowhere");
        assertThat(gateway.ask("/api/v1/audit?limit=501").statusCode()).isEqualTo(400);
        environment.put("MANAGEMENT_PORT", Integer.toString(Ports.free()));
        assertThat(serai("pause", "left").status()).isEqualTo(ExitStatus.UNREACHED);
    }
}
