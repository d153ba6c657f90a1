package dev.serai.simulator.salesforce;

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
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** A client that says nothing but what the test says. */
final class Rest {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private final String url;
    private final Map<String, String> headers = new LinkedHashMap<>();
    private Duration patience = Duration.ofSeconds(10);

    /** What came back. */
    record Reply(int status, String body, HttpHeaders headers) {
        JsonNode json() {
            return StrictJson.read(body);
        }

        /** Status and code of a refusal. */
        String refusal() {
            return status + " " + json().path(0).path("errorCode").asText();
        }

        /** The codes of the refused records, and {@code ok} for the others. */
        String results() {
            StringBuilder codes = new StringBuilder();
            json().forEach(each -> codes.append(
                            each.path("errors").path(0).path("statusCode").asText("ok"))
                    .append(' '));
            return codes.toString().strip();
        }
    }

    Rest(SalesforceSimulator simulator) {
        this.url = simulator.url();
    }

    /** A client that is logged in. */
    static Rest loggedIn(SalesforceSimulator simulator) {
        Rest rest = new Rest(simulator);
        return rest.with(
                "Authorization",
                "Bearer " + rest.login().json().path("access_token").asText());
    }

    Rest with(String name, String value) {
        headers.put(name, value);
        return this;
    }

    Rest patience(Duration atMost) {
        patience = atMost;
        return this;
    }

    Reply login() {
        return form(Map.of(
                "grant_type", "client_credentials",
                "client_id", SalesforceSimulator.CLIENT_ID,
                "client_secret", SalesforceSimulator.CLIENT_SECRET));
    }

    Reply form(Map<String, String> fields) {
        String body = fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + encoded(field.getValue()))
                .collect(Collectors.joining("&"));
        return send("POST", "/services/oauth2/token", "application/x-www-form-urlencoded", body);
    }

    Reply get(String path) {
        return call("GET", path, "");
    }

    Reply post(String path, String json) {
        return call("POST", path, json);
    }

    Reply patch(String path, String json) {
        return call("PATCH", path, json);
    }

    Reply delete(String path) {
        return call("DELETE", path, "");
    }

    Reply query(String soql) {
        return get("query?q=" + encoded(soql));
    }

    Reply call(String method, String path, String json) {
        return send(method, "/services/data/v60.0/" + path, "application/json", json);
    }

    Reply send(String method, String path, String type, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path))
                .timeout(patience)
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .header("Content-Type", type);
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

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
