package dev.serai.simulator.optimizely.graph;

import dev.serai.simulator.http.Outgoing;
import dev.serai.simulator.http.Redaction;
import dev.serai.simulator.http.Request;
import dev.serai.simulator.http.RequestFaults;
import dev.serai.simulator.http.SimulatedServer;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Optimizely Graph on this machine: {@code /api/webhooks} with Basic and {@code epi-hmac}, and the sender of
 * {@code doc.updated}, {@code doc.expired} and {@code bulk.completed}.
 */
public final class GraphSimulator implements AutoCloseable {
    private static final Pattern HEADERS = Pattern.compile("(\"headers\"\\s*:\\s*)\\{[^}]*}");
    /** The key that is known from the start. */
    public static final String APP_KEY = "sandbox-app-key";
    /** Its secret, Base64 as the real ones. */
    public static final String SECRET = "c2FuZGJveC1ncmFwaC1zZWNyZXQ=";

    private final SimulatedServer server;
    private final Outgoing outgoing = new Outgoing();
    private final GraphSender sender = new GraphSender(outgoing);
    private final GraphKeys keys;
    private final GraphApi api;

    private GraphSimulator(int port, Clock clock) {
        server = new SimulatedServer("graph-simulator", port, GraphSimulator::withoutSecrets);
        keys = new GraphKeys(clock);
        keys.add(APP_KEY, SECRET);
        api = new GraphApi(keys);
        server.serve(api::answer);
    }

    private static Request withoutSecrets(Request request) {
        return Redaction.of(
                request, body -> HEADERS.matcher(body).replaceAll("$1{\"" + Redaction.REMOVED + "\":\"\"}"));
    }

    /**
     * Starts it for this machine alone.
     *
     * @param port 0 for any that is free
     * @throws java.io.UncheckedIOException if the port is taken
     */
    public static GraphSimulator start(int port) {
        return start(port, Clock.systemUTC());
    }

    /** The same with another clock, by which the timestamps of {@code epi-hmac} are checked. */
    public static GraphSimulator start(int port, Clock clock) {
        return new GraphSimulator(port, clock);
    }

    /** What stands for {@code https://cg.optimizely.com}: {@code http://127.0.0.1:<port>}. */
    public String url() {
        return server.url();
    }

    /** Another key pair; the secret is Base64. */
    public void addKey(String appKey, String secret) {
        keys.add(appKey, secret);
    }

    /** Whether the topics are in {@code topics}, as the OpenAPI description has it; at first in {@code topic}. */
    public void topics(boolean on) {
        api.topicKey(on ? "topics" : "topic");
    }

    /**
     * Whether a key of the body that is not known is refused with 400; at first it is ignored, so a webhook whose topics are
     * under the wrong key gets all topics.
     */
    public void refuseUnknownKeys(boolean on) {
        api.refuseUnknownKeys(on);
    }

    /** Whether a PUT leaves topics and filters as they are, as is reported of the real one; on at first. */
    public void putKeepsTopics(boolean on) {
        api.putKeepsTopics(on);
    }

    /** A webhook with this body, unchecked. @return its id */
    public String seedWebhook(String json) {
        return api.seed(json);
    }

    /** The webhooks as JSON objects with their secret headers: for assertions of tests. */
    public List<Map<String, Object>> webhooks() {
        return api.shown();
    }

    /** Where a target really is; targets below no known base cannot be reached. */
    public void reach(String publicBase, URI local) {
        outgoing.reach().add(publicBase, local);
    }

    /** How many times an event is sent again that was not answered with 2xx. Undocumented; 0 at first. */
    public void retries(int times) {
        sender.retries(times);
    }

    /** How long a target may take to answer, and how long a retry waits, 10 s and 1 s at first. Undocumented. */
    public void timing(Duration timeout, Duration retryAfter) {
        sender.timing(timeout, retryAfter);
    }

    /**
     * An item is new or changed.
     *
     * @param docId {@code <guid>_<locale>_<status>}
     */
    public void docUpdated(String docId) {
        docUpdated(docId, Map.of());
    }

    /**
     * The same.
     *
     * @param fields of the item, for filters, such as {@code siteId}; {@code status} and {@code locale} are taken from the id
     */
    public void docUpdated(String docId, Map<String, String> fields) {
        document("doc.updated", docId, fields);
    }

    public void docExpired(String docId) {
        document("doc.expired", docId, Map.of());
    }

    /**
     * A chunk of a sync job is done. Inferred: a webhook gets the items that pass its filters.
     *
     * @param items document id to {@code indexed} or {@code deleted}
     */
    public void bulkCompleted(Map<String, String> items) {
        for (GraphWebhook webhook : api.webhooks()) {
            Map<String, String> accepted = new LinkedHashMap<>(items);
            accepted.keySet().removeIf(docId -> !webhook.accepts(fields(docId, Map.of())));
            if (webhook.wants("bulk.completed") && (!accepted.isEmpty() || items.isEmpty())) {
                String journal = UUID.randomUUID().toString();
                sender.send(webhook, "bulk.completed", Map.of("journalId", journal, "items", accepted));
            }
        }
    }

    private void document(String topic, String docId, Map<String, String> fields) {
        for (GraphWebhook webhook : api.webhooks()) {
            if (webhook.wants(topic) && webhook.accepts(fields(docId, fields))) {
                sender.send(webhook, topic, Map.of("docId", docId));
            }
        }
    }

    /** {@code <guid>_<locale>_<status>}, read from the right. */
    private static Map<String, String> fields(String docId, Map<String, String> more) {
        Map<String, String> fields = new LinkedHashMap<>();
        String[] parts = docId.split("_", -1);
        if (parts.length >= 3) {
            fields.put("status", parts[parts.length - 1]);
            fields.put("locale", parts[parts.length - 2]);
        }
        fields.putAll(more);
        return fields;
    }

    /** How many events of the topic ({@code doc.updated}) were answered with 2xx. */
    public long delivered(String topic) {
        return sender.delivered(topic);
    }

    /** How many events of the topic nobody took. */
    public long dropped(String topic) {
        return sender.dropped(topic);
    }

    /** How many events are under way. */
    public long pending() {
        return sender.pending();
    }

    /** How often each status was answered by targets; 0 stands for no answer. */
    public Map<Integer, Long> statuses() {
        return outgoing.statuses();
    }

    public RequestFaults faults() {
        return server.faults();
    }

    /** Every request of the API so far, without the values of secrets. */
    public List<Request> requests() {
        return server.requests();
    }

    public void forgetRequests() {
        server.forgetRequests();
    }

    @Override
    public void close() {
        sender.close();
        server.close();
    }
}
