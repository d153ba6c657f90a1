package dev.serai.simulator.optimizely.graph;

import dev.serai.simulator.http.Request;
import dev.serai.simulator.http.RequestFaults;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Optimizely Graph on this machine: {@code /api/webhooks} with Basic and {@code epi-hmac}, and the sender of
 * {@code doc.updated}, {@code doc.expired} and {@code bulk.completed}.
 */
public final class GraphSimulator implements AutoCloseable {
    /** The key that is known from the start. */
    public static final String APP_KEY = "sandbox-app-key";
    /** Its secret, Base64 as the real ones. */
    public static final String SECRET = "c2FuZGJveC1ncmFwaC1zZWNyZXQ=";

    private GraphSimulator() {}

    /**
     * Starts it for this machine alone.
     *
     * @param port 0 for any that is free
     * @throws java.io.UncheckedIOException if the port is taken
     */
    public static GraphSimulator start(int port) {
        throw new UnsupportedOperationException();
    }

    /** What stands for {@code https://cg.optimizely.com}: {@code http://127.0.0.1:<port>}. */
    public String url() {
        throw new UnsupportedOperationException();
    }

    /** Another key pair; the secret is Base64. */
    public void addKey(String appKey, String secret) {
        throw new UnsupportedOperationException();
    }

    /** Whether the topics are in {@code topics}, as the OpenAPI description has it; at first in {@code topic}. */
    public void topics(boolean on) {
        throw new UnsupportedOperationException();
    }

    /**
     * Whether a key of the body that is not known is refused with 400; at first it is ignored, so a webhook whose topics are
     * under the wrong key gets all topics.
     */
    public void refuseUnknownKeys(boolean on) {
        throw new UnsupportedOperationException();
    }

    /** Whether a PUT leaves topics and filters as they are, as is reported of the real one; on at first. */
    public void putKeepsTopics(boolean on) {
        throw new UnsupportedOperationException();
    }

    /** A webhook with this body, unchecked. @return its id */
    public String seedWebhook(String json) {
        throw new UnsupportedOperationException();
    }

    /** The webhooks as JSON objects with their secret headers: for assertions of tests. */
    public List<Map<String, Object>> webhooks() {
        throw new UnsupportedOperationException();
    }

    /** Where a target really is; targets below no known base cannot be reached. */
    public void reach(String publicBase, URI local) {
        throw new UnsupportedOperationException();
    }

    /** How many times an event is sent again that was not answered with 2xx. Undocumented; 0 at first. */
    public void retries(int times) {
        throw new UnsupportedOperationException();
    }

    /** How long a target may take to answer, and how long a retry waits, 10 s and 1 s at first. Undocumented. */
    public void timing(Duration timeout, Duration retryAfter) {
        throw new UnsupportedOperationException();
    }

    /** An item is new or changed. @param docId {@code <guid>_<locale>_<status>} */
    public void docUpdated(String docId) {
        throw new UnsupportedOperationException();
    }

    /**
     * The same.
     *
     * @param fields of the item, for filters, such as {@code siteId}; {@code status} and {@code locale} are taken from the id
     */
    public void docUpdated(String docId, Map<String, String> fields) {
        throw new UnsupportedOperationException();
    }

    public void docExpired(String docId) {
        throw new UnsupportedOperationException();
    }

    /** A chunk of a sync job is done. @param items document id to {@code indexed} or {@code deleted} */
    public void bulkCompleted(Map<String, String> items) {
        throw new UnsupportedOperationException();
    }

    /** How many events of the topic ({@code doc.updated}) were answered with 2xx. */
    public long delivered(String topic) {
        throw new UnsupportedOperationException();
    }

    /** How many events of the topic nobody took. */
    public long dropped(String topic) {
        throw new UnsupportedOperationException();
    }

    /** How many events are under way. */
    public long pending() {
        throw new UnsupportedOperationException();
    }

    /** How often each status was answered by targets; 0 stands for no answer. */
    public Map<Integer, Long> statuses() {
        throw new UnsupportedOperationException();
    }

    public RequestFaults faults() {
        throw new UnsupportedOperationException();
    }

    /** Every request of the API so far, without the values of secrets. */
    public List<Request> requests() {
        throw new UnsupportedOperationException();
    }

    public void forgetRequests() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
