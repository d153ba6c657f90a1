package dev.serai.simulator.http;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request of an API, taken apart.
 *
 * @param uri path and query as sent
 * @param path the decoded words between the slashes
 * @param query every value of each parameter, decoded
 */
public record ApiCall(Request request, String uri, List<String> path, Map<String, List<String>> query) {
    /**
     * Reads the whole request.
     *
     * @throws IOException if it breaks off, or is no UTF-8
     * @throws IllegalArgumentException if it is wrongly encoded
     */
    static ApiCall read(HttpExchange exchange) throws IOException {
        Request request = RequestReader.read(exchange);
        return new ApiCall(
                request,
                exchange.getRequestURI().toString(),
                RequestReader.words(request.path()),
                RequestReader.allParameters(exchange.getRequestURI().getRawQuery()));
    }

    public String method() {
        return request.method();
    }

    public String header(String name) {
        return request.header(name);
    }

    public String body() {
        return request.body();
    }

    /** The fields of the body, if it is a form. */
    public Map<String, List<String>> form() {
        return request.has("application/x-www-form-urlencoded")
                ? RequestReader.allParameters(request.body())
                : Map.of();
    }

    /** The first value of a name, or null. */
    public static @Nullable String one(Map<String, List<String>> values, String name) {
        List<String> all = values.get(name);
        return all == null ? null : all.get(0);
    }

    /** The values of a name, separated by commas or given several times; no empty ones. */
    public static List<String> list(Map<String, List<String>> values, String name) {
        List<String> list = new ArrayList<>();
        for (String value : values.getOrDefault(name, List.of())) {
            for (String each : value.split(",", -1)) {
                if (!each.isBlank()) {
                    list.add(each.strip());
                }
            }
        }
        return list;
    }
}
