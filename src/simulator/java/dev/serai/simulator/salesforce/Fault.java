package dev.serai.simulator.salesforce;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.simulator.http.Effect;
import dev.serai.simulator.http.Pause;
import dev.serai.simulator.http.RequestFault;
import dev.serai.simulator.http.RestAnswer;
import dev.serai.simulator.http.StrictJson;
import dev.serai.simulator.http.Turns;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;

/** A fault of requests that is about to be scheduled: for the next request, unless more is said. */
public final class Fault extends RequestFault {
    Fault(Pause pause, BiConsumer<Turns, Effect> schedule) {
        super(pause, schedule);
    }

    @Override
    public Fault times(int requests) {
        super.times(requests);
        return this;
    }

    @Override
    public Fault always() {
        super.always();
        return this;
    }

    @Override
    public Fault chance(double probability, RandomGenerator random) {
        super.chance(probability, random);
        return this;
    }

    public void sessionExpired() {
        instead(new Refused(401, "INVALID_SESSION_ID", "Session expired or invalid").answer());
    }

    public void limitExceeded() {
        instead(new Refused(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.").answer());
    }

    public void serverError() {
        instead(new Refused(500, "UNKNOWN_EXCEPTION", "An unexpected error occurred.").answer());
    }

    /** As the token endpoint refuses. */
    public void loginRefused() {
        Map<String, String> error = Map.of("error", "invalid_grant", "error_description", "authentication failure");
        instead(RestAnswer.json(400, error));
    }

    /** All is done, but the last result is missing. */
    public void commitThenShortList() {
        after(answer -> answer.with(withoutLast(StrictJson.read(answer.body()))));
    }

    /** A token answer as some mocks give it. */
    public void tokenWithoutId() {
        after(answer -> answer.with(withoutId(StrictJson.read(answer.body()))));
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
