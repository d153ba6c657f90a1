package dev.serai.outbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.serai.journal.Deliveries.Due;
import dev.serai.journal.Event;
import dev.serai.journal.Json;
import dev.serai.journal.Settlement;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One event on its way to one destination: the {@code event} of a mapping. */
public final class Delivery {
    /** The error of what was in hand when its process died. */
    static final String LOST = "in hand when its process died";

    private final Due due;
    private @Nullable Map<String, Object> payload;
    private @Nullable Object person;

    Delivery(Due due) {
        this.due = due;
    }

    Due due() {
        return due;
    }

    long characters() {
        return event().payload().length();
    }

    private Event event() {
        return due.event();
    }

    public UUID getId() {
        return event().id();
    }

    public String getFamily() {
        return event().family();
    }

    public String getType() {
        return event().type();
    }

    public @Nullable String getSubject() {
        return event().subject();
    }

    /** The e-mail address it is about, lower case. */
    public @Nullable String getContact() {
        return event().contact();
    }

    /** When it happened; null if the sender does not say. */
    public @Nullable Instant getOccurredAt() {
        return event().occurredAt();
    }

    public Instant getReceivedAt() {
        return event().receivedAt();
    }

    /** What was received, parsed. */
    public Map<String, Object> getPayload() {
        if (payload == null) {
            try {
                payload = Json.object(event().payload());
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("what was kept as an event can be read again", e);
            }
        }
        return payload;
    }

    /** Whom a look-up found behind the contact. */
    public @Nullable Object getPerson() {
        return person;
    }

    /** Whether this is only the daily look-up of an event that is delivered but for its person. */
    public boolean isLookedUpAgain() {
        return due.lastError() != null && due.lastError().startsWith(Settlement.UNMATCHED);
    }

    boolean wasLost() {
        return LOST.equals(due.lastError());
    }

    public void setPerson(@Nullable Object person) {
        this.person = person;
    }

    @Override
    public String toString() {
        return getId().toString();
    }
}
