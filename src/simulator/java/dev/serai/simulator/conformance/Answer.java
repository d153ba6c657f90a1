package dev.serai.simulator.conformance;

import java.util.Locale;
import java.util.Map;

/**
 * An answer.
 *
 * @param headers by name in lower case, the last one of each
 * @param text its headers and the beginning of its body, which no report shows
 * @param ms milliseconds from the first byte of the request to the last of the answer
 */
record Answer(int status, Map<String, String> headers, String text, long ms) {
    /** Whether the receiver has said that it closes the connection. */
    boolean announcesClose() {
        return headers.getOrDefault("connection", "").toLowerCase(Locale.ROOT).contains("close");
    }

    boolean isSuccessful() {
        return status >= 200 && status < 300;
    }

    boolean isRedirect() {
        return status >= 300 && status < 400;
    }

    boolean isRefusal() {
        return status == 401 || status == 403;
    }

    @Override
    public String toString() {
        return status + (isRedirect() ? " (a redirect, which the sender does not follow)" : "");
    }
}
