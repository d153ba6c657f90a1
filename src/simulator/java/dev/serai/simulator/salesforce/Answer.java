package dev.serai.simulator.salesforce;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is sent back.
 *
 * @param status 0 if the connection is dropped, -1 if nothing ever comes
 * @param slowly the time that the body takes
 */
record Answer(int status, String type, String body, Map<String, String> headers, Duration slowly) {
    static final Answer DROPPED = text(0, "", "");
    static final Answer NEVER = text(-1, "", "");

    static Answer text(int status, String type, String body) {
        return new Answer(status, type, body, Map.of(), Duration.ZERO);
    }

    static Answer json(int status, @Nullable Object value) {
        return text(status, "application/json;charset=UTF-8", Json.write(value));
    }

    static Answer html(int status, String html) {
        return text(status, "text/html;charset=UTF-8", html);
    }

    static Answer empty(int status) {
        return text(status, "", "");
    }

    Answer with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Answer(status, type, body, more, slowly);
    }

    Answer with(String otherBody) {
        return new Answer(status, type, otherBody, headers, slowly);
    }

    Answer slowly(Duration duration) {
        return new Answer(status, type, body, headers, duration);
    }
}
