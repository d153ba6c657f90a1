package dev.serai.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.serai.check.Validator;
import dev.serai.config.Config;
import dev.serai.optimizely.Families;
import dev.serai.routes.RouteFile;
import dev.serai.testing.Gateway;
import dev.serai.testing.Gateway.Database;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whatever the routers say and whatever happens at the far sides: once the faults are over, each event is exactly where
 * its router sent it, and what must be refused is dead, and nothing else. {@code -Dfaults.seed=} makes up the same again.
 */
class RandomRoutersIT {
    /** Fields that the events of these tests have, and no sender. */
    private static final Set<String> MADE_UP =
            Set.of("color", "detail", "code", "number", "size", "urgent", "refusedBy");

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long SEED = Long.getLong("faults.seed", 20_260_303L);
    private static final int ROUNDS = Figures.count(1, 15);
    private static final int EVENTS = Figures.count(2_000, 3_000);
    private static final int FAULTS = Figures.count(3, 5);
    private static final int SENDERS = 4;
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final LongAdder received = new LongAdder();
    private final LongAdder fresh = new LongAdder();
    private long deliveries;
    private long dead;
    private long failures;
    private long lost;
    private long duplicated;

    @Test
    void everyFamilyTakesPart() {
        assertThat(Sent.TYPES.keySet()).containsExactlyInAnyOrderElementsOf(Families.names());
    }

    @Test
    void everyRouterIsLoaded(@TempDir Path directory) throws Exception {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < 100; i++) {
            String family = Sent.any(Sent.FAMILIES, random);
            String yaml =
                    RandomRouter.any(family, List.of("one", "two"), random).yaml();
            Path file = Files.writeString(directory.resolve(family + RouteFile.SUFFIX), yaml);
            assertThat(new Validator(Families.SHIPPED.from(Config.shipped()), MADE_UP).check(RouteFile.read(file)))
                    .as(yaml)
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(Database.class)
    void eachEventIsWhereItsRouterSentItAndNowhereElse(Database database) throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            long seed = SEED + round;
            try {
                round(seed, database);
            } catch (Exception | AssertionError e) {
                throw new AssertionError("again with -Dfaults.seed=" + seed, e);
            }
        }
        Figures.write(new Figures.Line(
                7,
                "random routers, destinations and faults",
                database == Database.H2 ? "H2" : "PostgreSQL",
                "%,d rounds of %,d events".formatted(ROUNDS, EVENTS),
                fresh.sum(),
                lost,
                duplicated,
                "%,d repeats sent, %,d deliveries, %,d dead as they must be, %,d failed calls"
                        .formatted(received.sum() - fresh.sum(), deliveries, dead, failures)));
    }

    private void round(long seed, Database database) throws Exception {
        try (RandomRound round = new RandomRound(seed, EVENTS, FAULTS, database);
                Gateway gateway = Gateway.start(database, round.settings())) {
            send(round, gateway);
            Awaitility.await()
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> gateway.query("select 1 from delivery where state = 'waiting' limit 1")
                            .isEmpty());
            assertTheLedgerIs(round, gateway);
            assertEachDeliveryIsWhatItHadToBecome(round, gateway);
            for (RandomDestination destination : round.destinations) {
                assertThereIsExactlyWhatWasDelivered(round, destination, gateway);
            }
        }
    }

    private void send(RandomRound round, Gateway gateway) throws Exception {
        ExecutorService senders = Executors.newFixedThreadPool(SENDERS);
        try {
            List<Future<?>> sending = new ArrayList<>();
            for (RandomRound.Request request : round.requests) {
                sending.add(senders.submit(() -> {
                    HttpResponse<String> answer = gateway.post(request.family(), request.body());
                    assertThat(answer.statusCode()).isEqualTo(200);
                    JsonNode counts = JSON.readTree(answer.body());
                    assertThat(counts.get("received").asInt()).isEqualTo(request.events());
                    received.add(counts.get("received").asInt());
                    fresh.add(counts.get("new").asInt());
                    return null;
                }));
            }
            for (Future<?> each : sending) {
                each.get();
            }
        } finally {
            senders.shutdownNow();
        }
    }

    private void assertTheLedgerIs(RandomRound round, Gateway gateway) {
        long sent =
                round.requests.stream().mapToLong(RandomRound.Request::events).sum();
        long unrouted = round.events.values().stream()
                .filter(event -> round.decision(event).isEmpty())
                .count();
        long filtered = round.events.values().stream()
                .filter(event -> round.decision(event).filter(Set::isEmpty).isPresent())
                .count();
        assertThat(gateway.ledger().get("balanced").asBoolean()).isTrue();
        assertThat(gateway.query("select sum(received) as n from event_count")
                        .get(0)
                        .get("n"))
                .hasToString(Long.toString(sent));
        assertThat(gateway.query(
                                "select sum(received - duplicate) as n, sum(filtered) as f, sum(unrouted) as u from event_count")
                        .get(0)
                        .values())
                .extracting(String::valueOf)
                .containsExactly("" + EVENTS, "" + filtered, "" + unrouted);
        assertThat(gateway.query("select 1 from event")).hasSize(EVENTS);
    }

    /** By destination and number of the event: its state and why. */
    private void assertEachDeliveryIsWhatItHadToBecome(RandomRound round, Gateway gateway) throws Exception {
        Map<String, String> are = new TreeMap<>();
        for (Map<String, ?> row : gateway.query("""
                select payload, destination, state, last_error from delivery join event on event_id = id
                """)) {
            int number = JSON.readTree(text(row, "payload")).get("number").asInt();
            are.put(row.get("destination") + " " + number, text(row, "state"));
            if (text(row, "state").equals("dead")) {
                assertThat(row.get("last_error")).asString().isNotBlank();
            }
        }
        Map<String, String> expected = new TreeMap<>();
        for (Sent event : round.events.values()) {
            Optional<Set<String>> decision = round.decision(event);
            decision.ifPresent(destinations -> destinations.forEach(destination -> expected.put(
                    destination + " " + event.number(),
                    event.refusedBy().contains(destination) ? "dead" : "delivered")));
        }
        deliveries += expected.size();
        dead += expected.values().stream().filter("dead"::equals).count();
        failures += round.farSides.values().stream()
                .mapToInt(FaultyFarSide::failures)
                .sum();
        lost += expected.keySet().stream().filter(key -> !are.containsKey(key)).count();
        assertThat(are).isEqualTo(expected);
    }

    private static String text(Map<String, ?> row, String column) {
        return Objects.requireNonNull(row.get(column)).toString();
    }

    private void assertThereIsExactlyWhatWasDelivered(
            RandomRound round, RandomDestination destination, Gateway gateway) {
        Map<Integer, Set<String>> there = round.there(destination, gateway);
        List<Integer> expected = round.events.values().stream()
                .filter(event -> round.decision(event)
                        .filter(decision -> decision.contains(destination.name()))
                        .isPresent())
                .filter(event -> !event.refusedBy().contains(destination.name()))
                .map(Sent::number)
                .toList();
        lost += expected.stream().filter(number -> !there.containsKey(number)).count();
        duplicated += there.values().stream().filter(keys -> keys.size() > 1).count();
        assertThat(there.keySet()).as(destination.name()).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(there.values()).as(destination.name()).allMatch(keys -> keys.size() == 1);
    }
}
