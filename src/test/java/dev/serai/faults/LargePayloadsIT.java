package dev.serai.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.testing.Gateway.Database;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The worst bodies that are known, from sixteen senders at once, through to the destinations, at exactly the heap that {@code
 * config/application.properties} asks for at {@code receive.max-in-flight}.
 */
@Timeout(3600)
class LargePayloadsIT {
    private static final int LARGE = (4 << 20) - 2_000;
    private static final int SENDERS = 16;
    private static final int ROUNDS = Figures.count(1, 20);

    /** A body, and how many of its elements are events; the rest belongs into quarantine. */
    private record Sent(String family, String body, int events, int rejects) {}

    /** Twice receive.max-in-flight and 192 MB; 256 MB more with H2, which lives in the same heap. */
    private static String heap(Database database) {
        return database == Database.H2 ? "-Xmx576m" : "-Xmx320m";
    }

    private static String bounce(String id, String member) {
        return """
                {"type":"bounce","id":"%s","clientId":1,"created":1760000000000,"category":"hardbounce","mediaType":"EMAIL",\
                "mediaTypesToAddresses":{"EMAIL":"%s@example.com"},%s}""".formatted(id, id, member);
    }

    private static String published(String images) {
        return "{\"event_name\":\"asset_published\",\"data\":{\"assets\":{\"images\":" + images + "}}}";
    }

    private static String many(int count, String element) {
        return "[" + (element + ",").repeat(count - 1) + element + "]";
    }

    private static String keys(int count) {
        return IntStream.range(0, count).mapToObj(i -> "\"k" + i + "\":" + i).collect(Collectors.joining(","));
    }

    private static List<Sent> bodies(int round, int large, int each) {
        Map<String, String> members = new LinkedHashMap<>();
        // one character beyond Latin-1 doubles the memory of a text
        members.put("text", "\"reason\":\"" + "x".repeat(LARGE - 3_000) + "\u20AC\"");
        members.put("quotes", "\"mailingId\":\"" + "\\\"".repeat(LARGE / 2 - 2_000) + "\u20AC\"");
        members.put("keys", keys(45_000));
        members.put("same-keys", "\"k\":{},".repeat(30_000) + "\"k\":1");
        members.put("numbers", "\"mailingId\":" + many(4_000, "9".repeat(999)));
        members.put("exponents", "\"mailingId\":" + many(90_000, "1e999999999"));
        members.put("deep", "\"mailingId\":" + "[".repeat(900) + "]".repeat(900));
        members.put("objects", "\"mailingId\":" + many(49_000, "{}"));
        List<Sent> bodies = new ArrayList<>();
        members.forEach((name, member) -> IntStream.range(0, name.equals("text") ? large : each)
                .forEach(i -> bodies.add(new Sent("campaign", bounce(name + "-" + round + "-" + i, member), 1, 0))));
        for (int i = 0; i < each; i++) {
            String id = round + "-" + i + "-";
            bodies.add(new Sent("cmp", published(many(1_390_000, "{}")), 0, 1));
            bodies.add(new Sent("cmp", published(many(24_000, "{\"title\":\"\",\"id\":1}")), 0, 1));
            bodies.add(new Sent("cmp", published(many(49_000, "{}")), 1, 0));
            bodies.add(new Sent("cmp", published(many(15_000, "{\"title\":" + i + "}")), 1, 0));
            bodies.add(new Sent("cmp", published(many(10, "{\"title\":\"" + "t".repeat(400_000) + "\u20AC\"}")), 1, 0));
            bodies.add(new Sent("cmp", published("[{" + keys(45_000) + "}]"), 1, 0));
            bodies.add(new Sent("cmp", published("[{" + keys(240_000) + "}]"), 0, 1));
            bodies.add(new Sent("cmp", published("[".repeat(LARGE / 2 - 100) + "]".repeat(LARGE / 2 - 100)), 0, 1));
            bodies.add(new Sent(
                    "campaign",
                    IntStream.range(0, 20_000)
                            .mapToObj(n -> "{\"type\":\"open\",\"id\":\"" + id + n + "\"}")
                            .collect(Collectors.joining(",", "[", "]")),
                    20_000,
                    0));
        }
        Collections.shuffle(bodies, new Random(round));
        return bodies;
    }

    /** As the vendors do: again until it is kept. @return how often it was refused or got no answer */
    private static int send(HttpClient http, Running gateway, Sent sent) throws InterruptedException {
        for (int refused = 0; ; refused++) {
            try {
                HttpResponse<String> answer = http.send(
                        gateway.request(sent.family())
                                .POST(BodyPublishers.ofString(sent.body()))
                                .build(),
                        BodyHandlers.ofString());
                if (answer.statusCode() == 200) {
                    assertThat(answer.body())
                            .contains("\"received\":" + (sent.events() + sent.rejects()) + ",")
                            .contains("\"quarantined\":" + sent.rejects());
                    return refused;
                }
                assertThat(answer.statusCode()).isEqualTo(503);
            } catch (IOException e) {
                // a sender that is refused in the middle of its body may find the connection closed before it has read
                // the answer
                if (!gateway.isAlive()) {
                    throw new IllegalStateException("the gateway is gone", e);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Database.class)
    void theWorstBodiesEndNothingAtTheStatedHeap(Database database) throws Exception {
        String url = database.newUrl();
        int large = database == Database.H2 ? 8 : 16;
        int each = Figures.count(1, 2);
        long kept = 0;
        long refused = 0;
        ExecutorService senders = Executors.newFixedThreadPool(SENDERS);
        try (Arrivals arrivals = new Arrivals()) {
            Map<String, String> settings = new HashMap<>(arrivals.settings());
            settings.put("mail.editors.to", "editors@example.com");
            try (Running gateway =
                    Running.start(url, database.user(), settings, heap(database), "-XX:+ExitOnOutOfMemoryError")) {
                HttpClient http = HttpClient.newHttpClient();
                for (int round = 0; round < ROUNDS; round++) {
                    List<Future<Integer>> answers = new ArrayList<>();
                    for (Sent sent : bodies(round, large, each)) {
                        answers.add(senders.submit(() -> send(http, gateway, sent)));
                        kept += sent.events();
                    }
                    for (Future<Integer> answer : answers) {
                        refused += answer.get();
                    }
                }
                JsonNode ledger = gateway.settled(Duration.ofMinutes(10));

                assertThat(ledger.get("balanced").asBoolean()).as("%s", ledger).isTrue();
                long there = received(ledger);
                Figures.write(new Figures.Line(
                        8,
                        "bodies of 4 MB with a million values, keys, digits or brackets",
                        database.toString(),
                        "%,d from 16 senders, %s".formatted(ROUNDS * (large + 16 * each), heap(database)),
                        kept,
                        kept - there,
                        0,
                        refused + " got 503"));
                assertThat(there).isEqualTo(kept);
                assertThat(ledger.get("destinations"))
                        .filteredOn(destination ->
                                destination.get("destination").asText().equals("editors-mail"))
                        .allSatisfy(mail ->
                                assertThat(mail.get("delivered").asInt()).isEqualTo(ROUNDS * each * 4));
            }
        } finally {
            senders.shutdownNow();
        }
    }

    /** Without what came again after a 503 that was kept all the same. */
    private static long received(JsonNode ledger) {
        long received = 0;
        for (JsonNode type : ledger.get("events")) {
            received += type.get("received").asLong() - type.get("duplicate").asLong();
        }
        return received;
    }
}
