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
record RestAnswer(int status, String type, String body, Map<String, String> headers, Duration slowly) {
    static final RestAnswer DROPPED = text(0, "", "");
    static final RestAnswer NEVER = text(-1, "", "");

    static RestAnswer text(int status, String type, String body) {
        return new RestAnswer(status, type, body, Map.of(), Duration.ZERO);
    }

    static RestAnswer json(int status, @Nullable Object value) {
        return text(status, "application/json;charset=UTF-8", StrictJson.write(value));
    }

    static RestAnswer html(int status, String html) {
        return text(status, "text/html;charset=UTF-8", html);
    }

    static RestAnswer empty(int status) {
        return text(status, "", "");
    }

    RestAnswer with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new RestAnswer(status, type, body, more, slowly);
    }

    RestAnswer with(String otherBody) {
        return new RestAnswer(status, type, otherBody, headers, slowly);
    }

    RestAnswer slowly(Duration duration) {
        return new RestAnswer(status, type, body, headers, duration);
    }
}
