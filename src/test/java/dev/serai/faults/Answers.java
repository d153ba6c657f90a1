package dev.serai.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Pattern;

/** What the receiver promised in its answers, added up; each is checked when it comes. For any thread. */
final class Answers {
    private static final List<String> COUNTS = List.of("received", "new", "duplicate", "quarantined");
    private static final Set<Integer> REFUSALS = Set.of(100, 400, 401, 404, 405, 413, 414, 415, 417, 431, 501);
    private static final Pattern INSIDE =
            Pattern.compile("Exception|Error\\b|\\tat |dev\\.serai|java[./]|io\\.(netty|vertx)|" + OddSamples.CANARY);
    private static final Pattern REASON = Pattern.compile("[a-zA-Z0-9_.,: -]{3,100}");
    private static final int MAX_PROBLEMS = 100;

    private final Map<String, LongAdder> sums = new ConcurrentSkipListMap<>();
    private final Queue<String> good = new ConcurrentLinkedQueue<>();

    long sum(String name) {
        return sums.getOrDefault(name, new LongAdder()).sum();
    }

    /** The marks of all good events that were accepted. */
    Queue<String> good() {
        return good;
    }

    private void add(String name, long value) {
        sums.computeIfAbsent(name, any -> new LongAdder()).add(value);
    }

    void take(OddRequest request, Answer answer) throws IOException {
        assertThat(answer.status() == 200).as(answer.toString()).isEqualTo(request.admitted());
        assertThat(answer.body().isEmpty()).as(answer.toString()).isEqualTo(request.isHead());
        assertThat(answer.status()).isLessThan(500);
        take(answer);
        if (answer.status() == 200) {
            assertThat(answer.json().get("new").asInt())
                    .isGreaterThanOrEqualTo(request.good().size());
            if (request.elements() != OddRequest.UNKNOWN) {
                // a body in which no object can be read is kept in one piece
                boolean pieces = !request.good().isEmpty() || request.elements() == 0;
                assertThat(answer.json().get("received").asInt())
                        .as("%s to %s", answer, new String(request.bytes(), StandardCharsets.UTF_8))
                        .isBetween(pieces ? request.elements() : 1, request.elements());
            }
        }
        good.addAll(request.good());
    }

    /** Whatever was asked; what is no HTTP is refused without a body. */
    void take(Answer answer) throws IOException {
        add("answers", 1);
        add("status " + answer.status(), 1);
        assertThat(answer.headers() + answer.body()).doesNotContainPattern(INSIDE);
        if (answer.status() == 200) {
            kept(answer);
        } else {
            assertThat(answer.status()).isIn(REFUSALS);
            if (!answer.body().isEmpty()) {
                refused(answer);
            }
        }
    }

    private void kept(Answer answer) throws IOException {
        assertThat(answer.headers()).containsEntry("content-type", "application/json");
        JsonNode json = answer.json();
        Map<String, Long> counts = new TreeMap<>();
        json.properties()
                .forEach(field -> counts.put(field.getKey(), field.getValue().asLong()));
        counts.remove("problems");
        assertThat(counts.keySet()).containsExactlyInAnyOrderElementsOf(COUNTS);
        assertThat(counts.get("received"))
                .as(answer.body())
                .isEqualTo(json.get("new").asLong()
                        + json.get("duplicate").asLong()
                        + json.get("quarantined").asLong());
        counts.forEach(this::add);
        Set<Integer> indices = new HashSet<>();
        json.path("problems").forEach(problem -> {
            assertThat(problem.get("reason").asText()).matches(REASON);
            assertThat(problem.get("index").asInt())
                    .isBetween(0, json.get("received").asInt() - 1);
            indices.add(problem.get("index").asInt());
        });
        assertThat(indices)
                .hasSize(json.path("problems").size())
                .hasSizeLessThanOrEqualTo(
                        Math.min(MAX_PROBLEMS, json.get("quarantined").asInt()));
    }

    private static void refused(Answer answer) throws IOException {
        assertThat(answer.headers()).containsEntry("content-type", "application/problem+json");
        assertThat(answer.json().get("status").asInt()).isEqualTo(answer.status());
        assertThat(answer.json().get("detail").asText()).isNotBlank();
    }

    @Override
    public String toString() {
        return sums.toString();
    }
}
