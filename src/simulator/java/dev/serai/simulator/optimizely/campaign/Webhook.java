package dev.serai.simulator.optimizely.campaign;

import java.time.Instant;
import java.util.Locale;

/** A registered webhook with the events that it has to send. */
final class Webhook {
    final long id;
    final long clientId;
    final Instant created;
    final WebhookQueue queue = new WebhookQueue();
    volatile String type;
    volatile Status status;
    volatile String targetUrl;
    volatile Authentication authentication;
    volatile Instant modified;

    /** There is also {@code deleted}, which no list ever shows. */
    enum Status {
        CREATED,
        ACTIVATED,
        DEACTIVATED,
        SUSPENDED;

        String inAnswers() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    Webhook(
            long id,
            long clientId,
            Instant created,
            String type,
            Status status,
            String targetUrl,
            Authentication authentication) {
        this.id = id;
        this.clientId = clientId;
        this.created = created;
        this.modified = created;
        this.type = type;
        this.status = status;
        this.targetUrl = targetUrl;
        this.authentication = authentication;
    }

    boolean is(Status one) {
        return status == one;
    }

    RegisteredWebhook registered() {
        return new RegisteredWebhook(id, clientId, type, status.inAnswers(), targetUrl, authentication.json());
    }

    Instant created() {
        return created;
    }

    Instant modified() {
        return modified;
    }
}
