package dev.serai.simulator.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The receiver that is judged, as the sender of one family sees it. */
final class Receiver {
    private static final long PAUSE_MS = 150;
    private static final int PAUSES = 50;
    private final SenderFamily family;
    private final Target target;
    private final List<Credential> credentials;
    private final Duration limit;
    private final Traffic traffic;
    private final Run run;
    private final Events events;
    private boolean listed;
    private int usualStatus;

    /**
     * @param credentials those it accepts, the current one first; empty if it wants none
     * @param limit how long an answer may take
     */
    Receiver(
            SenderFamily family,
            Target target,
            List<Credential> credentials,
            Duration limit,
            Traffic traffic,
            Run run) {
        this.family = family;
        this.target = target;
        this.credentials = List.copyOf(credentials);
        this.limit = limit;
        this.traffic = traffic;
        this.run = run;
        this.events = Events.of(family, run);
    }

    /**
     * Sends the plainest event there is. The other rules build on its form and its status, so that each mistake breaks the
     * rule that is about it.
     *
     * @return what was answered
     */
    Answer greet() throws CheckFailedException {
        Answer answer = send(plain());
        if (family == SenderFamily.CAMPAIGN && !answer.isSuccessful() && !answer.isRefusal()) {
            listed = true;
            Answer toList = send(plain());
            listed = toList.isSuccessful();
            answer = listed ? toList : answer;
        }
        usualStatus = answer.isSuccessful() ? answer.status() : 0;
        return answer;
    }

    /** A new event in the form that the receiver takes. */
    Post plain() {
        return post(formed(events.plain()));
    }

    /** A new event with one more member, whose JSON is put in as it is. */
    Post plainWith(String json) {
        String event = events.plain().toString();
        String more = event.substring(0, event.length() - 1) + ",\"x_conformance\":" + json + "}";
        return post(listed ? "[" + more + "]" : more);
    }

    /** An event of an unknown type. */
    Post unknown() {
        return post(formed(events.unknown()));
    }

    /** The event, or a list of it. */
    String formed(ObjectNode event) {
        return listed ? "[" + event + "]" : event.toString();
    }

    Post post(JsonNode body) {
        return post(body.toString());
    }

    Post post(String body) {
        return Post.of(body, credential());
    }

    /** On a connection of its own. */
    Answer send(Post post) throws CheckFailedException {
        try (WireConnection connection = connect()) {
            return connection.post(post);
        }
    }

    /** Whether it is answered with success. */
    Finding accepts(Post post) throws CheckFailedException {
        return judged(send(post));
    }

    /** Whether it is answered with 401 or 403. */
    Finding refuses(Post post) throws CheckFailedException {
        Answer answer = send(post);
        return answer.isRefusal()
                ? Finding.HELD
                : Finding.broken("answered " + answer + (answer.isSuccessful() ? ", so anybody may send events" : "")
                        + "; 401 or 403 was expected");
    }

    /** Success as the vendor counts it, or the status that is answered to every event and breaks a rule of its own. */
    Finding judged(Answer answer) {
        return family.isSuccess(answer.status()) || answer.status() == usualStatus
                ? Finding.HELD
                : Finding.broken("answered " + answer + "; success is " + family.success());
    }

    WireConnection connect() throws CheckFailedException {
        return WireConnection.open(target, limit, traffic);
    }

    /** Between two pieces of a request, and two requests of a connection; shorter if an answer may not take long. */
    void pause() throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(Math.min(PAUSE_MS, limit.toMillis() / PAUSES));
    }

    @Nullable
    Credential credential() {
        return credentials.isEmpty() ? null : credentials.get(0);
    }

    List<Credential> credentials() {
        return credentials;
    }

    SenderFamily family() {
        return family;
    }

    Duration limit() {
        return limit;
    }

    Run run() {
        return run;
    }
}
