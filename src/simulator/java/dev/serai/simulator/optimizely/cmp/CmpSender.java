package dev.serai.simulator.optimizely.cmp;

import dev.serai.simulator.http.Counts;
import dev.serai.simulator.http.Outgoing;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Posts one JSON object in a request. Only 200 and 202 acknowledge; else it comes again after 1 s, 2 s, 4 s and so on, for
 * three days. The steps are not published: inferred. There is no order between events.
 */
final class CmpSender {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Duration FIRST = Duration.ofSeconds(1);
    private final Outgoing outgoing;
    private final AtomicLong pending = new AtomicLong();
    private final Counts<String> delivered = new Counts<>();
    private final Counts<String> repeated = new Counts<>();
    private final Counts<String> dropped = new Counts<>();
    private volatile double pace = 1;
    private volatile Duration keep = Duration.ofDays(3);
    private volatile boolean closed;

    /**
     * An event for a webhook.
     *
     * @param begun when it was tried first, in {@link System#nanoTime}
     */
    private record Posted(CmpWebhook webhook, String eventName, String body, long begun) {}

    CmpSender(Outgoing outgoing) {
        this.outgoing = outgoing;
    }

    void pace(double factor) {
        pace = factor;
    }

    void keepFor(Duration realTime) {
        keep = realTime;
    }

    long delivered(String eventName) {
        return delivered.of(eventName);
    }

    long repeated(String eventName) {
        return repeated.of(eventName);
    }

    long dropped(String eventName) {
        return dropped.of(eventName);
    }

    long pending() {
        return pending.get();
    }

    void close() {
        closed = true;
    }

    void send(CmpWebhook webhook, String eventName, String body) {
        pending.incrementAndGet();
        post(new Posted(webhook, eventName, body, System.nanoTime()), FIRST);
    }

    private void post(Posted event, Duration wait) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", "application/json");
        if (!event.webhook().secret().isEmpty()) {
            headers.put("Callback-Secret", event.webhook().secret());
        }
        var unused = outgoing.post(event.webhook().callbackUrl(), headers, event.body(), scaled(TIMEOUT))
                .thenAccept(reply -> settle(event, wait, reply.status()));
    }

    private void settle(Posted event, Duration wait, int status) {
        if (status == 200 || status == 202) {
            delivered.add(event.eventName());
            pending.decrementAndGet();
        } else if (closed
                || System.nanoTime() - event.begun() + scaled(wait).toNanos()
                        > scaled(keep).toNanos()) {
            dropped.add(event.eventName());
            pending.decrementAndGet();
        } else {
            CompletableFuture.delayedExecutor(scaled(wait).toNanos(), TimeUnit.NANOSECONDS)
                    .execute(() -> {
                        repeated.add(event.eventName());
                        post(event, wait.multipliedBy(2));
                    });
        }
    }

    private Duration scaled(Duration realTime) {
        return Duration.ofNanos(Math.max(1, (long) (realTime.toNanos() / pace)));
    }
}
