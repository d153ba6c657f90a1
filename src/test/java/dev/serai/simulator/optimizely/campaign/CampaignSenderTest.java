package dev.serai.simulator.optimizely.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.simulator.http.StrictJson;
import dev.serai.simulator.optimizely.HttpCaller;
import dev.serai.simulator.optimizely.SamplePayloads;
import dev.serai.simulator.optimizely.WebhookTarget;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is registered and active is delivered as the documents say. */
class CampaignSenderTest {
    private static final long CLIENT = 100_000_000_001L;
    private static final long LIST = 500_000_000_001L;
    private static final String TARGET = "https://hooks.example.com/campaign/1";
    private static final String NONE = "{\"type\":\"none\"}";
    private final CampaignSimulator simulator = CampaignSimulator.start(0).addClient(CLIENT, "api@example.com", "pw");
    private final WebhookTarget target = new WebhookTarget();
    private long mailing;

    @BeforeEach
    void reach() {
        simulator.reach("https://hooks.example.com", target.uri());
        simulator.pace(100);
        mailing = simulator.mailing(CLIENT, "Welcome");
    }

    @AfterEach
    void stop() {
        simulator.close();
        target.close();
    }

    private long active(String type) {
        return simulator.seedWebhook(CLIENT, type, "activated", TARGET, NONE);
    }

    private String mail(String recipientId) {
        simulator.recipient(CLIENT, LIST, recipientId, recipientId + "@example.com");
        return simulator.send(CLIENT, mailing, recipientId);
    }

    private void settled() {
        await().atMost(Duration.ofSeconds(10)).until(() -> simulator.pending() == 0);
    }

    @Test
    void sendsListsOfAtMost100Events() {
        active("sent");
        simulator.sending(false);
        IntStream.range(0, 250).forEach(each -> mail("r" + each));

        simulator.sending(true);
        settled();

        assertThat(target.arrivals()).extracting(each -> each.events().size()).containsExactly(100, 100, 50);
        assertThat(target.arrivals().get(0).body()).startsWith("[");
        assertThat(target.arrivals().get(0).header("Content-Type")).isEqualTo("application/json");
        assertThat(simulator.delivered("sent")).isEqualTo(250);
        assertThat(simulator.statuses()).isEqualTo(Map.of(200, 3L));
    }

    @Test
    void repeatsUntil200AndCutsBatchesAnew() {
        simulator.pace(20);
        active("sent");
        simulator.sending(false);
        IntStream.range(0, 200).forEach(each -> mail("r" + each));
        target.answer(arrival -> target.arrivals().size() <= 4 ? 202 : 200);

        simulator.sending(true);
        settled();

        List<Set<String>> batches =
                target.arrivals().stream().map(each -> Set.copyOf(ids(each))).toList();
        assertThat(simulator.delivered("sent")).isEqualTo(200);
        assertThat(simulator.repeated("sent")).isGreaterThanOrEqualTo(200);
        assertThat(simulator.statuses()).containsEntry(202, 4L);
        assertThat(batches.subList(2, batches.size()).contains(batches.get(0))).isFalse();
        Map<String, Integer> last = new HashMap<>();
        for (JsonNode event : target.events()) {
            int attempt = event.path("attempt").asInt();
            Integer before = last.put(event.path("id").asText(), attempt);
            assertThat(attempt).isEqualTo(before == null ? 1 : before + 1);
        }
    }

    private static List<String> ids(WebhookTarget.Arrival arrival) {
        return arrival.events().stream().map(each -> each.path("id").asText()).toList();
    }

    @Test
    void waitsTenScaledSecondsBetweenAttempts() {
        active("sent");
        List<Long> times = new ArrayList<>();
        target.answer(arrival -> {
            times.add(System.nanoTime());
            return times.size() < 3 ? 500 : 200;
        });

        mail("r1");
        settled();

        assertThat(Duration.ofNanos(times.get(1) - times.get(0)).toMillis()).isBetween(95L, 5_000L);
        assertThat(target.events())
                .extracting(each -> each.path("attempt").asInt())
                .containsExactly(1, 2, 3);
        assertThat(simulator.repeated("sent")).isEqualTo(2);
    }

    @Test
    void mixesEventsOfDifferentAttempts() {
        active("sent");
        target.answer(arrival -> 503);
        mail("r1");
        await().until(() -> simulator.statuses().containsKey(503));
        simulator.sending(false);
        mail("r2");
        await().pollDelay(Duration.ofMillis(150)).until(() -> true);
        int before = target.arrivals().size();
        target.answer(arrival -> 200);

        simulator.sending(true);
        settled();

        WebhookTarget.Arrival mixed = target.arrivals().get(before);
        assertThat(mixed.events())
                .extracting(each -> each.path("attempt").asInt())
                .contains(1)
                .hasSize(2);
        assertThat(mixed.events()).anyMatch(each -> each.path("attempt").asInt() > 1);
    }

    @Test
    void givesUpThreeDaysAfterTheCreationOfAnEvent() {
        active("sent");
        simulator.keepFor(Duration.ofSeconds(35));
        target.answer(arrival -> 500);

        mail("r1");
        settled();

        assertThat(simulator.dropped("sent")).isEqualTo(1);
        assertThat(simulator.delivered("sent")).isZero();
        assertThat(target.arrivals()).hasSizeBetween(2, 4);
        simulator.keepFor(Duration.ofDays(3));
        simulator.pace(1);
        simulator.at(Instant.now().minus(Duration.ofDays(4)), () -> mail("r2"));
        settled();
        assertThat(simulator.dropped("sent")).isEqualTo(2);
    }

    @Test
    void suspendsAfterSoManyFailuresAndGoesOnWhenActivated() {
        long id = active("sent");
        simulator.suspendAfter(3);
        target.answer(arrival -> 500);
        mail("r1");
        await().until(() -> simulator.webhooks(CLIENT).get(0).status().equals("suspended"));
        int before = target.arrivals().size();
        target.answer(arrival -> 200);
        mail("r2");

        HttpCaller caller = new HttpCaller(simulator.url()).basic("api@example.com", "pw");
        assertThat(caller.post("/" + CLIENT + "/webhooks/" + id + "/deactivate").status())
                .isEqualTo(400);
        assertThat(caller.post("/" + CLIENT + "/webhooks/" + id + "/activate").status())
                .isEqualTo(200);
        settled();

        assertThat(before).isEqualTo(3);
        assertThat(target.events().subList(3, target.events().size()))
                .extracting(each -> each.path("recipientId").asText())
                .containsExactly("r1");
    }

    @Test
    void sendsOnlyWhatIsActivatedAndOfTheType() {
        simulator.seedWebhook(CLIENT, "sent", "created", TARGET + "/created", NONE);
        simulator.seedWebhook(CLIENT, "sent", "deactivated", TARGET + "/deactivated", NONE);
        simulator.seedWebhook(CLIENT, "open", "activated", TARGET + "/open", NONE);
        long suspended = simulator.seedWebhook(CLIENT, "sent", "activated", TARGET + "/suspended", NONE);
        simulator.suspend(CLIENT, suspended);
        active("sent");

        mail("r1");
        settled();

        assertThat(target.arrivals()).extracting(WebhookTarget.Arrival::path).containsExactly("/campaign/1");
    }

    @Test
    void provesItselfAsRegistered() {
        simulator.seedWebhook(
                CLIENT,
                "sent",
                "activated",
                TARGET + "/a",
                "{\"type\":\"basicAuth\",\"userName\":\"u\",\"password\":\"p\"}");
        simulator.seedWebhook(
                CLIENT,
                "sent",
                "activated",
                TARGET + "/b",
                "{\"type\":\"keyAuth\",\"key\":\"Authorization\",\"passphrase\":\"Bearer x\"}");
        simulator.seedWebhook(CLIENT, "sent", "activated", TARGET + "/c", NONE);

        mail("r1");
        settled();

        assertThat(target.arrivals())
                .extracting(each -> each.path().substring("/campaign/1".length()) + " " + each.header("Authorization"))
                .containsExactlyInAnyOrder("/a Basic dTpw", "/b Bearer x", "/c ");
    }

    @Test
    void cannotReachOtherHosts() {
        simulator.seedWebhook(CLIENT, "sent", "activated", "https://elsewhere.example.com/x", NONE);
        mail("r1");

        await().until(() -> simulator.statuses().containsKey(0));
        assertThat(target.arrivals()).isEmpty();
        assertThat(simulator.pending()).isEqualTo(1);
    }

    @Test
    void losesEventsOnDemand() {
        active("sent");
        active("unsubscribe");
        simulator.loseNext(CLIENT, "sent", 2);
        simulator.loseIf(CLIENT, (type, recipient) -> type.equals("unsubscribe") && recipient.equals("r2"));

        List.of("r1", "r2", "r3").forEach(this::mail);
        List.of("r1", "r2", "r3").forEach(each -> simulator.unsubscribe(CLIENT, mailing, each, "no thanks"));
        settled();

        assertThat(simulator.delivered("sent")).isEqualTo(1);
        assertThat(simulator.lost("sent")).isEqualTo(2);
        assertThat(simulator.delivered("unsubscribe")).isEqualTo(2);
        HttpCaller caller = new HttpCaller(simulator.url()).basic("api@example.com", "pw");
        assertThat(caller.get("/" + CLIENT + "/unsubscribes/count")
                        .json()
                        .path("count")
                        .asInt())
                .isEqualTo(3);
    }

    @Test
    void forgetsTheEventsOfADeletedWebhook() {
        long id = active("sent");
        target.answer(arrival -> 500);
        mail("r1");
        await().until(() -> simulator.statuses().containsKey(500));

        HttpCaller caller = new HttpCaller(simulator.url()).basic("api@example.com", "pw");
        caller.post("/" + CLIENT + "/webhooks/" + id + "/deactivate");
        caller.delete("/" + CLIENT + "/webhooks/" + id);

        settled();
        assertThat(simulator.delivered("sent")).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "open",
                "click",
                "sent",
                "bounce",
                "unsubscribe",
                "spamcomplaint",
                "singleoptin",
                "confirmedoptin",
                "doubleoptin",
                "blocklist",
                "archive",
                "filteredbyblocklist"
            })
    void hasTheKeysOfTheSamples(String type) {
        active(type);

        everythingHappens();
        settled();

        JsonNode read = StrictJson.read(SamplePayloads.read("campaign/" + type));
        JsonNode sample = read.isArray() ? read.path(0) : read;
        JsonNode event = target.events().get(0);
        assertThat(event.path("type").asText()).isEqualTo(type);
        assertThat(event.fieldNames()).toIterable().containsExactlyInAnyOrderElementsOf(sample::fieldNames);
        for (Map.Entry<String, JsonNode> each : sample.properties()) {
            assertThat(event.path(each.getKey()).getNodeType())
                    .isEqualTo(each.getValue().getNodeType());
        }
        assertThat(event.path("attempt").asInt()).isEqualTo(1);
    }

    private void everythingHappens() {
        simulator.archive(CLIENT, mailing);
        String mail = mail("r1");
        simulator.open(CLIENT, mail);
        simulator.click(CLIENT, mail, "https://www.example.com/a");
        simulator.bounce(CLIENT, mail, "softbounce", "mailbox full");
        simulator.unsubscribe(CLIENT, mailing, "r1", "no thanks");
        simulator.optIn(CLIENT, LIST, "r1", OptIn.SINGLE);
        simulator.optIn(CLIENT, LIST, "r1", OptIn.CONFIRMED);
        simulator.optIn(CLIENT, LIST, "r1", OptIn.DOUBLE);
        simulator.complain(CLIENT, mail, "AOL");
        simulator.block(CLIENT, "r1@example.com", "asked");
        mail("r1");
    }
}
