package dev.serai.simulator.optimizely.campaign;

import dev.serai.simulator.http.Counts;
import dev.serai.simulator.http.Outgoing;
import dev.serai.simulator.http.StrictJson;
import dev.serai.simulator.optimizely.campaign.WebhookQueue.Queued;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Delivers: a JSON list of up to 100 events in a POST; status 200, and only that, acknowledges all of them; else each comes
 * again after 10 to 12 s, until it is three days old. Source: support.optimizely.com article 4413205577997.
 */
final class WebhookSender {
    private static final Duration REPEAT = Duration.ofSeconds(10);
    private final Outgoing outgoing;
    private final Clock clock;
    private final ScheduledExecutorService threads;
    private final AtomicLong pending = new AtomicLong();
    private final Counts<String> delivered = new Counts<>();
    private final Counts<String> repeated = new Counts<>();
    private final Counts<String> dropped = new Counts<>();
    private volatile boolean on = true;
    private volatile double pace = 1;
    private volatile Duration keep = Duration.ofDays(3);
    private volatile int batch = 100;
    private volatile int parallel = 1;
    private volatile int suspendAfter;
    private volatile Duration timeout = Duration.ofSeconds(30);

    WebhookSender(Outgoing outgoing, Clock clock) {
        this.outgoing = outgoing;
        this.clock = clock;
        threads = Executors.newScheduledThreadPool(2, task -> {
            Thread thread = new Thread(task, "campaign-sender");
            thread.setDaemon(true);
            return thread;
        });
    }

    void pace(double factor) {
        pace = factor;
    }

    void keepFor(Duration realTime) {
        keep = realTime;
    }

    void batchSize(int events) {
        if (events < 1 || events > 100) {
            throw new IllegalArgumentException("A batch has 1 to 100 events, not " + events);
        }
        batch = events;
    }

    void parallel(int requests) {
        parallel = requests;
    }

    void suspendAfter(int failures) {
        suspendAfter = failures;
    }

    void answerWithin(Duration realTime) {
        timeout = realTime;
    }

    boolean on() {
        return on;
    }

    void on(boolean sends) {
        on = sends;
    }

    long delivered(String type) {
        return delivered.of(type);
    }

    long repeated(String type) {
        return repeated.of(type);
    }

    long dropped(String type) {
        return dropped.of(type);
    }

    long pending() {
        return pending.get();
    }

    void add(Webhook webhook, WebhookEvent event) {
        pending.incrementAndGet();
        webhook.queue.add(event);
        wake(webhook);
    }

    void forget(Webhook webhook) {
        pending.addAndGet(-webhook.queue.clear());
    }

    /** Sends what the webhook may send now. */
    void wake(Webhook webhook) {
        try {
            threads.execute(() -> send(webhook));
        } catch (RejectedExecutionException closed) {
            on = false;
        }
    }

    private void send(Webhook webhook) {
        while (on && webhook.is(Webhook.Status.ACTIVATED)) {
            List<Queued> events = webhook.queue.take(batch, parallel, this::isOld, this::drop);
            if (events.isEmpty()) {
                return;
            }
            events.stream()
                    .filter(each -> each.attempt() > 1)
                    .forEach(each -> repeated.add(each.event().type()));
            var unused = outgoing.post(webhook.targetUrl, headers(webhook), body(events), timeout)
                    .thenAccept(reply -> settle(webhook, events, reply.status()));
        }
    }

    private boolean isOld(WebhookEvent event) {
        Duration age = Duration.between(event.created(), clock.instant());
        return age.toNanos() * pace > keep.toNanos();
    }

    private void drop(WebhookEvent event) {
        dropped.add(event.type());
        pending.decrementAndGet();
    }

    private static Map<String, String> headers(Webhook webhook) {
        Map<String, String> headers = new LinkedHashMap<>(webhook.authentication.headers());
        headers.put("Content-Type", "application/json");
        return headers;
    }

    private static String body(List<Queued> events) {
        return StrictJson.write(events.stream()
                .map(each -> each.event().payload(each.attempt()))
                .toList());
    }

    private void settle(Webhook webhook, List<Queued> events, int status) {
        if (status == 200) {
            events.forEach(each -> delivered.add(each.event().type()));
            pending.addAndGet(-events.size());
            webhook.queue.acknowledged();
            wake(webhook);
            return;
        }
        long nanos = (long) (REPEAT.toNanos() / pace);
        int failures = webhook.queue.failed(events, nanos);
        if (failures < 0) {
            pending.addAndGet(-events.size());
            return;
        }
        if (suspendAfter > 0 && failures >= suspendAfter && webhook.is(Webhook.Status.ACTIVATED)) {
            webhook.status = Webhook.Status.SUSPENDED;
        }
        wake(webhook);
        wakeAfter(webhook, nanos + nanos / 5 + 1_000_000);
    }

    private void wakeAfter(Webhook webhook, long nanos) {
        try {
            var unused = threads.schedule(() -> send(webhook), nanos, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException closed) {
            on = false;
        }
    }

    void close() {
        on = false;
        threads.shutdownNow();
    }
}
