package dev.serai.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.optimizely.Families;
import dev.serai.testing.Gateway.Database;
import dev.serai.testing.HostilePeer;
import dev.serai.testing.HostilePeer.Way;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Far sides whose answers have no end, all at once, and a process with little memory that outlives them. */
@SuppressWarnings("NullAway.Init")
class HostileFarSideIT {
    private static final String HEAP = "-Xmx128m";

    private static final Map<Way, String> BOUNDS = new LinkedHashMap<>(Map.of(
            Way.BODY, "an answer of more than 1024 KB",
            Way.CHUNKS, "an answer of more than 1024 KB",
            Way.GZIP, "an answer of more than 1024 KB",
            Way.HEADERS, "the answer has more than 100 headers",
            Way.HEADER_LINE, "the answer has more than 100 headers",
            Way.INTERIM, "the answer takes longer than 4 s"));

    @TempDir
    Path directory;

    /** One destination for each way, four calls at once, and a router that sends every event to all of them. */
    private Map<String, String> routes(Map<Way, HostilePeer> peers) throws Exception {
        Files.createDirectories(directory.resolve("destinations"));
        List<String> all = new ArrayList<>();
        for (Map.Entry<Way, HostilePeer> each : peers.entrySet()) {
            String name = name(each.getKey());
            all.add("        - to:\n            id: to-" + name + "\n            uri: outbox:" + name + "\n");
            Files.writeString(directory.resolve("destinations/" + name + ".camel.yaml"), """
                    - route:
                        id: %s
                        from:
                          id: waiting
                          uri: outbox:%s
                          parameters: {batchSize: 1, concurrency: 4}
                          steps:
                            - setBody: {id: text, expression: {simple: {expression: "id ${body.first.id}"}}}
                            - to: {id: call, uri: "%s", parameters: {responseTimeout: 20000}}
                    """.formatted(
                            name, name, each.getValue().url()));
        }
        Files.writeString(directory.resolve("cmp.camel.yaml"), """
                - route:
                    id: cmp
                    from:
                      id: event
                      uri: direct:cmp
                      steps:
                """ + String.join("", all));
        for (String family : Families.names()) {
            if (!family.equals("cmp")) {
                Files.copy(Path.of("routes/" + family + ".camel.yaml"), directory.resolve(family + ".camel.yaml"));
            }
        }
        try (Stream<Path> shipped = Files.list(Path.of("routes/destinations"))) {
            for (Path file : shipped.toList()) {
                Files.copy(file, directory.resolve("destinations").resolve(file.getFileName()));
            }
        }
        return Map.of("routes.directory", directory.toString(), "outbox.call-timeout", "5s");
    }

    private static String name(Way way) {
        return "far-" + way.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }

    private static String reason(JsonNode ledger, Way way) {
        return StreamSupport.stream(ledger.path("destinations").spliterator(), false)
                .filter(each -> each.path("destination").asText().equals(name(way)))
                .map(each -> each.path("reason").asText())
                .findFirst()
                .orElse("");
    }

    @Test
    void eachIsSuspendedWithTheNameOfItsBoundAndNothingIsLost() throws Exception {
        Map<Way, HostilePeer> peers = new LinkedHashMap<>();
        BOUNDS.keySet().forEach(way -> peers.put(way, new HostilePeer(way)));
        int events = Figures.count(20, 400);
        try (Running gateway = Running.start(
                Database.H2.newUrl(), Database.H2.user(), routes(peers), HEAP, "-XX:+ExitOnOutOfMemoryError")) {
            HttpClient http = HttpClient.newHttpClient();
            for (int i = 0; i < events; i++) {
                String event = "{\"event_name\":\"asset_added\",\"data\":{\"asset\":{\"id\":\"" + i + "\"}}}";
                assertThat(http.send(
                                        gateway.request("cmp")
                                                .POST(BodyPublishers.ofString(event))
                                                .build(),
                                        BodyHandlers.ofString())
                                .statusCode())
                        .isEqualTo(200);
            }
            BOUNDS.forEach((way, bound) -> Awaitility.await()
                    .atMost(Duration.ofMinutes(1))
                    .untilAsserted(
                            () -> assertThat(reason(gateway.ledger(), way)).startsWith(bound)));

            JsonNode ledger = gateway.ledger();
            long waiting = 0;
            for (Way way : BOUNDS.keySet()) {
                for (JsonNode each : ledger.path("destinations")) {
                    waiting += each.path("destination").asText().equals(name(way))
                            ? each.path("waiting").asLong()
                            : 0;
                }
            }
            long kept = (long) events * BOUNDS.size();
            assertThat(waiting).isEqualTo(kept);
            Figures.write(new Figures.Line(
                    17,
                    "a far side over HTTP whose answers have no end: bodies, gzip, headers, interim answers",
                    "",
                    BOUNDS.size() + " destinations at once, 4 calls each, 128 MB of heap",
                    kept,
                    kept - waiting,
                    0,
                    "each is suspended and names the bound"));
        } finally {
            peers.values().forEach(HostilePeer::close);
        }
    }
}
