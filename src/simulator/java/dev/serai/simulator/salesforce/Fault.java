package dev.serai.simulator.salesforce;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A fault of requests that is about to be scheduled: for the next request, unless more is said. */
public final class Fault {
    private static final String PAGE =
            "<!DOCTYPE html><html><head><title>Maintenance</title></head><body>We are down for maintenance.</body></html>";
    private final Pause pause;
    private final BiConsumer<Turns, Effect> schedule;
    private int times = 1;
    private double probability = 1;
    private @Nullable RandomGenerator random;

    Fault(Pause pause, BiConsumer<Turns, Effect> schedule) {
        this.pause = pause;
        this.schedule = schedule;
    }

    public Fault times(int requests) {
        times = requests;
        return this;
    }

    public Fault always() {
        return times(Integer.MAX_VALUE);
    }

    /** Each request that matches has the fault with this probability, until the times are used up. */
    public Fault chance(double probability, RandomGenerator random) {
        this.probability = probability;
        this.random = random;
        return this;
    }

    /** Nothing is done; the answer is this one, HTML if the body looks like it, else JSON. */
    public void answer(int status, String body) {
        RestAnswer answer = body.startsWith("<")
                ? RestAnswer.html(status, body)
                : RestAnswer.text(status, "application/json;charset=UTF-8", body);
        instead(answer);
    }

    public void sessionExpired() {
        instead(new Refused(401, "INVALID_SESSION_ID", "Session expired or invalid").answer());
    }

    public void limitExceeded() {
        instead(new Refused(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.").answer());
    }

    /** 503, with a page for people. */
    public void unavailable() {
        instead(RestAnswer.html(503, PAGE));
    }

    public void serverError() {
        instead(new Refused(500, "UNKNOWN_EXCEPTION", "An unexpected error occurred.").answer());
    }

    /** As the token endpoint refuses. */
    public void loginRefused() {
        Map<String, String> error = Map.of("error", "invalid_grant", "error_description", "authentication failure");
        instead(RestAnswer.json(400, error));
    }

    /** The connection ends before anything is done. */
    public void drop() {
        instead(RestAnswer.DROPPED);
    }

    /** All is done, but the connection ends. */
    public void commitThenDrop() {
        after(answer -> RestAnswer.DROPPED);
    }

    /** All is done, but no answer ever comes. */
    public void commitThenHang() {
        after(answer -> RestAnswer.NEVER);
    }

    /** All is done, but 200 comes with a page for people. */
    public void commitThenHtml() {
        after(answer -> RestAnswer.html(200, PAGE));
    }

    /** All is done, but 200 comes with no body. */
    public void commitThenEmpty() {
        after(answer -> RestAnswer.text(200, answer.type(), ""));
    }

    /** All is done, but 200 comes with {@code null}. */
    public void commitThenNull() {
        after(answer -> answer.with("null"));
    }

    /** All is done, but the last result is missing. */
    public void commitThenShortList() {
        after(answer -> answer.with(withoutLast(StrictJson.read(answer.body()))));
    }

    /** A token answer as some mocks give it. */
    public void tokenWithoutId() {
        after(answer -> answer.with(withoutId(StrictJson.read(answer.body()))));
    }

    /** The request is not looked at before that time is over. */
    public void delay(Duration duration) {
        arm(genuine -> {
            pause.last(duration);
            return genuine.get();
        });
    }

    /** The header comes at once, the body bit by bit. */
    public void slowBody(Duration duration) {
        after(answer -> answer.slowly(duration));
    }

    private void instead(RestAnswer answer) {
        arm(genuine -> answer);
    }

    private void after(UnaryOperator<RestAnswer> change) {
        arm(genuine -> change.apply(genuine.get()));
    }

    private void arm(Effect effect) {
        schedule.accept(new Turns(times, probability, random), effect);
    }

    private static String withoutLast(JsonNode results) {
        if (results instanceof ArrayNode list && !list.isEmpty()) {
            list.remove(list.size() - 1);
        }
        return results.toString();
    }

    private static String withoutId(JsonNode token) {
        return token instanceof ObjectNode object
                ? object.without(List.of("id")).toString()
                : token.toString();
    }
}
