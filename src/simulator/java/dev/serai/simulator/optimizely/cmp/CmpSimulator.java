package dev.serai.simulator.optimizely.cmp;

import dev.serai.simulator.http.Request;
import dev.serai.simulator.http.RequestFaults;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Optimizely CMP on this machine: OAuth 2.0 client credentials, {@code /v3/settings} with its webhooks, and their sender.
 *
 * <p>Inferred: the answer of {@code POST /v3/settings} is
 * {@code {"executed":true,"webhooks":[{"name":"...","action":"create|update|none","changed":["callback_url"],
 * "event_names_added":["task_added"]}]}}.
 */
public final class CmpSimulator implements AutoCloseable {
    /** The client that is known from the start. */
    public static final String CLIENT_ID = "sandbox-cmp-client";

    public static final String CLIENT_SECRET = "sandbox-cmp-secret";

    private CmpSimulator() {}

    /**
     * Starts it for this machine alone.
     *
     * @param port 0 for any that is free
     * @throws java.io.UncheckedIOException if the port is taken
     */
    public static CmpSimulator start(int port) {
        throw new UnsupportedOperationException();
    }

    /** What stands for {@code https://api.cmp.optimizely.com/v3}: {@code http://127.0.0.1:<port>/v3}. */
    public String url() {
        throw new UnsupportedOperationException();
    }

    /** Where tokens are: {@code http://127.0.0.1:<port>/o/oauth2/v1/token}. */
    public String tokenUrl() {
        throw new UnsupportedOperationException();
    }

    /** Another client that may log in. */
    public void addClient(String clientId, String clientSecret) {
        throw new UnsupportedOperationException();
    }

    /** How long tokens last that are given from now on; one hour at first. */
    public void tokensLast(Duration duration) {
        throw new UnsupportedOperationException();
    }

    /** All tokens end now. */
    public void expireTokens() {
        throw new UnsupportedOperationException();
    }

    /** Whether the settings are answered with 403; off at first. */
    public void forbidden(boolean on) {
        throw new UnsupportedOperationException();
    }

    /** Whether {@code GET /settings} tells the secrets. Inferred that it does not; off at first. */
    public void secretsReadable(boolean on) {
        throw new UnsupportedOperationException();
    }

    /** How many requests a second the API takes, 10 at first; 0: any number. The next one is answered 429. */
    public void rateLimit(int perSecond) {
        throw new UnsupportedOperationException();
    }

    /** A webhook, unchecked, such as a second one of the same name. */
    public void seedWebhook(String name, String description, String callbackUrl, String secret, String... eventNames) {
        throw new UnsupportedOperationException();
    }

    /** The webhooks with their secrets, the oldest first: for assertions of tests. */
    public List<Map<String, Object>> webhooks() {
        throw new UnsupportedOperationException();
    }

    /** Where a target really is; targets below no known base cannot be reached. */
    public void reach(String publicBase, URI local) {
        throw new UnsupportedOperationException();
    }

    /** How many times faster than the real one the sender is: backoff, time-out and the three days. 1 at first. */
    public void pace(double factor) {
        throw new UnsupportedOperationException();
    }

    /** How long an event is tried, in time of the real one: three days at first; {@link #pace} shortens it. */
    public void keepFor(Duration realTime) {
        throw new UnsupportedOperationException();
    }

    /** Sends the sample of the event, {@code payloads/cmp/<eventName>.json}, to each webhook that has the event. */
    public void happen(String eventName) {
        throw new UnsupportedOperationException();
    }

    /** Sends this body to each webhook that has the event. */
    public void happen(String eventName, String json) {
        throw new UnsupportedOperationException();
    }

    /** How many events of the name were acknowledged with 200 or 202. */
    public long delivered(String eventName) {
        throw new UnsupportedOperationException();
    }

    /** How many times an event of the name was sent again. */
    public long repeated(String eventName) {
        throw new UnsupportedOperationException();
    }

    /** How many events of the name were given up after three days. */
    public long dropped(String eventName) {
        throw new UnsupportedOperationException();
    }

    /** How many events are under way. */
    public long pending() {
        throw new UnsupportedOperationException();
    }

    /** How often each status was answered by targets; 0 stands for no answer in time. */
    public Map<Integer, Long> statuses() {
        throw new UnsupportedOperationException();
    }

    public RequestFaults faults() {
        throw new UnsupportedOperationException();
    }

    /** Every request of the API so far, log-ins included, without the values of secrets. */
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
