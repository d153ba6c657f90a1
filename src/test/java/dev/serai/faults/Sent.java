package dev.serai.faults;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * An event of the property test, as its sender knows it.
 *
 * @param type in the words of the router, such as {@code doc.expired}
 * @param color may be absent
 * @param code is in {@code detail}, which may be absent
 * @param refusedBy the destinations that must refuse it
 */
record Sent(
        int number,
        String family,
        String type,
        @Nullable String color,
        int size,
        boolean urgent,
        @Nullable String code,
        Set<String> refusedBy) {

    static final Map<String, List<String>> TYPES = Map.of(
            "campaign", List.of("open", "click", "bounce", "unsubscribe"),
            "cmp", List.of("asset_added", "asset_removed", "task_added"),
            "graph", List.of("doc.updated", "doc.expired", "bulk.completed"),
            "experimentation", List.of("project.flag_updated", "project.ruleset_updated", "project.datafile_updated"));
    static final List<String> FAMILIES = TYPES.keySet().stream().sorted().toList();
    static final List<String> COLORS = List.of("red", "green", "blue");
    static final List<String> CODES = List.of("x", "y");
    static final int LARGEST = 20;

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final int PEOPLE = 200;
    private static final int ONE_REFUSED_IN = 25;

    static Sent any(int number, List<String> destinations, RandomGenerator random) {
        String family = any(FAMILIES, random);
        Set<String> refusedBy = new TreeSet<>();
        for (String destination : destinations) {
            if (random.nextInt(ONE_REFUSED_IN) == 0) {
                refusedBy.add(destination);
            }
        }
        return new Sent(
                number,
                family,
                any(TYPES.getOrDefault(family, List.of()), random),
                random.nextInt(4) == 0 ? null : any(COLORS, random),
                random.nextInt(LARGEST),
                random.nextBoolean(),
                random.nextInt(4) == 0 ? null : any(CODES, random),
                refusedBy);
    }

    static <T> T any(List<T> list, RandomGenerator random) {
        return list.get(random.nextInt(list.size()));
    }

    /** @param attempt Campaign counts its transmissions; they are the same event */
    Map<String, Object> payload(int attempt) {
        Map<String, Object> payload = new LinkedHashMap<>();
        Instant at = NOON.plusSeconds(number);
        switch (family) {
            case "campaign" ->
                payload.putAll(Map.of(
                        "type",
                        type,
                        "id",
                        "c" + number,
                        "attempt",
                        attempt,
                        "created",
                        at.toEpochMilli(),
                        "mediaTypesToAddresses",
                        Map.of("EMAIL", "person" + number % PEOPLE + "@example.com")));
            case "cmp" ->
                payload.putAll(Map.of("event_name", type, "task_id", "t" + number, "timestamp", at.toString()));
            case "experimentation" ->
                payload.putAll(Map.of("event", type, "project_id", 42, "data", Map.of("revision", number)));
            default ->
                payload.putAll(Map.of(
                        "type",
                        Map.of("subject", type.replaceFirst("\\..*", ""), "action", type.replaceFirst(".*\\.", "")),
                        "id",
                        "g" + number,
                        "timestamp",
                        at.toString()));
        }
        if (color != null) {
            payload.put("color", color);
        }
        if (code != null) {
            payload.put("detail", Map.of("code", code));
        }
        payload.putAll(Map.of("number", number, "size", size, "urgent", urgent, "refusedBy", refusedBy));
        return payload;
    }
}
