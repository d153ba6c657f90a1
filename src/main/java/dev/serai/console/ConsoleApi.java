package dev.serai.console;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.serai.event.Json;
import dev.serai.operate.ManagementApi;
import dev.serai.operate.Role;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.util.HashMap;
import java.util.Map;

/** Asks the management API in this process, and reads its answers into the records of a page. */
final class ConsoleApi {
    /** A page names what it shows, and leaves out the rest of an answer. */
    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    private final ManagementApi api;
    private final Map<Question, Future<JsonNode>> running = new HashMap<>();

    /** What is the same for all of one role. */
    private record Question(Role role, String uri) {}

    ConsoleApi(ManagementApi api) {
        this.api = api;
    }

    /**
     * Reads, with personal data masked.
     *
     * @param uri below {@code /api/v1}
     * @return the answer, or a {@link ManagementApi.ProblemException}
     */
    <T> Future<T> get(Visitor visitor, String uri, Class<T> as) {
        return shared(visitor, uri).map(answer -> read(answer, as));
    }

    /** However many ask the same at once, as tabs do that are told of new events, the API is asked once. */
    private Future<JsonNode> shared(Visitor visitor, String uri) {
        Question question = new Question(visitor.role(), uri);
        synchronized (running) {
            Future<JsonNode> asked = running.get(question);
            if (asked == null) {
                asked = api.ask(HttpMethod.GET, uri, "", visitor.caller(), true);
                if (!asked.isComplete()) {
                    running.put(question, asked);
                    asked.onComplete(done -> {
                        synchronized (running) {
                            running.remove(question);
                        }
                    });
                }
            }
            return asked;
        }
    }

    /** Reads what is masked for viewers alone, such as the addresses of senders. */
    <T> Future<T> getWhole(Visitor visitor, String uri, Class<T> as) {
        return api.ask(HttpMethod.GET, uri, "", visitor.caller(), false).map(answer -> read(answer, as));
    }

    /** Changes something, with personal data masked in the answer. */
    <T> Future<T> post(Visitor visitor, String uri, Map<String, ?> body, Class<T> as) {
        return api.ask(HttpMethod.POST, uri, Json.write(body), visitor.caller(), true)
                .map(answer -> read(answer, as));
    }

    /** Asks for something that has personal data: what the API writes to the audit, or what the visitor has sent. */
    <T> Future<T> unmask(Visitor visitor, String uri, Map<String, ?> body, Class<T> as) {
        return api.ask(HttpMethod.POST, uri, Json.write(body), visitor.caller(), false)
                .map(answer -> read(answer, as));
    }

    /** Takes something away. */
    <T> Future<T> delete(Visitor visitor, String uri, Class<T> as) {
        return api.ask(HttpMethod.DELETE, uri, "", visitor.caller(), true).map(answer -> read(answer, as));
    }

    private static <T> T read(JsonNode answer, Class<T> as) {
        return JSON.convertValue(answer, as);
    }
}
