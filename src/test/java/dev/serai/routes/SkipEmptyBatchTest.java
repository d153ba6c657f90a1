package dev.serai.routes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.config.Config;
import dev.serai.dispatch.Outcome;
import dev.serai.event.Event;
import dev.serai.event.EventId;
import dev.serai.routes.FarSide.Answer;
import dev.serai.routes.FarSide.Call;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** If every event of a batch is mapped to null, no step makes a call, and the events are delivered. */
@SuppressWarnings("NullAway.Init")
class SkipEmptyBatchTest {
    private static final String CALL = "{to: {uri: 'http://crm.example.com'}}";
    private static final String NOTHING = "body.map { event, payload -> null }";
    private static final String SOMETHING = "body.map { event, payload -> [id: event.id] }";
    private static final String JSON = "{marshal: {json: {}}}, ";

    private final List<Call> calls = new CopyOnWriteArrayList<>();

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                CALL,
                JSON + CALL,
                JSON + "{toD: {uri: 'http://crm.example.com/${body.length()}'}}",
                JSON + "{toD: {uri: 'http://crm.example.com'}}",
                JSON + "{enrich: {constant: 'http://crm.example.com'}}",
                JSON + "{recipientList: {constant: 'http://crm.example.com,http://erp.example.com'}}",
                JSON + "{routingSlip: {constant: 'http://crm.example.com'}}",
                JSON + "{wireTap: {uri: 'http://crm.example.com'}}",
                JSON + "{multicast: {steps: [" + CALL + ", {toD: {uri: 'http://erp.example.com'}}]}}",
                JSON + "{loop: {constant: 2, steps: [" + CALL + "]}}",
                JSON + "{split: {simple: '${body}', steps: [" + CALL + "]}}",
                "{split: {simple: '${body}', steps: [" + CALL + "]}}",
                JSON + "{choice: {when: [{simple: '${body} != null', steps: [" + CALL + "]}]}}",
                JSON + "{pipeline: {steps: [" + CALL + "]}}",
                JSON + "{loadBalance: {roundRobinLoadBalancer: {}, steps: [" + CALL + "]}}"
            })
    void noStepMakesACall(String steps) throws Exception {
        deliver(body(NOTHING) + steps, () -> assertThat(calls).isEmpty());
        deliver(body(SOMETHING) + steps, this::awaitCall);
    }

    /** What was mapped to a variable is not what the call has as its body. */
    @Test
    void anEmptyListIsNotSentAfterAnotherMapping() throws Exception {
        String before = "{setVariable: {name: mark, groovy: '" + SOMETHING + "'}}, ";
        deliver(before + body(NOTHING) + JSON + CALL, () -> assertThat(calls).isEmpty());
        deliver(before + body(SOMETHING) + JSON + CALL, this::awaitCall);
    }

    /** What a route asks for before it maps anything, it gets. */
    @Test
    void aCallBeforeTheMappingIsMade() throws Exception {
        deliver("{setVariable: {name: answer, simple: '${body}'}}, " + CALL, this::awaitCall);
        assertThat(calls).hasSize(1);
    }

    private static String body(String mapping) {
        return "{setBody: {groovy: '" + mapping + "'}}, ";
    }

    private void awaitCall() {
        Awaitility.await().untilAsserted(() -> assertThat(calls).isNotEmpty());
    }

    /** @param then what holds before the routes are stopped: a wire tap calls on a thread of its own */
    private void deliver(String steps, Runnable then) throws Exception {
        calls.clear();
        Path file = directory.resolve("destinations/crm.camel.yaml");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "- route: {id: crm, from: {uri: 'outbox:crm', steps: [" + steps + "]}}\n");
        FarSide farSide = call -> {
            calls.add(call);
            return new Answer(Map.of(), null);
        };
        Instant now = Instant.parse("2026-03-01T12:00:00Z");
        List<Event> events = Stream.generate(
                        () -> new Event(EventId.random(now), "cmp", "asset_added", null, null, null, now, "{}"))
                .limit(2)
                .toList();
        try (RouteRuntime routes = RouteRuntime.offline(directory, Config.shipped(), each -> Stream.empty(), farSide)) {
            assertThat(routes.problems()).isEmpty();
            assertThat(routes.deliver("crm", events).values())
                    .hasSize(2)
                    .allMatch(outcome -> outcome instanceof Outcome.Delivered);
            then.run();
        }
    }
}
