package dev.serai.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.serai.faults.Figures.Line;
import dev.serai.simulator.http.Request;
import dev.serai.simulator.salesforce.SalesforceSimulator;
import dev.serai.testing.Gateway.Database;
import dev.serai.testing.Routes;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that dies in the middle of a batch that takes several calls of Salesforce. */
class SalesforceBacklogIT {
    private static final int EVENTS = Figures.count(600, 4_000);
    private static final int OF_A_REQUEST = 200;

    private final Map<String, String> settings = new HashMap<>();

    SalesforceBacklogIT(@TempDir Path routes) {
        settings.putAll(Routes.copyTo(routes)
                .edit(
                        "destinations/salesforce-bounces.camel.yaml",
                        "concurrency: 2",
                        "concurrency: 1\n        batchSize: " + EVENTS)
                .settings());
        settings.put("outbox.max-linger", "30s");
        settings.put("outbox.lease", "2s");
    }

    @Test
    void losesNothingAndDoublesNothing() throws Exception {
        String journal = Database.H2.newUrl();
        try (SalesforceSimulator salesforce = SalesforceSimulator.start(0)) {
            settings.put("salesforce.login-url", salesforce.url());
            settings.put("salesforce.client-id", SalesforceSimulator.CLIENT_ID);
            settings.put("salesforce.client-secret", SalesforceSimulator.CLIENT_SECRET);
            IntStream.range(0, EVENTS)
                    .forEach(i -> salesforce.insert("Contact", Map.of("LastName", "Smith", "Email", address(i))));
            AtomicInteger upserts = new AtomicInteger();
            salesforce
                    .faults()
                    .on(request -> isUpsert(request) && upserts.incrementAndGet() == 2)
                    .commitThenHang();
            try (Running running = Running.start(journal, Database.H2.user(), settings)) {
                for (int from = 0; from < EVENTS; from += OF_A_REQUEST) {
                    assertThat(send(running, from)).isEqualTo(200);
                }
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> salesforce.records("Email_Event__c").size() > OF_A_REQUEST);
                running.kill();
            }

            try (Running running = Running.start(journal, Database.H2.user(), settings)) {
                await().atMost(Duration.ofMinutes(5)).until(() -> waiting(running) == 0);
            }

            long written = salesforce.records("Email_Event__c").size();
            long distinct = salesforce.records("Email_Event__c").stream()
                    .map(each -> each.get("Address__c"))
                    .distinct()
                    .count();
            long marked = salesforce.records("Contact").stream()
                    .filter(each -> Boolean.TRUE.equals(each.get("IsEmailBounced")))
                    .count();
            Figures.write(new Line(
                    3,
                    "kill -9 between the second call of an upsert and its answer by Salesforce",
                    "H2",
                    "once, all events in one batch",
                    EVENTS,
                    EVENTS - distinct,
                    written - distinct,
                    salesforce.requests().size() + " calls of Salesforce"));
            assertThat(distinct).as("not lost").isEqualTo(EVENTS);
            assertThat(written).as("not doubled").isEqualTo(EVENTS);
            assertThat(marked).as("marked").isEqualTo(EVENTS);
        }
    }

    private static String address(int i) {
        return "person" + i + "@example.com";
    }

    private static boolean isUpsert(Request request) {
        return request.path().endsWith("/Email_Event__c/Event_Key__c");
    }

    private static int send(Running running, int from) throws Exception {
        String events = IntStream.range(from, Math.min(EVENTS, from + OF_A_REQUEST))
                .mapToObj(i -> """
                        {"type":"bounce","id":"b-%d","clientId":1,"created":1760000000000,"category":"hardbounce",
                         "reason":"other","mediaTypesToAddresses":{"EMAIL":"%s"}}""".formatted(i, address(i)))
                .collect(Collectors.joining(",", "[", "]"));
        return HttpClient.newHttpClient()
                .send(
                        running.request("campaign")
                                .POST(HttpRequest.BodyPublishers.ofString(events))
                                .build(),
                        HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private static long waiting(Running running) throws Exception {
        return StreamSupport.stream(running.ledger().get("destinations").spliterator(), false)
                .mapToLong(each -> each.get("waiting").asLong())
                .sum();
    }
}
