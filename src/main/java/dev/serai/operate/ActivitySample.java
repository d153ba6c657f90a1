package dev.serai.operate;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.serai.event.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What happened in a time. What did not happen is left out of the maps.
 *
 * @param received new events by family
 * @param refused requests
 * @param delivered deliveries by destination
 * @param dead deliveries by destination that were given up
 * @param answers see {@link dev.serai.receive.AnswerTimes#counts}
 */
record ActivitySample(
        SortedMap<String, Long> received,
        long refused,
        SortedMap<String, Long> delivered,
        SortedMap<String, Long> dead,
        SortedMap<Integer, Long> answers) {

    static ActivitySample none() {
        return new ActivitySample(new TreeMap<>(), 0, new TreeMap<>(), new TreeMap<>(), new TreeMap<>());
    }

    /** What happened in both. */
    ActivitySample and(ActivitySample other) {
        return new ActivitySample(
                sum(received, other.received),
                refused + other.refused,
                sum(delivered, other.delivered),
                sum(dead, other.dead),
                sum(answers, other.answers));
    }

    private static <K extends Comparable<K>> SortedMap<K, Long> sum(SortedMap<K, Long> one, SortedMap<K, Long> other) {
        SortedMap<K, Long> sum = new TreeMap<>(one);
        other.forEach((key, count) -> sum.merge(key, count, Long::sum));
        return sum;
    }

    /** What was added since an earlier state of the same counters. */
    ActivitySample since(ActivitySample earlier) {
        return new ActivitySample(
                added(received, earlier.received),
                refused - earlier.refused,
                added(delivered, earlier.delivered),
                added(dead, earlier.dead),
                added(answers, earlier.answers));
    }

    private static <K extends Comparable<K>> SortedMap<K, Long> added(SortedMap<K, Long> now, Map<K, Long> earlier) {
        SortedMap<K, Long> added = new TreeMap<>();
        now.forEach((key, count) -> {
            long more = count - earlier.getOrDefault(key, 0L);
            if (more > 0) {
                added.put(key, more);
            }
        });
        return added;
    }

    String json() {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("received", received);
        members.put("refused", refused);
        members.put("delivered", delivered);
        members.put("dead", dead);
        members.put("answers", answers);
        return Json.write(members);
    }

    /** @return null if it is of a version that wrote it in another way */
    static @Nullable ActivitySample of(String json) {
        try {
            Map<String, Object> members = Json.object(json);
            SortedMap<Integer, Long> answers = new TreeMap<>();
            counts(members.get("answers")).forEach((bucket, count) -> answers.put(Integer.valueOf(bucket), count));
            return new ActivitySample(
                    counts(members.get("received")),
                    members.get("refused") instanceof Number refused ? refused.longValue() : 0,
                    counts(members.get("delivered")),
                    counts(members.get("dead")),
                    answers);
        } catch (JsonProcessingException | NumberFormatException e) {
            return null;
        }
    }

    private static SortedMap<String, Long> counts(@Nullable Object member) {
        SortedMap<String, Long> counts = new TreeMap<>();
        if (member instanceof Map<?, ?> map) {
            map.forEach((name, count) -> {
                if (count instanceof Number number) {
                    counts.put(String.valueOf(name), number.longValue());
                }
            });
        }
        return counts;
    }
}
