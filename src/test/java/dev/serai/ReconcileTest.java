package dev.serai;

import static dev.serai.Reconciled.CLIENT;
import static dev.serai.Reconciled.count;
import static dev.serai.Reconciled.numbers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.testing.Gateway;
import dev.serai.testing.Gateway.Database;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Campaign loses webhooks, and the gateway finds and stores what they would have told. */
@ParameterizedClass
@EnumSource(Database.class)
@SuppressWarnings("NullAway.Init")
class ReconcileTest {
    @Parameter
    Database database;

    private Reconciled world;
    private Gateway gateway;

    @BeforeEach
    void start() {
        world = new Reconciled(database);
        gateway = world.gateway();
        world.recipients("ann@example.com", "bob@example.com", "cy@example.com", "dee@example.com");
    }

    @AfterEach
    void stop() {
        world.close();
    }

    private void then(Runnable seeds) {
        world.campaign.at(world.then, seeds);
    }

    private String send(String recipient) {
        String[] mailId = new String[1];
        then(() -> mailId[0] = world.campaign.send(CLIENT, world.mailing(), recipient));
        return mailId[0];
    }

    private void bounce(String mailId, String category, Duration later) {
        world.campaign.at(
                world.then.plus(later), () -> world.campaign.bounce(CLIENT, mailId, category, "mailbox full"));
    }

    private void unsubscribe(String recipient) {
        then(() -> world.campaign.unsubscribe(CLIENT, world.mailing(), recipient, "by link"));
    }

    private void lose(String type, int events) {
        world.campaign.loseNext(CLIENT, type, events);
    }

    @Test
    void findsWhatNeverArrivedAndStoresItOnce() {
        lose("unsubscribe", 1);
        lose("bounce", 1);
        lose("spamcomplaint", 1);
        String toBob = send("bob@example.com");
        String toCy = send("cy@example.com");
        unsubscribe("ann@example.com");
        unsubscribe("dee@example.com");
        bounce(toBob, "hardbounce", Duration.ZERO);
        bounce(toCy, "softbounce", Duration.ZERO);
        then(() -> world.campaign.complain(CLIENT, toCy, "AOL"));
        then(() -> world.campaign.block(CLIENT, "dee@example.com", "by hand"));
        then(() -> world.campaign.block(CLIENT, "*@bad.example", "by hand"));
        world.delivered();
        assertThat(count(gateway, "event")).isEqualTo(3);

        JsonNode dry = world.reconcile(gateway, false);

        assertThat(numbers(dry, "unsubscribe")).containsExactly(2L, 1L, 1L, 0L, 0L);
        assertThat(numbers(dry, "bounce")).containsExactly(2L, 1L, 1L, 0L, 0L);
        assertThat(numbers(dry, "spamcomplaint")).containsExactly(1L, 0L, 1L, 0L, 0L);
        assertThat(numbers(dry, "blocklist")).containsExactly(2L, 1L, 0L, 0L, 1L);
        assertThat(dry.path("deliveries").path("salesforce-optouts").asInt()).isEqualTo(2);
        assertThat(dry.path("deliveries").path("salesforce-bounces").asInt()).isEqualTo(1);
        assertThat(count(gateway, "event")).isEqualTo(3);
        assertThat(gateway.health().toString())
                .contains("DEGRADED")
                .contains("3 events that Campaign knows never arrived; serai reconcile --since ");
        assertThat(gateway.metrics()).contains("serai_reconcile_missing 3");

        JsonNode applied = world.reconcile(gateway, true);

        assertThat(numbers(applied, "unsubscribe")).containsExactly(2L, 1L, 1L, 1L, 0L);
        assertThat(count(gateway, "event")).isEqualTo(6);
        assertThat(gateway.health().toString()).doesNotContain("never arrived");
        assertThat(gateway.metrics())
                .contains("serai_reconcile_missing 0")
                .contains("serai_reconcile_stored_total 3")
                .contains("serai_reconcile_last_success_seconds 1");
        assertThat(payloads("bounce")).anySatisfy(payload -> assertThat(payload)
                .contains("\"origin\":\"reconcile\"")
                .contains("\"mailId\":\"" + toBob + "\"")
                .contains("\"category\":\"hardbounce\"")
                .contains("\"thresholdExceeded\":false")
                .contains("\"mediaTypesToAddresses\":{\"EMAIL\":\"bob@example.com\"}"));
        assertThat(payloads("spamcomplaint"))
                .singleElement()
                .asString()
                .contains("\"mailId\":\"" + toCy + "\"")
                .contains("\"recipientId\":\"cy@example.com\"");
        assertThat(gateway.query("select contact, occurred_at from event where type = 'unsubscribe' order by contact"))
                .extracting(row -> row.get("contact"))
                .containsExactly("ann@example.com", "dee@example.com");

        JsonNode second = world.reconcile(gateway, true);

        assertThat(numbers(second, "unsubscribe")).containsExactly(2L, 2L, 0L, 0L, 0L);
        assertThat(numbers(second, "bounce")).containsExactly(2L, 2L, 0L, 0L, 0L);
        assertThat(numbers(second, "spamcomplaint")).containsExactly(1L, 1L, 0L, 0L, 0L);
        assertThat(count(gateway, "event")).isEqualTo(6);
        assertThat(gateway.ledger().path("balanced").asBoolean()).isTrue();
    }

    /** What was pruned cannot be told from what never arrived, and would be delivered once more. */
    @Test
    void storesNothingOfAPeriodThatIsPruned() {
        String asked = "{\"since\":\"" + world.then.minusSeconds(60) + "\",\"apply\":";
        unsubscribe("ann@example.com");
        world.delivered();
        gateway.execute("update event_count set pruned = received where type = 'open'");
        assertThat(gateway.ask("/api/v1/reconcile", asked + "false}").statusCode())
                .isEqualTo(202);
        gateway.execute("update event_count set pruned = received where type = 'unsubscribe'");

        HttpResponse<String> refused = gateway.ask("/api/v1/reconcile", asked + "true}");

        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.body()).contains("are pruned, and would be stored and delivered again");
    }

    /** The hash of what Campaign's record would say takes the place of the payload. */
    @Test
    void storesNothingOfAPersonWhoIsErased() {
        unsubscribe("ann@example.com");
        bounce(send("ann@example.com"), "hardbounce", Duration.ZERO);
        world.delivered();
        long all = count(gateway, "event");
        gateway.execute("update delivery set state = 'delivered', waiting_for = null, settled_at = current_timestamp"
                + " where state <> 'delivered'");
        gateway.ask("/api/v1/erase", "{\"contacts\":[\"ann@example.com\"]}");
        Awaitility.await().untilAsserted(() -> assertThat(count(gateway, "event where erased_at is not null"))
                .isEqualTo(2));

        world.reconcile(gateway, true);

        assertThat(count(gateway, "event")).isEqualTo(all);
        assertThat(count(gateway, "event where contact is not null")).isZero();
    }

    private List<String> payloads(String type) {
        return gateway.query("select payload from event where type = '" + type + "'").stream()
                .map(row -> String.valueOf(row.get("payload")))
                .toList();
    }

    @Test
    void aWebhookThatArrivesLateIsADuplicateHoweverOftenItIsSent() {
        world.campaign.sending(false);
        unsubscribe("ann@example.com");
        bounce(send("bob@example.com"), "hardbounce", Duration.ZERO);
        String toCy = send("cy@example.com");
        then(() -> world.campaign.complain(CLIENT, toCy, "AOL"));
        then(() -> world.campaign.block(CLIENT, "dee@example.com", "by hand"));
        world.reconcile(gateway, true);
        assertThat(count(gateway, "event")).isEqualTo(4);

        world.campaign.sending(true);
        world.delivered();

        assertThat(count(gateway, "event")).isEqualTo(4);
        assertThat(count(gateway, "reconciled where claimed_by is not null")).isEqualTo(4);
        assertThat(gateway.query("select sum(duplicate) as n from event_count").get(0))
                .containsEntry(
                        "n",
                        gateway.query("select sum(received) - 4 as n from event_count")
                                .get(0)
                                .get("n"));
        assertThat(numbers(world.reconcile(gateway, true), "bounce")).containsExactly(1L, 1L, 0L, 0L, 0L);
        assertThat(gateway.ledger().path("balanced").asBoolean()).isTrue();
    }

    @Test
    void theSecondSoftBounceOfAMailIsStored() {
        String mailId = send("ann@example.com");
        lose("bounce", 1);
        bounce(mailId, "softbounce", Duration.ZERO);
        assertThat(numbers(world.reconcile(gateway, true), "bounce")).containsExactly(1L, 0L, 1L, 1L, 0L);
        world.campaign.sending(false);
        lose("bounce", 1);
        bounce(mailId, "softbounce", Duration.ofMinutes(20));
        bounce(mailId, "softbounce", Duration.ofMinutes(40));
        JsonNode second = world.reconcile(gateway, true);
        assertThat(numbers(second, "bounce")).containsExactly(3L, 1L, 2L, 2L, 0L);

        // the third one, late: a duplicate of the row that is nearest to it
        world.campaign.sending(true);
        world.delivered();
        assertThat(count(gateway, "event")).isEqualTo(3);
        assertThat(count(gateway, "reconciled where claimed_by is not null")).isEqualTo(1);

        bounce(mailId, "softbounce", Duration.ofMinutes(50));
        bounce(mailId, "softbounce", Duration.ofMinutes(60));
        bounce(mailId, "softbounce", Duration.ofMinutes(70));
        world.delivered();

        // two rows were free, and each makes one webhook a duplicate: the third is stored, and what is missing then is
        // found
        assertThat(count(gateway, "event")).isEqualTo(4);
        assertThat(numbers(world.reconcile(gateway, true), "bounce")).containsExactly(6L, 4L, 2L, 2L, 0L);
        assertThat(count(gateway, "event")).isEqualTo(6);
    }

    @Test
    void judgesNothingThatMayStillArrive() {
        world.campaign.sending(false);
        world.campaign.unsubscribe(CLIENT, world.mailing(), "ann@example.com", "just now");

        assertThat(numbers(world.reconcile(gateway, true), "unsubscribe")).containsExactly(0L, 0L, 0L, 0L, 0L);
    }

    @Test
    void lateWebhooksAndReconciliationsAtOnceStoreEachEventOnce() {
        int rounds = 15;
        for (int round = 0; round < rounds; round++) {
            String person = "p" + round + "@example.com";
            world.recipients(person, "q" + person);
            world.campaign.sending(false);
            unsubscribe(person);
            unsubscribe("q" + person);
            bounce(send(person), "hardbounce", Duration.ZERO);
            CompletableFuture<Void> late = CompletableFuture.runAsync(() -> world.campaign.sending(true));
            String job = world.begin(gateway, true);
            late.join();
            world.delivered();
            world.ended(gateway, job);
        }

        assertThat(gateway.query("select contact, type, count(*) as n from event group by contact, type"))
                .hasSize(3 * rounds)
                .allSatisfy(row -> assertThat(row)
                        .hasEntrySatisfying("n", n -> assertThat(n).hasToString("1")));
        assertThat(gateway.ledger().path("balanced").asBoolean()).isTrue();
    }

    @Test
    void twoGatewaysAtOnceStoreEachEventOnce() {
        assumeThat(database).isEqualTo(Database.POSTGRESQL);
        Gateway other = world.gateway();
        IntStream.range(0, 300).forEach(i -> {
            world.recipients("p" + i + "@example.com");
            lose("unsubscribe", 1);
            unsubscribe("p" + i + "@example.com");
        });

        String here = world.begin(gateway, true);
        String there = world.begin(other, true);
        JsonNode first =
                world.ended(gateway, here).path("report").path("clients").path(0);
        JsonNode second =
                world.ended(other, there).path("report").path("clients").path(0);

        assertThat(numbers(first, "unsubscribe").get(3)
                        + numbers(second, "unsubscribe").get(3))
                .isEqualTo(300);
        assertThat(count(gateway, "event")).isEqualTo(300);
        assertThat(count(gateway, "reconciled")).isEqualTo(300);
        assertThat(gateway.ledger().path("balanced").asBoolean()).isTrue();
    }

    @Test
    void tellsWhyItCouldNotCompareAndStoresNothingTwice() {
        lose("unsubscribe", 2);
        unsubscribe("ann@example.com");
        unsubscribe("bob@example.com");
        world.campaign.faults().on("GET unsubscribes").times(1).answer(429, "");
        world.campaign.faults().on("GET unsubscribes").times(1).answer(500, "{}");
        assertThat(numbers(world.reconcile(gateway, false), "unsubscribe")).containsExactly(2L, 0L, 2L, 0L, 0L);

        world.campaign.faults().on("GET unsubscribes").times(3).answer(500, "{}");
        assertThat(error()).contains("500").contains("try again later");
        world.campaign.faults().on("GET unsubscribes").times(3).html();
        assertThat(error()).contains("no JSON");
        world.campaign.faults().on("GET blacklistentries").times(3).hang();
        assertThat(error()).contains("was not answered");
        world.campaign.faults().on("GET smartcampaigns").times(1).answer(200, "{\"count\":0}");
        assertThat(error()).contains("no list");
        world.campaign.faults().on("GET responses").times(3).drop();
        assertThat(error()).contains("was not answered");
        world.campaign.faults().clear();
        world.campaign.password(Reconciled.USER, "another");
        assertThat(error()).contains("401").contains("campaign.api.*").doesNotContain(Reconciled.PASSWORD);
        assertThat(gateway.health().toString()).contains("reconcile: client " + CLIENT + " could not be compared");
        assertThat(count(gateway, "event")).isZero();

        world.campaign.password(Reconciled.USER, Reconciled.PASSWORD);
        assertThat(numbers(world.reconcile(gateway, true), "unsubscribe")).containsExactly(2L, 0L, 2L, 2L, 0L);
        assertThat(count(gateway, "event")).isEqualTo(2);
        assertThat(gateway.health().toString()).doesNotContain("could not be compared");
    }

    /** Why a run fails. */
    private String error() {
        JsonNode job = world.ended(gateway, world.begin(gateway, true));
        assertThat(job.path("state").asText()).isEqualTo("failed");
        return job.path("report").path("clients").path(0).path("error").asText();
    }

    @Test
    void oneRunsAtATimeAndCanBeCancelled() {
        lose("unsubscribe", 1);
        unsubscribe("ann@example.com");
        world.campaign.faults().on("GET blacklistentries").always().hang();
        String job = world.begin(gateway, true);
        Awaitility.await().until(() -> world.job(gateway, job)
                .path("progress")
                .path("doing")
                .asText()
                .contains("block list"));

        assertThat(world.post(gateway, "/reconcile", "{\"since\":\"2026-01-01T00:00:00Z\"}")
                        .statusCode())
                .isEqualTo(409);
        gateway.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + world.port(gateway) + "/api/v1/jobs/" + job))
                        .DELETE());

        assertThat(world.ended(gateway, job).path("state").asText()).isEqualTo("cancelled");
        assertThat(count(gateway, "event")).isZero();
        world.campaign.faults().clear();
        assertThat(numbers(world.reconcile(gateway, true), "unsubscribe")).containsExactly(1L, 0L, 1L, 1L, 0L);
    }

    @Test
    void runsByItself() {
        Gateway alone = database == Database.H2 ? restarted() : byItself();
        lose("unsubscribe", 1);
        unsubscribe("ann@example.com");

        Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(
                        alone.health().path("reasons").toString())
                .contains("reconcile: 1 event that Campaign knows never arrived"));
        Awaitility.await().untilAsserted(() -> assertThat(alone.query("select family, type from event"))
                .singleElement()
                .hasToString("{family=serai, type=reconcile.missing}"));
    }

    private Gateway restarted() {
        gateway.close();
        return byItself();
    }

    private Gateway byItself() {
        return world.gateway("reconcile.every", "1d", "alarms.look", "200ms", "alarms.disk-free-share", "0%");
    }

    @Test
    void listsStoredEvents() {
        unsubscribe("ann@example.com");
        bounce(send("bob@example.com"), "hardbounce", Duration.ZERO);
        world.delivered();

        JsonNode all = Reconciled.json(gateway.ask(
                        "/api/v1/events?family=campaign&since=" + Instant.now().minusSeconds(60))
                .body());
        JsonNode one = Reconciled.json(gateway.ask("/api/v1/events?family=campaign&type=bounce&limit=1&payload=true")
                .body());

        assertThat(all.path("events")).hasSize(2);
        assertThat(one.path("events")).singleElement().satisfies(event -> {
            assertThat(event.path("destinations"))
                    .extracting(each -> each.path("name").asText())
                    .containsExactly("salesforce-bounces");
            assertThat(event.path("test").asBoolean()).isFalse();
            assertThat(event.path("payload").asText()).contains("bob@example.com");
        });
        assertThat(gateway.ask("/api/v1/events?limit=0").statusCode()).isEqualTo(400);
    }

    @Test
    void namesTheWebhooksThatCampaignHasSuspended() {
        world.campaign.webhooks(CLIENT).stream()
                .filter(each -> each.type().equals("bounce"))
                .forEach(each -> world.campaign.suspend(CLIENT, each.id()));
        world.campaign.seedWebhook(
                CLIENT, "open", "suspended", "https://other.example.net/hook", "{\"type\":\"none\"}");

        JsonNode report = world.reconcile(gateway, false);

        assertThat(report.path("suspended").toString()).isEqualTo("[\"bounce\"]");
        assertThat(gateway.health().toString())
                .contains("Campaign has suspended the webhooks bounce", "serai webhooks apply activates them again")
                .doesNotContain("open,");
        assertThat(gateway.metrics()).contains("serai_reconcile_suspended 1");
    }

    @Test
    void aPersonMayHaveAnIdThatIsNoAddress() {
        world.campaign.recipient(CLIENT, world.list, "4711", "eve@example.com");
        world.campaign.recipient(CLIENT, world.list, "4712", "fay@example.com");
        unsubscribe("4711");
        lose("unsubscribe", 1);
        unsubscribe("4712");
        world.delivered();

        JsonNode report = world.reconcile(gateway, true);

        assertThat(numbers(report, "unsubscribe")).containsExactly(2L, 1L, 1L, 1L, 0L);
        assertThat(payloads("unsubscribe")).anySatisfy(payload -> assertThat(payload)
                .contains("\"recipientId\":\"4712\"")
                .contains("\"origin\":\"reconcile\"")
                .doesNotContain("mediaTypesToAddresses"));
    }
}
