package dev.serai.simulator.http;

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
public record RestAnswer(int status, String type, String body, Map<String, String> headers, Duration slowly) {
    public static final RestAnswer DROPPED = text(0, "", "");
    public static final RestAnswer NEVER = text(-1, "", "");

    public static RestAnswer text(int status, String type, String body) {
        return new RestAnswer(status, type, body, Map.of(), Duration.ZERO);
    }

    public static RestAnswer json(int status, @Nullable Object value) {
        return text(status, "application/json;charset=UTF-8", StrictJson.write(value));
    }

    public static RestAnswer html(int status, String html) {
        return text(status, "text/html;charset=UTF-8", html);
    }

    public static RestAnswer empty(int status) {
        return text(status, "", "");
    }

    public RestAnswer with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new RestAnswer(status, type, body, more, slowly);
    }

    public RestAnswer with(String otherBody) {
        return new RestAnswer(status, type, otherBody, headers, slowly);
    }

    public RestAnswer slowly(Duration duration) {
        return new RestAnswer(status, type, body, headers, duration);
    }
}
