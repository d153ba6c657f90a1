package dev.serai.alarm;

import dev.serai.config.Config;
import dev.serai.event.Event;
import dev.serai.event.EventId;
import dev.serai.receive.Family;
import dev.serai.receive.Payload;
import dev.serai.receive.SenderAuthentication;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The family of Serai's own alarms. It has no sender: no request can bring an event of it. */
public record AlarmFamily() implements Family {
    /** Also the name of its router. */
    public static final String NAME = "serai";

    public static AlarmFamily from(Config config) {
        return new AlarmFamily();
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean isReceived() {
        return false;
    }

    @Override
    public List<String> paths() {
        return List.of();
    }

    @Override
    public SenderAuthentication sender() {
        return SenderAuthentication.closed();
    }

    @Override
    public Received event(Map<String, Object> payload, String json, Transmission arrival) throws NotAnEventException {
        String type = Payload.type(payload, "type");
        if (AlarmKind.of(type).isEmpty()) {
            throw new NotAnEventException("no alarm is called so; docs/operating.md names all");
        }
        Event event = new Event(
                id(payload, json),
                NAME,
                type,
                Payload.id(payload, "subject"),
                null,
                Payload.time(payload, "since"),
                arrival.receivedAt(),
                json);
        return new Received(event, payload, null);
    }

    private static UUID id(Map<String, Object> payload, String json) {
        @Nullable String id = Payload.id(payload, "id");
        try {
            return id == null ? EventId.of(null, NAME, json) : UUID.fromString(id);
        } catch (IllegalArgumentException e) {
            return EventId.of(null, NAME, json);
        }
    }

    /** A destination that does not work cannot say so. */
    @Override
    public boolean mayGoTo(String destination, Event event) {
        boolean about =
                AlarmKind.of(event.type()).filter(AlarmKind::isOfDestination).isPresent();
        return !about || !destination.equals(event.subject());
    }
}
