package dev.serai.dispatch;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.serai.event.EmailAddress;
import dev.serai.event.Event;
import dev.serai.event.Json;
import dev.serai.event.Medium;
import dev.serai.event.Text;
import dev.serai.journal.DeliveryQueue.DueDelivery;
import dev.serai.journal.DeliveryState;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One event on its way to one destination: the {@code event} of a mapping. */
public final class Delivery {
    /** The error of an event that was in flight when its process died. */
    static final String LOST = "in flight when its process died";

    /** The routers say the same in Simple. */
    private static final Pattern TRUE = Pattern.compile("(?i)\\s*(true|1([.]0+)?)\\s*");
    /** The error of an event that may have ended its process twice: it was in flight, and nothing else was. */
    static final String LETHAL = "in flight alone when the process died, twice";

    private final DueDelivery due;
    private final LargePayloads large;
    private @Nullable Map<String, Object> payload;
    private @Nullable Object person;

    /** The payload cannot be read: it was kept before there was a bound. The message says which. */
    public static final class UnreadableException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UnreadableException(JsonProcessingException e) {
            super("the payload cannot be read: " + Json.reason(e));
        }
    }

    public Delivery(DueDelivery due) {
        this(due, new LargePayloads());
    }

    Delivery(DueDelivery due, LargePayloads large) {
        this.due = due;
        this.large = large;
    }

    DueDelivery due() {
        return due;
    }

    long characters() {
        return event().payload().length();
    }

    /** How many attempts there were before. */
    public int attempts() {
        return due.attempts();
    }

    private Event event() {
        return due.event();
    }

    public UUID getId() {
        return event().id();
    }

    /**
     * What the far side can recognise a repeat by, for {@code Idempotency-Key}: the id of the event, or after a replay another
     * UUID, which stays the same for all attempts of this replay.
     */
    public String getKey() {
        String id = getId().toString();
        return due.replay() == 0
                ? id
                : UUID.nameUUIDFromBytes((id + " replay " + due.replay()).getBytes(StandardCharsets.UTF_8))
                        .toString();
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

    /** The address it is about, lower case: of e-mail, or of the event's own {@link #getMedium medium}. */
    public @Nullable String getContact() {
        return event().contact();
    }

    /** EMAIL, SMS, PUSH, FAX, LETTER, PRINT, or another word of the sender, in capitals. */
    public String getMedium() {
        return Medium.of(getPayload());
    }

    /** The contact, if it is one e-mail address and the event is about e-mail. */
    public @Nullable String getEmail() {
        String contact = getContact();
        return contact == null || !getMedium().equals(Medium.EMAIL) ? null : EmailAddress.in(contact);
    }

    /** When it happened; null if the sender does not say. */
    public @Nullable Instant getOccurredAt() {
        return event().occurredAt();
    }

    public Instant getReceivedAt() {
        return event().receivedAt();
    }

    /**
     * What was received, parsed: anew each time, and only in a mapping once. The maps of a batch would take up to twenty
     * times the memory of its texts.
     */
    public Map<String, Object> getPayload() {
        return payload == null ? read() : payload;
    }

    private Map<String, Object> read() {
        try {
            return Json.payload(event().payload());
        } catch (JsonProcessingException e) {
            throw new UnreadableException(e);
        }
    }

    /** Makes something of a payload. */
    @FunctionalInterface
    public interface Mapping {
        @Nullable
        Object of(Map<String, Object> payload);
    }

    /**
     * Maps the payload, and forgets it.
     *
     * @throws UnreadableException if there is no map of it
     */
    public @Nullable Object map(Mapping mapping) {
        return large.inTurn(characters(), () -> {
            Map<String, Object> read = read();
            payload = read;
            try {
                return mapping.of(read);
            } finally {
                payload = null;
            }
        });
    }

    /**
     * What lies at a path of the payload, {@code data.asset.id}.
     *
     * @return null if something on the path is absent, or is no object
     */
    public @Nullable Object at(String path) {
        return at(getPayload(), path);
    }

    /** What lies at a path from a value of the payload. */
    public @Nullable Object at(@Nullable Object value, String path) {
        Object found = value;
        int from = 0;
        for (int dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', from)) {
            found = Json.at(found, path.substring(from, dot));
            from = dot + 1;
        }
        return Json.at(found, path.substring(from));
    }

    /** The same as text; a number by its digits, however it is written. */
    public @Nullable String text(String path) {
        return Json.text(at(path));
    }

    /** The same from a value of the payload. */
    public @Nullable String text(@Nullable Object value, String path) {
        return Json.text(at(value, path));
    }

    /** @param length the most characters that the far side takes; what is longer is cut */
    public @Nullable String text(String path, int length) {
        String text = text(path);
        return text == null ? null : Text.clean(text, length);
    }

    /** Whether the value there is true, also as text or as 1. */
    public boolean isTrue(String path) {
        String text = text(path);
        return text != null && TRUE.matcher(text).matches();
    }

    /** The person that a look-up found behind the contact. */
    public @Nullable Object getPerson() {
        return person;
    }

    /** Whether this is only the daily look-up of an event that is delivered but for its person. */
    public boolean isLookedUpAgain() {
        return due.state() == DeliveryState.WAITING_FOR_PERSON;
    }

    boolean wasLost() {
        return due.state() == DeliveryState.WAITING_APART;
    }

    public void setPerson(@Nullable Object person) {
        this.person = person;
    }

    @Override
    public String toString() {
        return getId().toString();
    }
}
