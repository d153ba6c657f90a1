package dev.serai.simulator.optimizely.cmp;

import dev.serai.simulator.http.Outgoing;
import dev.serai.simulator.http.Redaction;
import dev.serai.simulator.http.Request;
import dev.serai.simulator.http.RequestFaults;
import dev.serai.simulator.http.SimulatedServer;
import dev.serai.simulator.optimizely.SamplePayloads;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;

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

    private static final Pattern SECRET = Pattern.compile("(\"secret\"\\s*:\\s*)\"(?:\\\\.|[^\"\\\\])*\"");
    private final SimulatedServer server;
    private final Outgoing outgoing = new Outgoing();
    private final CmpSender sender = new CmpSender(outgoing);
    private final CmpTokens tokens;
    private final CmpSettings settings;

    private CmpSimulator(int port, Clock clock) {
        server = new SimulatedServer("cmp-simulator", port, CmpSimulator::withoutSecrets);
        tokens = new CmpTokens(clock);
        tokens.add(CLIENT_ID, CLIENT_SECRET);
        settings = new CmpSettings(tokens);
        server.serve(settings::answer);
    }

    private static Request withoutSecrets(Request request) {
        return Redaction.of(request, body -> SECRET.matcher(Redaction.form(body, "client_secret"))
                .replaceAll("$1\"" + Redaction.REMOVED + "\""));
    }

    /**
     * Starts it for this machine alone.
     *
     * @param port 0 for any that is free
     * @throws java.io.UncheckedIOException if the port is taken
     */
    public static CmpSimulator start(int port) {
        return start(port, Clock.systemUTC());
    }

    /** The same with another clock, by which tokens end. */
    public static CmpSimulator start(int port, Clock clock) {
        return new CmpSimulator(port, clock);
    }

    /** What stands for {@code https://api.cmp.optimizely.com/v3}: {@code http://127.0.0.1:<port>/v3}. */
    public String url() {
        return server.url() + "/v3";
    }

    /** Where tokens are: {@code http://127.0.0.1:<port>/o/oauth2/v1/token}. */
    public String tokenUrl() {
        return server.url() + "/o/oauth2/v1/token";
    }

    /** Another client that may log in. */
    public void addClient(String clientId, String clientSecret) {
        tokens.add(clientId, clientSecret);
    }

    /** How long tokens last that are given from now on; one hour at first. */
    public void tokensLast(Duration duration) {
        tokens.last(duration);
    }

    /** All tokens end now. */
    public void expireTokens() {
        tokens.expire();
    }

    /** Whether the settings are answered with 403; off at first. */
    public void forbidden(boolean on) {
        settings.forbidden(on);
    }

    /** Whether {@code GET /settings} tells the secrets. Inferred that it does not; off at first. */
    public void secretsReadable(boolean on) {
        settings.secretsReadable(on);
    }

    /** How many requests a second the API takes, 10 at first; 0: any number. The next one is answered 429. */
    public void rateLimit(int perSecond) {
        settings.rate().perSecond(perSecond);
    }

    /** A webhook, unchecked, such as a second one of the same name. */
    public void seedWebhook(String name, String description, String callbackUrl, String secret, String... eventNames) {
        settings.seed(new CmpWebhook(name, description, callbackUrl, secret, new TreeSet<>(List.of(eventNames))));
    }

    /** The webhooks with their secrets, the oldest first: for assertions of tests. */
    public List<Map<String, Object>> webhooks() {
        return settings.shown(true);
    }

    /** Where a target really is; targets below no known base cannot be reached. */
    public void reach(String publicBase, URI local) {
        outgoing.reach().add(publicBase, local);
    }

    /** How many times faster than the real one the sender is: backoff, time-out and the three days. 1 at first. */
    public void pace(double factor) {
        sender.pace(factor);
    }

    /** How long an event is tried, in time of the real one: three days at first; {@link #pace} shortens it. */
    public void keepFor(Duration realTime) {
        sender.keepFor(realTime);
    }

    /** Sends the sample of the event, {@code payloads/cmp/<eventName>.json}, to each webhook that has the event. */
    public void happen(String eventName) {
        happen(eventName, SamplePayloads.read("cmp/" + eventName));
    }

    /** Sends this body to each webhook that has the event. */
    public void happen(String eventName, String json) {
        settings.webhooks().stream()
                .filter(each -> each.eventNames().contains(eventName))
                .forEach(each -> sender.send(each, eventName, json));
    }

    /** How many events of the name were acknowledged with 200 or 202. */
    public long delivered(String eventName) {
        return sender.delivered(eventName);
    }

    /** How many times an event of the name was sent again. */
    public long repeated(String eventName) {
        return sender.repeated(eventName);
    }

    /** How many events of the name were given up after three days. */
    public long dropped(String eventName) {
        return sender.dropped(eventName);
    }

    /** How many events are under way. */
    public long pending() {
        return sender.pending();
    }

    /** How often each status was answered by targets; 0 stands for no answer in time. */
    public Map<Integer, Long> statuses() {
        return outgoing.statuses();
    }

    public RequestFaults faults() {
        return server.faults();
    }

    /** Every request of the API so far, log-ins included, without the values of secrets. */
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
