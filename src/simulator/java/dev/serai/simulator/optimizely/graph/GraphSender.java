package dev.serai.simulator.optimizely.graph;

import dev.serai.simulator.http.Counts;
import dev.serai.simulator.http.Outgoing;
import dev.serai.simulator.http.StrictJson;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Posts an event as {@code text/plain}, with the headers of the webhook. */
final class GraphSender {
    private static final String TENANT = "00000000-0000-0000-0000-000000000000";
    private final Outgoing outgoing;
    private final AtomicLong pending = new AtomicLong();
    private final Counts<String> delivered = new Counts<>();
    private final Counts<String> dropped = new Counts<>();
    private volatile int retries;
    private volatile Duration timeout = Duration.ofSeconds(10);
    private volatile Duration retryAfter = Duration.ofSeconds(1);
    private volatile boolean closed;

    GraphSender(Outgoing outgoing) {
        this.outgoing = outgoing;
    }

    void retries(int times) {
        retries = times;
    }

    void timing(Duration answer, Duration retry) {
        timeout = answer;
        retryAfter = retry;
    }

    long delivered(String topic) {
        return delivered.of(topic);
    }

    long dropped(String topic) {
        return dropped.of(topic);
    }

    long pending() {
        return pending.get();
    }

    void close() {
        closed = true;
    }

    void send(GraphWebhook webhook, String topic, Map<String, ?> data) {
        pending.incrementAndGet();
        post(webhook, topic, StrictJson.write(envelope(topic, data)), retries);
    }

    private static Map<String, Object> envelope(String topic, Map<String, ?> data) {
        String[] words = topic.split("\\.", -1);
        Map<String, String> type = new LinkedHashMap<>();
        type.put("subject", words[0]);
        type.put("action", words[1]);
        Map<String, Object> envelope = new LinkedHashMap<>();
        envelope.put("id", UUID.randomUUID().toString());
        envelope.put("timestamp", Instant.now().toString());
        envelope.put("tenantId", TENANT);
        envelope.put("type", type);
        envelope.put("data", data);
        return envelope;
    }

    private void post(GraphWebhook webhook, String topic, String body, int left) {
        Map<String, String> headers = new LinkedHashMap<>(webhook.headers());
        headers.put("Content-Type", "text/plain");
        var unused = outgoing.post(webhook.url(), headers, body, timeout).thenAccept(reply -> {
            if (reply.status() >= 200 && reply.status() < 300) {
                delivered.add(topic);
                pending.decrementAndGet();
            } else if (left > 0 && !closed) {
                CompletableFuture.delayedExecutor(retryAfter.toMillis(), TimeUnit.MILLISECONDS)
                        .execute(() -> post(webhook, topic, body, left - 1));
            } else {
                dropped.add(topic);
                pending.decrementAndGet();
            }
        });
    }
}
