package dev.serai.simulator.optimizely;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.simulator.http.StrictJson;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/** A client that says nothing but what the test says. */
public final class HttpCaller {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private final String base;
    private final Map<String, String> headers = new LinkedHashMap<>();
    private Duration patience = Duration.ofSeconds(10);

    /** What came back; status 0 if nothing did. */
    public record Reply(int status, String body, HttpHeaders headers) {
        public JsonNode json() {
            return StrictJson.read(body);
        }
    }

    public HttpCaller(String base) {
        this.base = base;
    }

    public HttpCaller with(String name, String value) {
        headers.put(name, value);
        return this;
    }

    public HttpCaller basic(String user, String password) {
        String pair = user + ":" + password;
        return with(
                "Authorization", "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
    }

    public HttpCaller patience(Duration atMost) {
        patience = atMost;
        return this;
    }

    public Reply get(String path) {
        return send("GET", path, "", "");
    }

    public Reply post(String path) {
        return send("POST", path, "", "");
    }

    public Reply delete(String path) {
        return send("DELETE", path, "", "");
    }

    /** @param fields names and values in turn */
    public Reply form(String method, String path, String... fields) {
        StringBuilder body = new StringBuilder();
        for (int at = 0; at < fields.length; at += 2) {
            body.append(at == 0 ? "" : "&").append(fields[at]).append('=').append(encoded(fields[at + 1]));
        }
        return send(method, path, "application/x-www-form-urlencoded", body.toString());
    }

    public Reply json(String method, String path, String json) {
        return send(method, path, "application/json", json);
    }

    public Reply send(String method, String path, String type, String body) {
        URI uri = URI.create(path.startsWith("http") ? path : base + path);
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .timeout(patience)
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (!type.isEmpty()) {
            request.header("Content-Type", type);
        }
        headers.forEach(request::setHeader);
        try {
            var response = CLIENT.send(request.build(), BodyHandlers.ofString());
            return new Reply(response.statusCode(), response.body(), response.headers());
        } catch (IOException e) {
            return new Reply(0, e.getClass().getSimpleName(), HttpHeaders.of(Map.of(), (name, value) -> true));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    public static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
