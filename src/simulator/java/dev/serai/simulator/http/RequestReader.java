package dev.serai.simulator.http;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads a request strictly, and takes paths, queries and forms apart. */
public final class RequestReader {
    private RequestReader() {}

    /**
     * The whole request.
     *
     * @throws java.nio.charset.CharacterCodingException if the body is no UTF-8
     * @throws IOException if the request breaks off
     * @throws IllegalArgumentException if the query is wrongly encoded
     */
    public static Request read(HttpExchange exchange) throws IOException {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, String.join(", ", values)));
        byte[] bytes = exchange.getRequestBody().readAllBytes();
        String body = StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes))
                .toString();
        return new Request(
                exchange.getRequestMethod(),
                exchange.getRequestURI().getRawPath(),
                parameters(exchange.getRequestURI().getRawQuery()),
                Collections.unmodifiableMap(headers),
                body,
                0);
    }

    /**
     * The decoded words between the slashes of a path.
     *
     * @throws IllegalArgumentException if the path is wrongly encoded
     */
    public static List<String> words(String path) {
        return Arrays.stream(path.split("/", -1))
                .filter(word -> !word.isEmpty())
                .map(word -> decode(word.replace("+", "%2B")))
                .toList();
    }

    /** The pairs of a query or of a form. */
    public static Map<String, String> parameters(@Nullable String encoded) {
        Map<String, String> parameters = new LinkedHashMap<>();
        if (encoded != null && !encoded.isEmpty()) {
            for (String pair : encoded.split("&", -1)) {
                int equals = pair.indexOf('=');
                String name = equals < 0 ? pair : pair.substring(0, equals);
                parameters.put(decode(name), equals < 0 ? "" : decode(pair.substring(equals + 1)));
            }
        }
        return Collections.unmodifiableMap(parameters);
    }

    /** The same with every value of a name that occurs several times. */
    public static Map<String, List<String>> allParameters(@Nullable String encoded) {
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        if (encoded != null && !encoded.isEmpty()) {
            for (String pair : encoded.split("&", -1)) {
                int equals = pair.indexOf('=');
                String name = decode(equals < 0 ? pair : pair.substring(0, equals));
                String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
                parameters.computeIfAbsent(name, first -> new ArrayList<>()).add(value);
            }
        }
        return Collections.unmodifiableMap(parameters);
    }

    private static String decode(String encoded) {
        return URLDecoder.decode(encoded, StandardCharsets.UTF_8);
    }
}
