package dev.serai.faults;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.serai.testing.Gateway;
import dev.serai.testing.Gateway.Database;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** What one round of the property test makes up, from one seed: routers, destinations, events, requests. */
final class RandomRound implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int DESTINATIONS = 8;
    private static final int MAX_REQUEST = 60;
    private static final int ONE_REPEATED_IN = 3;

    final List<RandomDestination> destinations = new ArrayList<>();
    final Map<String, FaultyFarSide> farSides = new LinkedHashMap<>();
    final Map<Integer, Sent> events = new TreeMap<>();
    final List<Request> requests = new ArrayList<>();
    private final Map<String, RandomRouter> routers = new TreeMap<>();
    private final Path directory;

    /** What is sent at once; some of it was sent before. */
    record Request(String family, String body, int events) {}

    /** @param faults how many of the calls of each far side fail */
    RandomRound(long seed, int count, int faults, Database database) throws IOException {
        Random random = new Random(seed);
        directory = Path.of("target/faults/routes", seed + "-" + database);
        for (int i = 0; i < DESTINATIONS; i++) {
            RandomDestination destination = RandomDestination.any(i, random);
            destinations.add(destination);
            if (destination.kind().isHttp()) {
                farSides.put(destination.name(), new FaultyFarSide(destination, faults, random));
            }
        }
        List<String> names = destinations.stream().map(RandomDestination::name).toList();
        Sent.FAMILIES.forEach(family -> routers.put(family, RandomRouter.any(family, names, random)));
        IntStream.range(0, count).forEach(number -> events.put(number, Sent.any(number, names, random)));
        for (String family : Sent.FAMILIES) {
            divide(family, random);
        }
        Collections.shuffle(requests, random);
        write();
    }

    private void divide(String family, Random random) throws IOException {
        List<Map<String, Object>> payloads = new ArrayList<>();
        for (Sent sent : events.values()) {
            if (sent.family().equals(family)) {
                payloads.add(sent.payload(1));
                while (random.nextInt(ONE_REPEATED_IN) == 0) {
                    payloads.add(sent.payload(2));
                }
            }
        }
        Collections.shuffle(payloads, random);
        while (!payloads.isEmpty()) {
            int size = Math.min(payloads.size(), random.nextInt(MAX_REQUEST) + 1);
            List<Map<String, Object>> some = payloads.subList(0, size);
            requests.add(new Request(family, JSON.writeValueAsString(size == 1 ? some.get(0) : some), size));
            some.clear();
        }
    }

    private void write() throws IOException {
        Path files = Files.createDirectories(directory.resolve("destinations"));
        StringBuilder ddl = new StringBuilder();
        for (RandomDestination destination : destinations) {
            Path sql = files.resolve(destination.name() + ".sql");
            FaultyFarSide farSide = farSides.get(destination.name());
            Files.writeString(
                    files.resolve(destination.name() + ".camel.yaml"),
                    destination.yaml(farSide == null ? "" : farSide.url(), sql.toString()));
            if (farSide == null) {
                Files.writeString(sql, destination.sql());
                ddl.append(destination.ddl());
            }
        }
        Files.writeString(files.resolve("archive.ddl.sql"), ddl);
        for (RandomRouter router : routers.values()) {
            Files.writeString(directory.resolve(router.family() + ".camel.yaml"), router.yaml());
        }
    }

    Map<String, String> settings() {
        return Map.of(
                "routes.directory", directory.toString(),
                "journal.commit-timeout", "60s",
                "outbox.retry-delays", "200ms",
                "outbox.give-up-after", "1h");
    }

    /** Where an event goes; absent if its router fails. */
    Optional<Set<String>> decision(Sent sent) {
        RandomRouter router = routers.get(sent.family());
        return router == null ? Optional.empty() : router.decide(sent);
    }

    /** The events that a destination has, each with the keys it is there under. */
    Map<Integer, Set<String>> there(RandomDestination destination, Gateway gateway) {
        FaultyFarSide farSide = farSides.get(destination.name());
        if (farSide != null) {
            return farSide.keys();
        }
        Map<Integer, Set<String>> there = new TreeMap<>();
        gateway.query("select number, event_id from " + destination.table())
                .forEach(row -> there.merge(
                        Integer.valueOf("" + row.get("number")), Set.of("" + row.get("event_id")), RandomRound::both));
        return there;
    }

    private static Set<String> both(Set<String> some, Set<String> others) {
        Set<String> both = new HashSet<>(some);
        both.addAll(others);
        return both;
    }

    @Override
    public void close() {
        farSides.values().forEach(FaultyFarSide::close);
    }
}
