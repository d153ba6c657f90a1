package dev.serai.simulator.salesforce;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import dev.serai.simulator.http.Request;
import dev.serai.simulator.http.RequestReader;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A request with its path taken apart: the decoded words between the slashes. */
record Call(Request request, List<String> path) {
    /** Of the URI and the headers together: help article 000386264. */
    private static final int MAX_HEAD = 16_384;

    /** @throws IOException if it breaks off, or is no UTF-8 */
    static Call of(HttpExchange exchange) throws IOException {
        Request request = RequestReader.read(exchange);
        return new Call(request, RequestReader.words(request.path()));
    }

    /** @return the status for a head that is too long, or 0 */
    static int refusedForLength(HttpExchange exchange) {
        int uri = exchange.getRequestURI().toString().length();
        int[] headers = {0};
        exchange.getRequestHeaders()
                .forEach((name, values) -> values.forEach(value -> headers[0] += name.length() + value.length() + 4));
        if (uri + headers[0] <= MAX_HEAD) {
            return 0;
        }
        return uri > headers[0] ? 414 : 431;
    }

    String method() {
        return request.method();
    }

    @Nullable
    String parameter(String name) {
        return request.query().get(name);
    }

    String header(String name) {
        return request.header(name);
    }

    boolean has(String contentType) {
        return request.has(contentType);
    }

    /** The word at the place, counted from the version. */
    String word(int place) {
        return path.get(place + 3);
    }

    /** How many words follow the version. */
    int words() {
        return path.size() - 3;
    }

    /** The version as in the path, {@code v60.0}. */
    String version() {
        return path.get(2);
    }

    /** @throws Refused unless the body is a JSON object and says that it is JSON */
    JsonNode json() {
        if (!has("application/json")) {
            throw new Refused(
                    415, "UNSUPPORTED_MEDIA_TYPE", "Content type " + header("Content-Type") + " not supported.");
        }
        return JsonBody.object(request.body());
    }

    /** Whether the caller keeps the assignment rules from choosing an owner. */
    boolean keepsOwner() {
        return header("Sforce-Auto-Assign").equalsIgnoreCase("FALSE");
    }

    Refused wrongMethod(String allowed) {
        return new Refused(
                405, "METHOD_NOT_ALLOWED", "HTTP Method '" + method() + "' not allowed. Allowed are " + allowed);
    }
}
