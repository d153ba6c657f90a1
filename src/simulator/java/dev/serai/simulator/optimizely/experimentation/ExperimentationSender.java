package dev.serai.simulator.optimizely.experimentation;

import dev.serai.simulator.http.Counts;
import dev.serai.simulator.http.Outgoing;
import dev.serai.simulator.http.StrictJson;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Posts an event once, signed by the secret of its webhook. Whether the vendor repeats an event, and which statuses are success there, is not
 * documented; 2xx is success here.
 */
final class ExperimentationSender {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final Outgoing outgoing;
    private final Clock clock;
    private final AtomicLong pending = new AtomicLong();
    private final Counts<String> delivered = new Counts<>();
    private final Counts<String> dropped = new Counts<>();

    ExperimentationSender(Outgoing outgoing, Clock clock) {
        this.outgoing = outgoing;
        this.clock = clock;
    }

    /** @param data an object, or a list of changes */
    void send(ExperimentationWebhook webhook, String event, Object data) {
        Map<String, Object> envelope = new LinkedHashMap<>();
        envelope.put("project_id", webhook.project());
        envelope.put("timestamp", clock.instant().getEpochSecond());
        envelope.put("event", event);
        envelope.put("data", data);
        String body = StrictJson.write(envelope);
        Map<String, String> headers =
                Map.of("Content-Type", "application/json", "X-Hub-Signature", signature(webhook.secret(), body));
        pending.incrementAndGet();
        var unused = outgoing.post(webhook.url(), headers, body, TIMEOUT).thenAccept(reply -> {
            (reply.status() >= 200 && reply.status() < 300 ? delivered : dropped).add(event);
            pending.decrementAndGet();
        });
    }

    static String signature(String secret, String body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
            return "sha1=" + HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    long delivered(String event) {
        return delivered.of(event);
    }

    long dropped(String event) {
        return dropped.of(event);
    }

    long pending() {
        return pending.get();
    }
}
