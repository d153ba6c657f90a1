package dev.serai;

import static dev.serai.testing.Gateway.sample;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.testing.Gateway;
import dev.serai.testing.Gateway.Database;
import dev.serai.testing.RecordingServer;
import dev.serai.testing.SmallRoutes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A gateway that is started with every kind of mistake in its route files at once: all webhooks are kept, each file is named with
 * its line and its words, and when the files are mended everything goes out.
 */
@SuppressWarnings("NullAway.Init")
class BrokenRoutesTest {
    private static final String MAPPING = "body.map { event, payload -> [id: event.id] }";
    private static final String HIDES =
            " can end a route normally after a failure, and the event would count as delivered"
                    + " - take it out; a call that fails is tried again";

    /**
     * A destination that is right but for one thing.
     *
     * @param text that is replaced in a right one
     * @param message what is said, from the line on
     */
    private record Mistake(String name, String text, String by, String message) {}

    private static final List<Mistake> MISTAKES = List.of(
            new Mistake(
                    "error-handler",
                    "- route:",
                    "- errorHandler: {}\n- route:",
                    "1: \"- errorHandler:\" is no route, and would change routes of other files - write only "
                            + "\"- route:\" with \"from:\" inside"),
            new Mistake(
                    "on-exception",
                    "- route:",
                    "- onException: {}\n- route:",
                    "1: \"- onException:\" is no route, and would change routes of other files - write only "
                            + "\"- route:\" with \"from:\" inside"),
            new Mistake(
                    "intercept",
                    "- route:",
                    "- intercept: {}\n- route:",
                    "1: \"- intercept:\" is no route, and would change routes of other files - write only \"- "
                            + "route:\" with \"from:\" inside"),
            new Mistake(
                    "route-handler", "    from:", "    errorHandler: {}\n    from:", "4: \"errorHandler:\"" + HIDES),
            new Mistake(
                    "resequenced",
                    "        - marshal:",
                    "        - resequence: {}\n        - marshal:",
                    "14: \"resequence:\" holds events in memory when the route has ended, and they would count "
                            + "as delivered - take it out; the events of one contact stay in their order"),
            new Mistake(
                    "sampled",
                    "        - marshal:",
                    "        - sample: {}\n        - marshal:",
                    "14: \"sample:\" lets only some batches through, and the events of the others would count "
                            + "as delivered - write filter: with a condition, or rateLimit: below outbox:"),
            new Mistake(
                    "tried", "        - marshal:", "        - doTry: {}\n        - marshal:", "14: \"doTry:\"" + HIDES),
            new Mistake(
                    "any-answer",
                    "left\"\n",
                    "left?throwExceptionOnFailure=false\"\n",
                    "19: \"throwExceptionOnFailure\" takes every answer for a success, and the events would "
                            + "count as delivered - take it out; an answer that is no 2xx is tried again, or is the end "
                            + "of its event"),
            new Mistake(
                    "wide-range",
                    "left\"\n",
                    "left?okStatusCodeRange=200-599\"\n",
                    "19: \"okStatusCodeRange\" takes answers for a success that are none, and the events would "
                            + "count as delivered - keep to numbers from 200 to 299"),
            new Mistake(
                    "twice",
                    "            json: {}",
                    "            json: {}\n            json: {}",
                    "17: \"json:\" stands in line 16 already, and only the last one would count - keep one of "
                            + "them, or make both one list"),
            new Mistake(
                    "misspelt-event",
                    "event.id",
                    "event.contct",
                    "13: \"event\" has no \"contct\" - write event.contact"),
            new Mistake(
                    "misspelt-field",
                    "event.id",
                    "payload.event_nme",
                    "13: no event has the field \"event_nme\", so its value is always missing - write "
                            + "event_name; if the field is new, add a case with this field to misspelt-field.test.yaml"),
            new Mistake(
                    "misspelt-method",
                    "event.id",
                    "event.type.toLowercase()",
                    "13: no value has a method \"toLowercase\", and every event would fail here - write "
                            + "toLowerCase"),
            new Mistake(
                    "no-groovy",
                    MAPPING,
                    "body.map { event, payload -> [id: ",
                    "13: the mapping does not compile: Unexpected input: '{'"),
            new Mistake(
                    "out-of-range",
                    "      steps:",
                    "      parameters: {concurrency: 100}\n      steps:",
                    "7: concurrency must be a whole number from 1 to 64"),
            new Mistake(
                    "no-option",
                    "      steps:",
                    "      parameters: {paralel: 2}\n      steps:",
                    "7: outbox: has no option paralel"),
            new Mistake(
                    "event-address",
                    "        - to:\n            id: post\n            uri: \"{{SIDE_URL}}/left\"",
                    "        - toD:\n            id: post\n            uri: https://${body.first.subject}",
                    "19: what an event says would choose where \"toD\" goes, and its headers and secrets with it"
                            + " - write the address in \"uri:\" of a \"to:\", without ${…}; set the header CamelHttpPath"
                            + " to a list of the path's parts, and CamelHttpQuery to a map"),
            new Mistake("no-variable", "{{SIDE_URL}}", "{{NO_SUCH_URL}}", "19: {{NO_SUCH_URL}} is not set"),
            new Mistake("no-component", "\"{{SIDE_URL}}/", "\"carrier-pigeon:", "19: no component carrier-pigeon"),
            new Mistake(
                    "in-memory",
                    "\"{{SIDE_URL}}/",
                    "\"seda:",
                    "19: seda: holds events in memory, and they die with the process - write outbox: or direct:"));

    @TempDir
    Path directory;

    @Test
    void everythingIsKeptEachFileIsNamedAndGoesOutWhenItIsMended() {
        SmallRoutes routes = new SmallRoutes(directory);
        routes.delete("destinations/right.camel.yaml");
        StringBuilder router = new StringBuilder(SmallRoutes.router("left"));
        for (Mistake each : MISTAKES) {
            String right = SmallRoutes.destination(each.name(), "left");
            assertThat(right).contains(each.text());
            routes.write("destinations/" + each.name() + ".camel.yaml", right.replace(each.text(), each.by()));
            router.append("        - to: {id: to-")
                    .append(each.name())
                    .append(", uri: \"outbox:")
                    .append(each.name())
                    .append("\"}\n");
        }
        routes.write("cmp.camel.yaml", router.toString());
        routes.write("campaign.camel.yaml", campaign("${header.eventType == 'bounce'}"));
        routes.write("graph.camel.yaml", "- route: [");
        routes.write("shop.camel.yaml", SmallRoutes.router("left").replace("cmp", "shop"));
        routes.write("destinations/left-old.camel.yaml", SmallRoutes.destination("left", "left"));
        routes.write("destinations/left.camel.yaml.bak", "");

        try (RecordingServer side = new RecordingServer();
                Gateway gateway = Gateway.start(Database.H2, routes.settings(side))) {
            for (String each : List.of("cmp/asset_added", "campaign/bounce", "graph/doc_expired")) {
                assertThat(gateway.post(each.replaceFirst("/.*", ""), sample(each))
                                .statusCode())
                        .isEqualTo(200);
            }

            List<String> reasons = reasons(gateway);
            List<String> expected = new ArrayList<>();
            for (Mistake each : MISTAKES) {
                expected.add(routes.file("destinations/" + each.name() + ".camel.yaml") + ":" + each.message());
            }
            expected.add(routes.file("campaign.camel.yaml")
                    + ":12: an operator within braces is part of a name, and no event"
                    + " has such a name - close the brace before the operator, ${header.eventType} == …");
            expected.add(routes.file("graph.camel.yaml") + ":1: is no YAML: expected the node content, but found"
                    + " '<stream end>' - mend it here or in the line above");
            expected.add(
                    routes.file("shop.camel.yaml") + ":6: no family is called \"shop\", so that no event comes here"
                            + " - name the file and uri: after a family (campaign, cmp, experimentation, graph, serai), or move the file out of the routes");
            expected.add(routes.file("destinations/left-old.camel.yaml") + ":2: route id left is already in "
                    + routes.file("destinations/left.camel.yaml") + " - give it its own id, the name of the file");
            expected.add(routes.file("destinations/left.camel.yaml.bak")
                    + ": is not read, because its name does not end in .camel.yaml - move it out of " + directory);
            assertThat(reasons).containsAll(expected);
            assertThat(gateway.query("select 1 from event")).hasSize(3);
            assertThat(gateway.query("select family from event where unrouted is not null"))
                    .extracting(row -> row.get("family"))
                    .containsExactlyInAnyOrder("campaign", "graph");
            Awaitility.await().untilAsserted(() -> assertThat(side.requests()).containsExactly("/left"));
            Awaitility.await().untilAsserted(() -> assertThat(states(gateway))
                    .containsExactlyInAnyOrder("delivered 1", "waiting " + MISTAKES.size()));

            MISTAKES.forEach(each -> routes.write(
                    "destinations/" + each.name() + ".camel.yaml", SmallRoutes.destination(each.name(), "left")));
            routes.write("campaign.camel.yaml", campaign("${header.eventType} == 'bounce'"));
            routes.delete("graph.camel.yaml");

            Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(states(gateway))
                    .containsExactly("delivered " + (MISTAKES.size() + 2)));
            assertThat(gateway.ledger().get("balanced").asBoolean()).isTrue();
        }
    }

    private static String campaign(String condition) {
        return """
                - route:
                    id: campaign
                    description: Decides where each event goes.
                    from:
                      id: event
                      uri: direct:campaign
                      steps:
                        - filter:
                            id: bounced
                            expression:
                              simple:
                                expression: %s
                            steps:
                              - to:
                                  id: away
                                  uri: outbox:left
                """.formatted(condition);
    }

    private static List<String> reasons(Gateway gateway) {
        return StreamSupport.stream(gateway.health().get("reasons").spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    private static List<String> states(Gateway gateway) {
        List<String> states = new ArrayList<>();
        for (Map<String, @Nullable Object> row :
                gateway.query("select state, count(*) as n from delivery group by state")) {
            states.add(row.get("state") + " " + Objects.requireNonNull(row.get("n")));
        }
        return states;
    }
}
