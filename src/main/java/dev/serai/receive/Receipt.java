package dev.serai.receive;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import dev.serai.event.Json;
import dev.serai.event.QuarantinedInput;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One HTTP request, read: each element is an event that has arrived, or goes to quarantine.
 *
 * @param elements in the order of the request
 */
record Receipt(Family family, List<Item> elements) {
    private static final Logger log = LoggerFactory.getLogger("serai.receipt");
    private static final int PROBLEMS = 100;
    /** What surrounds a list of events is repeated for each: not so often that a small body becomes a large one. */
    private static final int SPLIT_TIMES = 8;

    private static final long SPLIT_BYTES = 1 << 20;

    /** Exactly one of the two. */
    sealed interface Item {
        record Event(Family.Received arrived) implements Item {}

        record Quarantined(QuarantinedInput reject) implements Item {}
    }

    /** An element that is no event, for the answer. */
    record Complaint(int index, String reason) {}

    /** The first of them; how many there are is counted. */
    List<Complaint> problems() {
        return IntStream.range(0, elements.size())
                .filter(index -> elements.get(index) instanceof Item.Quarantined)
                .limit(PROBLEMS)
                .mapToObj(index -> new Complaint(
                        index, ((Item.Quarantined) elements.get(index)).reject().reason()))
                .toList();
    }

    static Receipt read(Family family, byte[] body, Family.Transmission arrival) {
        List<Item> elements = new ArrayList<>();
        try {
            String charset = arrival.charset();
            for (JsonSlicer.Part part : JsonSlicer.parts(charset == null ? body : Charsets.utf8(body, charset))) {
                if (part instanceof JsonSlicer.Slice slice) {
                    elements.addAll(events(family, slice, arrival));
                } else {
                    elements.add(noEvent(family, (JsonSlicer.Scrap) part, arrival));
                }
            }
        } catch (JsonSlicer.NotJsonException e) {
            elements.clear();
            String label = arrival.charset() == null ? "" : ", sent as " + arrival.charset();
            elements.add(noEvent(family, e.getMessage() + label, body, arrival));
        } catch (RuntimeException e) {
            elements.clear();
            elements.add(noEvent(family, beyondReading(family, e), body, arrival));
        }
        return new Receipt(family, elements);
    }

    /** One, unless the object has a list of events: then each of them, with all that stands around the list. */
    private static List<Item> events(Family family, JsonSlicer.Slice slice, Family.Transmission arrival) {
        List<Map<String, Object>> parts = List.of();
        try {
            parts = slice.isObject() ? family.parts(slice.object()) : List.of();
        } catch (JsonProcessingException | RuntimeException e) {
            // the element itself says what is wrong with it
        }
        if (parts.isEmpty()) {
            return List.of(element(family, slice, arrival));
        }
        if (parts.size() > JsonSlicer.MAX_ELEMENTS) {
            return List.of(noEvent(family, "a list of more than " + JsonSlicer.MAX_ELEMENTS, bytes(slice), arrival));
        }
        List<Item> items = new ArrayList<>();
        long room = Math.max(SPLIT_BYTES, (long) SPLIT_TIMES * slice.json().length());
        for (Map<String, Object> part : parts) {
            String json = Json.write(part);
            room -= json.length();
            if (room < 0) {
                return List.of(noEvent(
                        family, "a list of events in an object that is too large for each", bytes(slice), arrival));
            }
            items.add(part(family, part, json, arrival));
        }
        return items;
    }

    private static Item part(Family family, Map<String, Object> payload, String json, Family.Transmission arrival) {
        try {
            return new Item.Event(family.event(payload, json, arrival).withoutPayload());
        } catch (Family.NotAnEventException e) {
            return noEvent(family, String.valueOf(e.getMessage()), json.getBytes(StandardCharsets.UTF_8), arrival);
        } catch (RuntimeException e) {
            return noEvent(family, beyondReading(family, e), json.getBytes(StandardCharsets.UTF_8), arrival);
        }
    }

    /** Bytes that its events take beyond the body, at the least. */
    long bytes() {
        return elements.stream()
                .mapToLong(each -> each instanceof Item.Event event
                        ? event.arrived().event().payload().length()
                        : ((Item.Quarantined) each).reject().body().length)
                .sum();
    }

    private static Item element(Family family, JsonSlicer.Slice slice, Family.Transmission arrival) {
        try {
            if (!slice.isObject()) {
                throw new Family.NotAnEventException("not an object");
            }
            Family.Received arrived = family.event(slice.object(), slice.json(), arrival);
            return new Item.Event(slice.read() == null ? arrived.withoutPayload() : arrived);
        } catch (Family.NotAnEventException e) {
            return noEvent(family, String.valueOf(e.getMessage()), bytes(slice), arrival);
        } catch (JsonProcessingException | RuntimeException e) {
            return noEvent(family, beyondReading(family, e), bytes(slice), arrival);
        }
    }

    /**
     * Our own mistakes too: a sender without an answer would send it for three days. What it was is for the log, not
     * for the sender.
     */
    private static String beyondReading(Family family, Exception e) {
        if (e instanceof StreamConstraintsException beyond) {
            return Json.reason(beyond);
        }
        if (e instanceof JsonParseException broken && broken.getLocation() != null) {
            return "not JSON at character " + broken.getLocation().getCharOffset();
        }
        log.warn(
                "family={} outcome=quarantined error={}",
                family.name(),
                e.getClass().getSimpleName());
        return "beyond reading";
    }

    /** A body that is kept in one piece. */
    static Receipt whole(Family family, String reason, byte[] body, Family.Transmission arrival) {
        return new Receipt(family, List.of(noEvent(family, reason, body, arrival)));
    }

    /** A call that brings no event, for a person to look at. */
    static Receipt ofCall(Family family, String call, Instant at) {
        return whole(
                family, OtherCall.REASON, call.getBytes(StandardCharsets.UTF_8), Family.Transmission.of(at, Map.of()));
    }

    private static Item noEvent(Family family, JsonSlicer.Scrap scrap, Family.Transmission arrival) {
        return noEvent(family, scrap.reason(), scrap.bytes(), arrival);
    }

    private static Item noEvent(Family family, String reason, byte[] body, Family.Transmission arrival) {
        Map<String, String> headers = new HashMap<>();
        for (String name : family.eventHeaders()) {
            String value = arrival.header(name);
            if (value != null) {
                headers.put(name, value);
            }
        }
        return new Item.Quarantined(
                new QuarantinedInput(family.name(), arrival.receivedAt(), reason, body, arrival.charset(), headers));
    }

    private static byte[] bytes(JsonSlicer.Slice slice) {
        return slice.json().getBytes(StandardCharsets.UTF_8);
    }
}
