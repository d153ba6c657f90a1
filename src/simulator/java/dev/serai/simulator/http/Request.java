package dev.serai.simulator.http;

import java.util.Locale;
import java.util.Map;

/**
 * A request as it came.
 *
 * @param path as sent, without the query
 * @param query decoded
 * @param headers their names in any case
 * @param status what it was answered with; 0 while, or if, there is no answer
 */
public record Request(
        String method, String path, Map<String, String> query, Map<String, String> headers, String body, int status) {

    Request answered(int with) {
        return new Request(method, path, query, headers, body, with);
    }

    /** The value of a header, empty if there is none. */
    public String header(String name) {
        return headers.getOrDefault(name, "");
    }

    /** Whether the media type of the body begins with these words, in any case. */
    public boolean has(String contentType) {
        return header("Content-Type").toLowerCase(Locale.ROOT).startsWith(contentType);
    }
}
