package dev.serai.receive;

import dev.serai.config.Format;
import dev.serai.config.InvalidValueException;
import dev.serai.config.Section;
import dev.serai.event.Json;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A call by which a sender tests the address before it sends events, and expects a value of the call as the answer. Such a call is no event.
 *
 * @param when where a value tells such a call from an event
 * @param is that value
 * @param answer where the answer stands
 */
record Handshake(Place when, String is, Place answer) {
    private static final int MAX_ANSWER = 1_000;

    private static final Format<String> CONDITION = new Format<>(
            "a place and its value, such as /type=url_verification",
            text -> text,
            text -> text.isEmpty() || text.indexOf('=') > 0);

    /** @return null if the sender makes no such call */
    static @Nullable Handshake from(Section family) {
        String when = family.value("handshake-when", CONDITION);
        String answer = family.text("handshake-answer");
        if (when.isEmpty() && answer.isEmpty()) {
            return null;
        }
        if (when.isEmpty() || answer.isEmpty()) {
            family.problem("handshake-when", "and handshake-answer belong together; one of the two is empty");
            return null;
        }
        int equals = when.lastIndexOf('=');
        try {
            return new Handshake(
                    Place.of(when.substring(0, equals).strip()),
                    when.substring(equals + 1).strip(),
                    Place.of(answer));
        } catch (InvalidValueException e) {
            family.problem("handshake-when", String.valueOf(e.getMessage()));
            return null;
        }
    }

    /** The headers that it reads. */
    Stream<String> headers() {
        return Stream.of(when, answer).filter(Place.InHeader.class::isInstance).map(each -> ((Place.InHeader) each)
                .name());
    }

    /** What is answered; null if it is no such call. */
    @Nullable
    String answer(Map<String, Object> payload, Family.Transmission arrival) {
        if (!is.equals(Json.text(when.value(payload, arrival::header)))) {
            return null;
        }
        String found = answer.value(payload, arrival::header) instanceof String text ? text : "";
        return found.isEmpty() || found.length() > MAX_ANSWER ? null : found;
    }
}
