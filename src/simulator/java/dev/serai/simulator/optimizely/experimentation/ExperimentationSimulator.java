package dev.serai.simulator.optimizely.experimentation;

import dev.serai.simulator.http.Outgoing;
import dev.serai.simulator.http.Redaction;
import dev.serai.simulator.http.Request;
import dev.serai.simulator.http.RequestFaults;
import dev.serai.simulator.http.SimulatedServer;
import dev.serai.simulator.http.StrictJson;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Optimizely Experimentation on this machine: the webhooks of its projects by the API {@code /v2}, what a person does with them in
 * a project, and the sender of their events.
 */
public final class ExperimentationSimulator implements AutoCloseable {
    /** The personal token that is known. */
    public static final String TOKEN = "sandbox-experimentation-token";
    /** The project that is there from the start. */
    public static final long PROJECT = 20_000_000_001L;
    /** Another one. */
    public static final long OTHER_PROJECT = 20_000_000_002L;

    private final SimulatedServer server;
    private final Outgoing outgoing = new Outgoing();
    private final ExperimentationSender sender;
    private final ExperimentationApi api = new ExperimentationApi(TOKEN, Set.of(PROJECT, OTHER_PROJECT));

    private ExperimentationSimulator(int port, Clock clock) {
        sender = new ExperimentationSender(outgoing, clock);
        server = new SimulatedServer(
                "experimentation-simulator", port, request -> Redaction.of(request, UnaryOperator.identity()));
        server.serve(api::answer);
    }

    /**
     * Starts it for this machine alone.
     *
     * @param port 0 for any that is free
     * @throws java.io.UncheckedIOException if the port is taken
     */
    public static ExperimentationSimulator start(int port) {
        return new ExperimentationSimulator(port, Clock.systemUTC());
    }

    /** What stands for {@code https://api.optimizely.com/v2}: {@code http://127.0.0.1:<port>/v2}. */
    public String url() {
        return server.url() + "/v2";
    }

    /** A webhook that a person has made in a project; nothing is checked. @return its id */
    public String seedWebhook(long project, String json) {
        return Long.toString(api.add(project, StrictJson.object(json), false).id());
    }

    /** The webhooks of a project as the API shows them. */
    public List<Map<String, Object>> webhooks(long project) {
        return api.of(project).stream().map(ExperimentationWebhook::shown).toList();
    }

    /** A person makes a new secret for a webhook. @return the secret, which is shown this once */
    public String newSecret(String id) {
        return api.regenerate(Long.parseLong(id));
    }

    /** A person switches a webhook on or off. */
    public void active(String id, boolean on) {
        api.active(Long.parseLong(id), on);
    }

    /** Where a target really is; targets below no known base cannot be reached. */
    public void reach(String publicBase, URI local) {
        outgoing.reach().add(publicBase, local);
    }

    /**
     * Something has happened in a project: each of its active webhooks for the event gets it.
     *
     * @param event such as {@code project.flag_updated}
     * @param data an object for {@code project.datafile_updated} and {@code project.snippet_updated}, else a list of changes
     */
    public void happens(long project, String event, Object data) {
        api.of(project).stream()
                .filter(each -> each.active() && each.events().contains(event))
                .forEach(each -> sender.send(each, event, data));
    }

    /** How many events of the name were answered with 2xx. */
    public long delivered(String event) {
        return sender.delivered(event);
    }

    /** How many events of the name nobody took. */
    public long dropped(String event) {
        return sender.dropped(event);
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

    /** Every request of the API so far, without the token. */
    public List<Request> requests() {
        return server.requests();
    }

    public void forgetRequests() {
        server.forgetRequests();
    }

    @Override
    public void close() {
        server.close();
    }
}
