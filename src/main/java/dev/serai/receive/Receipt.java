package dev.serai.receive;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import dev.serai.event.Json;
import dev.serai.event.QuarantinedInput;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
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
                elements.add(
                        part instanceof JsonSlicer.Slice slice
                                ? element(family, slice, arrival)
                                : noEvent(family, (JsonSlicer.Scrap) part, arrival));
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

    private static Item noEvent(Family family, JsonSlicer.Scrap scrap, Family.Transmission arrival) {
        return noEvent(family, scrap.reason(), scrap.bytes(), arrival);
    }

    private static Item noEvent(Family family, String reason, byte[] body, Family.Transmission arrival) {
        return new Item.Quarantined(
                new QuarantinedInput(family.name(), arrival.receivedAt(), reason, body, arrival.charset()));
    }

    private static byte[] bytes(JsonSlicer.Slice slice) {
        return slice.json().getBytes(StandardCharsets.UTF_8);
    }
}
