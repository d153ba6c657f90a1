package dev.serai.receive;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import dev.serai.journal.Json;
import dev.serai.journal.Reject;
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
record Receipt(Family family, List<Element> elements) {
    private static final Logger log = LoggerFactory.getLogger("serai.receipt");
    private static final int PROBLEMS = 100;

    /** Exactly one of the two. */
    sealed interface Element {
        record Event(Family.Arrived arrived) implements Element {}

        record NoEvent(Reject reject) implements Element {}
    }

    /** An element that is no event, for the answer. */
    record Problem(int index, String reason) {}

    /** The first of them; how many there are is counted. */
    List<Problem> problems() {
        return IntStream.range(0, elements.size())
                .filter(index -> elements.get(index) instanceof Element.NoEvent)
                .limit(PROBLEMS)
                .mapToObj(index -> new Problem(
                        index, ((Element.NoEvent) elements.get(index)).reject().reason()))
                .toList();
    }

    static Receipt read(Family family, byte[] body, Family.Arrival arrival) {
        List<Element> elements = new ArrayList<>();
        try {
            String charset = arrival.charset();
            for (Body.Part part : Body.parts(charset == null ? body : Charsets.utf8(body, charset))) {
                elements.add(
                        part instanceof Body.Slice slice
                                ? element(family, slice, arrival)
                                : noEvent(family, (Body.Scrap) part, arrival));
            }
        } catch (Body.NotJson e) {
            elements.clear();
            String label = arrival.charset() == null ? "" : ", sent as " + arrival.charset();
            elements.add(noEvent(family, e.getMessage() + label, body, arrival));
        } catch (RuntimeException e) {
            elements.clear();
            elements.add(noEvent(family, beyondReading(family, e), body, arrival));
        }
        return new Receipt(family, elements);
    }

    private static Element element(Family family, Body.Slice slice, Family.Arrival arrival) {
        try {
            if (!slice.isObject()) {
                throw new Family.NoEvent("not an object");
            }
            Family.Arrived arrived = family.event(slice.object(), slice.json(), arrival);
            return new Element.Event(slice.read() == null ? arrived.withoutPayload() : arrived);
        } catch (Family.NoEvent e) {
            return noEvent(family, String.valueOf(e.getMessage()), bytes(slice), arrival);
        } catch (JsonProcessingException | RuntimeException e) {
            return noEvent(family, beyondReading(family, e), bytes(slice), arrival);
        }
    }

    /**
     * Our own mistakes too: whoever is not answered at all would send it for three days. What it was is for the log, not
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

    private static Element noEvent(Family family, Body.Scrap scrap, Family.Arrival arrival) {
        return noEvent(family, scrap.reason(), scrap.bytes(), arrival);
    }

    private static Element noEvent(Family family, String reason, byte[] body, Family.Arrival arrival) {
        return new Element.NoEvent(new Reject(family.name(), arrival.receivedAt(), reason, body));
    }

    private static byte[] bytes(Body.Slice slice) {
        return slice.json().getBytes(StandardCharsets.UTF_8);
    }
}
