package dev.serai.receive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.event.Json;
import dev.serai.event.RoutedEvent;
import dev.serai.optimizely.GraphFamily;
import dev.serai.receive.Held.Event;
import dev.serai.testing.Gateway;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is the same event again, and what only looks like it. */
@ParameterizedClass(name = "{0}")
@MethodSource("dev.serai.testing.Gateway#onEachDatabase()")
class RepeatsTest {
    private static final String NEW = "{\"received\":1,\"new\":1,\"duplicate\":0,\"quarantined\":0}";
    private static final String DUPLICATE = "{\"received\":1,\"new\":0,\"duplicate\":1,\"quarantined\":0}";

    private final Gateway gateway;
    private final Held held;

    RepeatsTest(Gateway gateway) {
        this.gateway = gateway;
        this.held = new Held(gateway);
    }

    @AfterEach
    void theLedgerBalances() {
        assertThat(held.balanced()).isTrue();
    }

    @Test
    void knowsACampaignEventInALaterAttempt() {
        Stream.of(
                        Sample.bounce(),
                        Sample.click(),
                        Sample.of("campaign/blocklist", "/id").without("id").without("created"))
                .map(event -> event.with("recipientId", UUID.randomUUID().toString()))
                .forEach(event -> {
                    assertThat(post("campaign", event)).isEqualTo(NEW);
                    assertThat(post("campaign", event.with("attempt", 17))).isEqualTo(DUPLICATE);
                });
    }

    @Test
    void keepsFiftyCopiesThatArriveAtOnceOnce() {
        Sample event = Sample.bounce();

        ExecutorService copies = Executors.newFixedThreadPool(50);
        List<String> answers = IntStream.range(0, 50)
                .mapToObj(copy ->
                        CompletableFuture.supplyAsync(() -> post("campaign", event.with("attempt", copy)), copies))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .toList();
        copies.shutdown();

        assertThat(answers).filteredOn(NEW::equals).hasSize(1);
        assertThat(answers).filteredOn(DUPLICATE::equals).hasSize(49);
        assertThat(held.events(event.mark())).hasSize(1);
    }

    @Test
    void keepsCopiesInOneListOnce() {
        String event = Sample.bounce().json();

        assertThat(gateway.post("campaign", "[" + event + "," + event + "," + event + "]")
                        .body())
                .isEqualTo("{\"received\":3,\"new\":1,\"duplicate\":2,\"quarantined\":0}");
    }

    @ParameterizedTest
    @CsvSource({"type, sent", "clientId, 7", "id, other"})
    void tellsCampaignEventsApartByWhatNamesThem(String key, String other) {
        Sample event = Sample.bounce();
        post("campaign", event);

        assertThat(post("campaign", event.with(key, other + event.mark()))).isEqualTo(NEW);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mailId", "created", "linkId", "recipientId", "clientId"})
    void tellsClicksApartWithoutAnId(String key) {
        Sample event = Sample.click();
        post("campaign", event);

        assertThat(post("campaign", event.with(key, 1_700_000_000_000L))).isEqualTo(NEW);
    }

    /** All that a click says tells it from another one. */
    @ParameterizedTest
    @ValueSource(strings = {"link", "device", "remoteAddress", "browser", "operatingSystem", "something"})
    void tellsClicksOfOneSecondApart(String key) {
        Sample event = Sample.click();
        post("campaign", event);

        assertThat(post("campaign", event.with(key, "other"))).isEqualTo(NEW);
        assertThat(post("campaign", event.with(key, "other").with("attempt", 2)))
                .isEqualTo(DUPLICATE);
    }

    @Test
    void knowsAnEventWithoutAnIdInAnotherNotation() {
        String mark = UUID.randomUUID().toString();
        String event =
                "{\"type\":\"click\",\"mailId\":\"" + mark + "\",\"created\":1617108575391,\"linkId\":120000000000,"
                        + "\"mediaTypesToAddresses\":{\"EMAIL\":\"a@x.de\",\"SMS\":\"+4917\"},\"attempt\":1}";
        String again = "{\"attempt\":\"2\", \"mediaTypesToAddresses\":{\"SMS\":\"+4917\",\"EMAIL\":\"\\u0061@x.de\"},"
                + "\"linkId\":1.2E11,\"created\":1.617108575391e12,\"mailId\":\"" + mark + "\",\"type\":\"click\"}";

        assertThat(gateway.post("campaign", event).body()).isEqualTo(NEW);
        assertThat(gateway.post("campaign", again).body()).isEqualTo(DUPLICATE);
        assertThat(gateway.post("campaign", again.replace("\"SMS\"", "\"sms\"")).body())
                .isEqualTo(NEW);
    }

    @Test
    void knowsAnIdByItsDigits() {
        long id = 120_000_000_000L + System.nanoTime() % 1_000_000_000 * 10;
        Sample event = Sample.bounce();

        assertThat(post("campaign", event.withRaw("id", Long.toString(id)))).isEqualTo(NEW);
        assertThat(post("campaign", event.withRaw("id", "\"" + id + "\""))).isEqualTo(DUPLICATE);
        assertThat(post("campaign", event.withRaw("id", id + ".0"))).isEqualTo(DUPLICATE);
        assertThat(post("campaign", event.withRaw("id", id / 10 + "E1"))).isEqualTo(DUPLICATE);
        assertThat(post("campaign", event.withRaw("id", "\"0" + id + "\""))).isEqualTo(NEW);
    }

    @Test
    void knowsAGraphEventByItsId() {
        Sample event = Sample.docExpired();
        post("graph", event);

        assertThat(post("graph", event)).isEqualTo(DUPLICATE);
        assertThat(post("graph", event.with("timestamp", "2025-06-04T06:00:00Z")))
                .as("sent again")
                .isEqualTo(DUPLICATE);
        assertThat(post("graph", event.with("id", UUID.randomUUID()))).isEqualTo(NEW);
    }

    /** Its timestamp is the time of sending, which a repeat does not share. */
    @Test
    void knowsABulkByItsJournalAndItsItems() {
        Sample event = Sample.of("graph/bulk_completed_deleted", "/data/journalId");
        Object journal = event.mark();
        Map<String, String> items = Map.of("a", "deleted", "b", "indexed");
        Sample chunk = event.with("data", Map.of("journalId", journal, "items", items));

        assertThat(post("graph", chunk)).isEqualTo(NEW);
        assertThat(post("graph", chunk.with("timestamp", "2025-06-04T04:08:22Z").with("added", "later")))
                .isEqualTo(DUPLICATE);
        assertThat(post(
                        "graph",
                        chunk.withRaw(
                                "data",
                                "{\"items\":{\"b\":\"indexed\",\"a\":\"deleted\"},\"journalId\":\"" + journal + "\"}")))
                .as("in another order")
                .isEqualTo(DUPLICATE);
        assertThat(post("graph", event)).as("a second chunk").isEqualTo(NEW);
        assertThat(post("graph", chunk.with("tenantId", "other"))).isEqualTo(NEW);
        assertThat(post("graph", chunk.with("type", Map.of("subject", "bulk", "action", "started"))))
                .isEqualTo(NEW);
    }

    @Test
    void knowsAnEventOfADocumentThatIsSentAgainSoon() {
        Sample event = Sample.docUpdated();
        post("graph", event);

        assertThat(post("graph", event.with("timestamp", "2025-06-04T04:10:07+00:00")))
                .isEqualTo(DUPLICATE);
        assertThat(post("graph", event.with("added", "later"))).isEqualTo(DUPLICATE);
        assertThat(post("graph", event.with("tenantId", "other"))).isEqualTo(NEW);
        assertThat(post("graph", event.with("type", Map.of("subject", "doc", "action", "expired"))))
                .isEqualTo(NEW);
    }

    /** The document may have changed again: it says the same every time. */
    @Test
    void forgetsAnEventOfADocumentAfterAMinute() throws Exception {
        GraphFamily graph = new GraphFamily(SenderAuthentication.open());
        Instant first = Instant.parse("2026-03-01T12:00:00Z");
        Map<String, Object> payload = Json.object(Gateway.sample("graph/doc_updated"));

        Family.Received one = graph.event(payload, "{}", new Family.Transmission(first, null));
        Family.Received two = graph.event(payload, "{}", new Family.Transmission(first.plusSeconds(61), null));

        assertThat(one.dedupeKey()).isEqualTo(two.dedupeKey());
        assertThat(one.dedupeKey()).extracting(RoutedEvent.DedupeKey::window).isEqualTo(Duration.ofMinutes(1));
        assertThat(one.event().id()).isNotEqualTo(two.event().id());
    }

    /** It sends neither id nor time, so two real changes can look the same. */
    @Test
    void takesEveryCmpEventAsNew() {
        Sample event = Sample.assetAdded();

        assertThat(post("cmp", event)).isEqualTo(NEW);
        assertThat(post("cmp", event)).isEqualTo(NEW);
        assertThat(held.events(event.mark())).hasSize(2).extracting(Event::id).doesNotHaveDuplicates();
    }

    @Test
    void knowsATransmissionOfTheBrokerAgain() {
        Sample event = Sample.assetAdded();
        String message = "c5i8k2-" + UUID.randomUUID();

        assertThat(postFromBroker(event, message)).isEqualTo(NEW);
        assertThat(postFromBroker(event, message)).isEqualTo(DUPLICATE);
        assertThat(postFromBroker(event, "another-" + message)).isEqualTo(NEW);
    }

    @Test
    void comparesTheWholeNameOfATransmission() {
        Sample event = Sample.assetAdded();
        String common = "x".repeat(1000);

        assertThat(postFromBroker(event, common + "1")).isEqualTo(NEW);
        assertThat(postFromBroker(event, common + "2")).isEqualTo(NEW);
    }

    @Test
    void doesNotTakeABlankForTheNameOfATransmission() {
        Sample event = Sample.assetAdded();

        assertThat(postFromBroker(event, "")).isEqualTo(NEW);
        assertThat(postFromBroker(event, "")).isEqualTo(NEW);
    }

    private String postFromBroker(Sample event, String message) {
        return gateway.send(gateway.request("cmp")
                        .header("X-Broker-Message-ID", message)
                        .POST(BodyPublishers.ofString(event.json())))
                .body();
    }

    /** The form of the AsyncAPI document: its {@code timestamp} tells two events apart. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            task_asset_added      | "task_id":"MARK","asset":{"id":"a1","type":"image"}        | a1   |
            task_step_completed   | "task_id":"MARK","step":{"id":"s1","status":"completed"}   | MARK |
            task_step_started     | "task_id":"MARK","step":{"id":"s1","status":"started"}     | MARK |
            task_step_skipped     | "task_id":"MARK","step":{"id":"s1","status":"skipped"}     | MARK |
            task_assignee_changed | "task_id":"MARK","assignee":{"id":"u1","name":"Ada"}       | MARK |
            task_due_date_changed | "task_id":"MARK","due_date":"2026-12-24"                   | MARK |
            asset_added           | "asset":{"id":"MARK","title":"Logo","type":"image"}        | MARK | asset-archive
            content_published     | "content":{"id":"MARK","title":"News"}                     | MARK | editors-mail
            something_new         | "whatever":"MARK"                                          |      |
            """)
    void knowsAFlatCmpEventByItsTimestamp(String name, String fields, String subject, String destination) {
        String mark = UUID.randomUUID().toString();
        String event = "{\"event_name\":\"" + name + "\"," + fields.replace("MARK", mark)
                + ",\"timestamp\":\"2026-01-31T23:59:59.5+01:00\"}";

        assertThat(gateway.post("cmp", event).body()).isEqualTo(NEW);
        Event kept = held.event(mark);
        assertThat(kept.type()).isEqualTo(name);
        assertThat(kept.occurredAt()).isEqualTo(Instant.parse("2026-01-31T22:59:59.5Z"));
        assertThat(kept.subject()).isEqualTo(subject == null ? null : subject.replace("MARK", mark));
        assertThat(kept.destinations()).isEqualTo(destination == null ? List.of() : List.of(destination));

        assertThat(gateway.post("cmp", event).body()).as("the same again").isEqualTo(DUPLICATE);
        assertThat(gateway.post("cmp", event.replace("59.5", "59.6")).body())
                .as("a later one")
                .isEqualTo(NEW);
        assertThat(gateway.post("cmp", event.replace(mark, mark + "2")).body())
                .as("another one")
                .isEqualTo(NEW);
    }

    @ParameterizedTest
    @CsvSource({
        "cmp,      task_metadata_modifed,    task_metadata_modified",
        "cmp,      external_sub_step_modfied, external_sub_step_modified",
        "campaign, archived,                 archive"
    })
    void rightsWhatTheVendorMisspells(String family, String sent, String meant) {
        Sample event = family.equals("cmp")
                ? Sample.assetAdded().with("event_name", sent)
                : Sample.bounce().with("type", sent);

        assertThat(post(family, event)).isEqualTo(NEW);
        assertThat(held.event(event.mark()).type()).isEqualTo(meant);
        assertThat(held.event(event.mark()).payload()).contains("\"" + sent + "\"");
    }

    @Test
    void knowsAnEventUnderBothItsSpellings() {
        Sample event = Sample.of("campaign/archive", "/id");
        post("campaign", event);

        assertThat(post("campaign", event.with("type", "archived"))).isEqualTo(DUPLICATE);
    }

    private String post(String family, Sample event) {
        return gateway.post(family, event.json()).body();
    }
}
