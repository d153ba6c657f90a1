package dev.serai.check;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.serai.event.Event;
import dev.serai.event.Json;
import dev.serai.receive.Family;
import dev.serai.receive.Family.NotAnEventException;
import dev.serai.receive.Family.Transmission;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Events of a payload as a sender would post it: one JSON object, or a list of them, each an event or with a list of events. */
public final class Payloads {
    private Payloads() {}

    /** The families that take every element for an event. */
    public static List<Family> families(String json, List<Family> families, Transmission arrival) {
        return families.stream().filter(family -> isOf(family, json, arrival)).toList();
    }

    private static boolean isOf(Family family, String json, Transmission arrival) {
        try {
            return !events(family, json, arrival).isEmpty();
        } catch (JsonProcessingException | NotAnEventException e) {
            return false;
        }
    }

    /**
     * The events.
     *
     * @throws JsonProcessingException if it is no JSON
     * @throws NotAnEventException if an element is no event of the family
     */
    public static List<Event> events(Family family, String json, Transmission arrival)
            throws JsonProcessingException, NotAnEventException {
        Object root = root(json);
        List<?> elements = root instanceof List<?> list ? list : List.of(root);
        List<Event> events = new ArrayList<>();
        for (Object each : elements) {
            if (!(each instanceof Map<?, ?>)) {
                throw new NotAnEventException("an element is no JSON object");
            }
            String text = each.equals(root) ? json.strip() : Json.write(each);
            Map<String, Object> payload = Json.object(text);
            List<Map<String, Object>> parts = family.parts(payload);
            if (parts.isEmpty()) {
                events.add(family.event(payload, text, arrival).event());
            }
            for (Map<String, Object> part : parts) {
                events.add(family.event(part, Json.write(part), arrival).event());
            }
        }
        return events;
    }

    /** Why a text is no JSON; null if it is. */
    public static @Nullable String problem(String json) {
        try {
            root(json);
            return null;
        } catch (JsonProcessingException e) {
            return Json.reason(e);
        }
    }

    private static Object root(String json) throws JsonProcessingException {
        return Objects.requireNonNull(Json.object("{\"root\":" + json + "}").get("root"));
    }
}
