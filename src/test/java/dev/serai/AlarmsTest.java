package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.serai.contract.EventContract;
import dev.serai.simulator.mail.Mailbox;
import dev.serai.simulator.mail.Mailbox.Mail;
import dev.serai.testing.Gateway;
import dev.serai.testing.Gateway.Database;
import dev.serai.testing.Ports;
import dev.serai.testing.SmallRoutes;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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

/** Alarms of a running gateway, and the mails that people get of them. */
@ParameterizedClass
@EnumSource
@SuppressWarnings("NullAway.Init")
class AlarmsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path SHIPPED = Path.of("routes");

    private static final String DESTINATION = """
            - route:
                id: left
                description: Posts the names of events to one address.
                from:
                  id: due
                  uri: outbox:left
                  steps:
                    - transform:
                        id: mapping
                        expression:
                          groovy:
                            expression: |
                              body.map { event, payload -> [name: event.type] }
                    - marshal:
                        id: to-json
                        json: {}
                    - to:
                        id: post
                        uri: "{{SIDE_URL}}/left"
            """;

    @Parameter
    Database database;

    @TempDir
    Path directory;

    private final List<Gateway> gateways = new ArrayList<>();
    private String journal;
    private SmallRoutes routes;
    private Mailbox mailbox;
    private Receiver side;
    private volatile int status = 200;

    @BeforeEach
    void open() throws IOException {
        journal = database.newUrl();
        mailbox = new Mailbox(0, 0);
        side = new Receiver(request -> request.body().contains("bad") ? 400 : status);
        routes = new SmallRoutes(directory);
        routes.write("destinations/left.camel.yaml", DESTINATION);
        for (String file :
                List.of("serai.camel.yaml", "destinations/alerts-mail.camel.yaml", "destinations/alerts-mail.txt")) {
            routes.write(file, Files.readString(SHIPPED.resolve(file)));
        }
    }

    @AfterEach
    void close() {
        gateways.forEach(Gateway::close);
        mailbox.close();
        side.close();
    }

    private Gateway start(String... different) {
        Map<String, String> settings = new TreeMap<>(Map.of(
                "routes.directory", directory.toString(),
                "SIDE_URL", side.url(),
                "database.archive.create-tables", "false",
                "mail.host", "localhost",
                "mail.port", Integer.toString(mailbox.smtpPort()),
                "mail.security", "none",
                "mail.from", "Serai <serai@example.com>",
                "mail.alerts.to", "ops@example.com"));
        settings.putAll(Map.of(
                "alarms.look", "100ms",
                "alarms.group", "2s",
                "alarms.suspended-after", "0s",
                "alarms.disk-free", "0B",
                "alarms.disk-free-share", "0%",
                "alarms.verify-ledger", "off"));
        for (int i = 0; i < different.length; i += 2) {
            settings.put(different[i], different[i + 1]);
        }
        Gateway gateway = Gateway.start(journal, database.user(), settings);
        gateways.add(gateway);
        return gateway;
    }

    private void stop(Gateway gateway) {
        gateways.remove(gateway);
        gateway.close();
    }

    private static ConditionFactory eventually() {
        return Awaitility.await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(50));
    }

    private static void post(Gateway gateway, String... names) {
        List<String> events = List.of(names).stream()
                .map(name -> "{\"event_name\":\"" + name + "\"}")
                .toList();
        assertThat(gateway.post("cmp", events.toString()).statusCode()).isEqualTo(200);
    }

    /** Type and subject of each alarm, in the order of their receipt. */
    private static List<String> alarms(Gateway gateway) {
        return gateway
                .query("select type, subject from event where family = 'serai' order by received_at, type")
                .stream()
                .map(row -> row.get("type") + " " + row.get("subject"))
                .toList();
    }

    private static JsonNode payload(Gateway gateway, String type) throws JsonProcessingException {
        JsonNode payload = JSON.readTree(
                (String) first(gateway, "select payload from event where family = 'serai' and type = '" + type + "'"));
        assertThat(EventContract.wrong("serai", type, payload)).isEmpty();
        return payload;
    }

    private static @Nullable Object first(Gateway gateway, String sql) {
        return gateway.query(sql).get(0).values().iterator().next();
    }

    private void mailed(String... subjects) {
        eventually()
                .untilAsserted(() ->
                        assertThat(mailbox.mails()).extracting(Mail::subject).containsExactly(subjects));
    }

    private static void sentAgain(Gateway gateway) {
        gateway.execute("update destination set next_probe = current_timestamp where name = 'left'");
    }

    private Gateway suspended() {
        Gateway gateway = start();
        status = 503;
        post(gateway, "asset_added");
        mailed("Serai: destination.suspended left");
        return gateway;
    }

    @Test
    void aSuspendedDestinationIsMailedOnceAndThatItWorksAgainToo() throws Exception {
        Gateway gateway = suspended();
        Mail mail = mailbox.mails().get(0);
        assertThat(mail.to()).containsExactly("ops@example.com");
        assertThat(mail.text()).contains("left is suspended since", "503", "do: mend what the reason names");
        // twenty looks
        eventually().during(Duration.ofSeconds(2)).until(() -> mailbox.mails().size() == 1);
        stop(gateway);
        Gateway again = start();
        eventually().during(Duration.ofSeconds(2)).until(() -> alarms(again).size() == 1);

        status = 200;
        sentAgain(again);

        mailed("Serai: destination.suspended left", "Serai: destination.resumed left");
        assertThat(alarms(again)).containsExactly("destination.suspended left", "destination.resumed left");
        JsonNode alarm = payload(again, "destination.suspended");
        assertThat(alarm.path("type").asText()).isEqualTo("destination.suspended");
        assertThat(alarm.path("id").asText())
                .isEqualTo(String.valueOf(first(again, "select id from event where type = 'destination.suspended'")));
        assertThat(alarm.path("next").asText()).contains("serai probe left");
        assertThat(alarm.path("runbook").asText()).isEqualTo("docs/runbook.md#a-destination-is-suspended");
        assertThat(alarm.path("details").path("misconfigured").asBoolean()).isFalse();
        JsonNode ledger = again.settled();
        assertThat(ledger.path("balanced").asBoolean()).as(ledger.toString()).isTrue();
        assertThat(first(again, "select coalesce(sum(duplicate), 0) from event_count where family = 'serai'"))
                .hasToString("0");
    }

    @Test
    void aShortSuspensionIsNoAlarmAndIsNotSaidToBeOver() {
        assumeThat(database).isEqualTo(Database.H2);
        Gateway gateway = start("alarms.suspended-after", "1h");
        status = 503;
        post(gateway, "asset_added");
        eventually()
                .until(() -> first(gateway, "select suspended_reason from destination where name = 'left'") != null);
        status = 200;
        sentAgain(gateway);
        gateway.settled();

        eventually().during(Duration.ofMillis(500)).until(() -> alarms(gateway).isEmpty());
    }

    @Test
    void aPersonIsRemindedWhileItLasts() {
        assumeThat(database).isEqualTo(Database.H2);
        Gateway gateway = start("alarms.repeat", "1s");
        status = 503;
        post(gateway, "asset_added");

        eventually()
                .until(() -> mailbox.mails().stream()
                                .filter(mail -> mail.subject().contains("suspended"))
                                .count()
                        >= 3);
        assertThat(gateway.query("select 1 from event where family = 'serai'")).hasSizeLessThan(20);
    }

    @Test
    void deathsOfAWhileAreOneAlarmWithTheMostFrequentError() throws Exception {
        Gateway gateway = start();
        post(gateway, "bad_one", "asset_added", "bad_two", "asset_modified", "bad_three");

        eventually().untilAsserted(() -> assertThat(alarms(gateway)).contains("delivery.dead left"));
        List<String> dead = alarms(gateway).stream()
                .filter(each -> each.startsWith("delivery.dead"))
                .toList();
        JsonNode details = payload(gateway, "delivery.dead").path("details");

        assertThat(dead).hasSizeBetween(1, 2);
        assertThat(details.path("error").asText()).contains("400");
        if (dead.size() == 1) {
            assertThat(details.path("count").asInt()).isEqualTo(3);
        }
        eventually().until(() -> mailbox.mails().stream()
                .anyMatch(mail -> mail.subject().contains("delivery.dead left")
                        && mail.text().contains("400")));
    }

    @Test
    void noAlarmGoesToTheDestinationThatItIsAbout() {
        assumeThat(database).isEqualTo(Database.H2);
        Gateway gateway = start("alarms.disk-free", "1000000GB", "mail.port", Integer.toString(Ports.free()));

        eventually().untilAsserted(() -> assertThat(alarms(gateway)).contains("destination.suspended alerts-mail"));

        assertThat(gateway.query("select e.type from event e join delivery d on d.event_id = e.id"))
                .extracting(row -> row.get("type"))
                .containsOnly("disk.low");
        assertThat(gateway.settled().path("balanced").asBoolean()).isTrue();
    }

    @Test
    void aSenderIsSilentUntilItsNextEvent() {
        Gateway gateway = start("cmp.expect-within", "1s");
        mailed("Serai: family.silent cmp");
        assertThat(mailbox.mails().get(0).text()).contains("no event of cmp has come yet");

        post(gateway, "asset_added");

        mailed("Serai: family.silent cmp", "Serai: family.silent cmp");
        assertThat(mailbox.mails().get(1).text()).contains("no event of cmp has come since");
        stop(gateway);
        Gateway again = start("cmp.expect-within", "1s");
        eventually().during(Duration.ofSeconds(2)).until(() -> alarms(again).size() == 2);
    }

    @Test
    void aLedgerThatDoesNotBalanceAndAFileThatIsRefusedAreAlarms() throws Exception {
        Gateway gateway = start("alarms.verify-ledger", "300ms");
        post(gateway, "asset_added");
        gateway.settled();
        routes.write("destinations/left.camel.yaml", DESTINATION.replace("- transform:", "- trans:"));

        eventually()
                .untilAsserted(() -> assertThat(alarms(gateway)).containsExactly("reload.refused destinations/left"));
        assertThat(payload(gateway, "reload.refused").path("summary").asText()).contains("left.camel.yaml:", "runs on");

        gateway.execute("update event_count set received = received + 1 where family = 'cmp'");

        eventually().untilAsserted(() -> assertThat(alarms(gateway)).contains("ledger.unbalanced ledger"));
        gateway.execute("update event_count set received = received - 1 where family = 'cmp'");
        eventually().during(Duration.ofSeconds(1)).until(() -> alarms(gateway).size() == 2);
    }

    @Test
    void withoutRecipientsOrWithoutARouterAnAlarmIsKeptOnly() {
        assumeThat(database).isEqualTo(Database.H2);
        Gateway gateway = start("mail.alerts.to", "", "alarms.disk-free", "1000000GB");
        eventually().until(() -> alarms(gateway).stream().anyMatch(each -> each.startsWith("disk.low")));
        stop(gateway);
        routes.delete("serai.camel.yaml");
        Gateway without = start("cmp.expect-within", "1s");
        eventually().until(() -> alarms(without).stream().anyMatch(each -> each.endsWith(" cmp")));

        assertThat(without.query("select 1 from delivery")).isEmpty();
        assertThat(without.query("select 1 from event where unrouted is not null"))
                .isEmpty();
        assertThat(without.health().path("status").asText()).isEqualTo("UP");
        assertThat(without.ledger().path("balanced").asBoolean()).isTrue();
        assertThat(mailbox.mails()).isEmpty();
    }

    @Test
    void noRequestBringsAnAlarm() {
        assumeThat(database).isEqualTo(Database.H2);
        Gateway gateway = start();
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + gateway.port() + "/webhooks/serai"))
                .POST(HttpRequest.BodyPublishers.ofString("{\"type\":\"disk.low\",\"subject\":\"/\"}"));

        assertThat(gateway.send(request).statusCode()).isEqualTo(404);
        assertThat(alarms(gateway)).isEmpty();
        assertThat(gateway.health().toString()).doesNotContain("serai\":");
    }

    @Test
    void twoGatewaysRaiseItOnce() {
        assumeThat(database).isEqualTo(Database.POSTGRESQL);
        Gateway one = start("management.port", Integer.toString(Ports.free()));
        Gateway other = start("management.port", Integer.toString(Ports.free()));
        status = 503;
        post(other, "asset_added");

        mailed("Serai: destination.suspended left");
        eventually().during(Duration.ofSeconds(2)).until(() -> alarms(one).size() == 1);
        status = 200;
        sentAgain(one);
        mailed("Serai: destination.suspended left", "Serai: destination.resumed left");
        assertThat(alarms(other)).hasSize(2);
        assertThat(mailbox.mails()).hasSize(2);
    }
}
