package dev.serai;

import static dev.serai.testing.Gateway.sample;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.testing.Gateway;
import dev.serai.testing.Gateway.Database;
import dev.serai.testing.Routes;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A mistake in a route costs nothing: receiving goes on, the place is named, and once it is mended the events go out. */
@SuppressWarnings("NullAway.Init")
class MistakesTest {
    @TempDir
    Path directory;

    private final String url = Database.H2.newUrl();

    @Test
    void aBrokenRouterLeavesItsEventsUnroutedUntilItIsMended() {
        Routes routes = Routes.copyTo(directory).edit("cmp.camel.yaml", "steps:", "stepps:");
        try (Gateway gateway = start(routes)) {
            assertThat(gateway.post("cmp", sample("cmp/asset_added")).statusCode())
                    .isEqualTo(200);
            assertThat(gateway.post("graph", sample("graph/doc_expired")).statusCode())
                    .isEqualTo(200);

            assertThat(gateway.query("select unrouted from event where family = 'cmp'")
                            .get(0)
                            .get("unrouted"))
                    .asString()
                    .startsWith("no router direct:cmp: ")
                    .endsWith("cmp.camel.yaml:9: not a route file: Unsupported field: stepps");
            assertThat(problems(gateway)).contains("cmp.camel.yaml:9").contains("1 events are kept and wait");
            assertThat(destination(gateway.settled(), "content-archive")
                            .get("delivered")
                            .asInt())
                    .isEqualTo(1);
        }

        routes.edit("cmp.camel.yaml", "stepps:", "steps:");

        try (Gateway gateway = start(routes)) {
            Awaitility.await()
                    .until(() -> destination(gateway.settled(), "asset-archive")
                                    .get("delivered")
                                    .asInt()
                            == 1);
            assertThat(gateway.ledger().get("balanced").asBoolean()).isTrue();
            assertThat(gateway.query("select 1 from event where unrouted is not null"))
                    .isEmpty();
        }
    }

    @Test
    void aRouterThatThrowsDecidesNothing() {
        Routes routes = Routes.copyTo(directory)
                .edit("cmp.camel.yaml", "${header.eventType} in", "${body[no][such]} == 'x' || ${header.eventType} in");
        try (Gateway gateway = start(routes)) {
            assertThat(gateway.post("cmp", sample("cmp/asset_added")).statusCode())
                    .isEqualTo(200);

            assertThat(gateway.query("select unrouted from event").get(0).get("unrouted"))
                    .asString()
                    .contains(" at ")
                    .contains("cmp.camel.yaml:9 (by-event)")
                    .doesNotContain("019a86405de737b4ec3e616a4aeff981");
            assertThat(gateway.ledger().get("balanced").asBoolean()).isTrue();
        }
    }

    @Test
    void anAssertionInARouterDecidesNothing() {
        Routes routes = Routes.copyTo(directory)
                .edit("cmp.camel.yaml", "simple:", "groovy:")
                .edit("cmp.camel.yaml", "${header.eventType} in", "\"assert headers.eventType == 'task_added'\" #");
        try (Gateway gateway = start(routes)) {
            assertThat(gateway.post("cmp", sample("cmp/asset_added")).statusCode())
                    .isEqualTo(200);

            assertThat(gateway.query("select unrouted from event").get(0).get("unrouted"))
                    .asString()
                    .startsWith("PowerAssertionError");
            assertThat(gateway.ledger().get("balanced").asBoolean()).isTrue();
        }
    }

    @Test
    void aBrokenDestinationIsSuspendedUntilItIsMended() {
        Routes routes =
                Routes.copyTo(directory).edit("destinations/asset-archive.camel.yaml", "- setBody:", "- setBodyy:");
        try (Gateway gateway = start(routes)) {
            gateway.post("cmp", sample("cmp/asset_added"));

            JsonNode archive = destination(gateway.ledger(), "asset-archive");
            assertThat(archive.get("waiting").asInt()).isEqualTo(1);
            assertThat(archive.get("suspended").asBoolean()).isTrue();
            assertThat(archive.get("reason").asText())
                    .contains("asset-archive.camel.yaml:32: \"setBodyy:\" is no step of a destination here");
        }

        routes.edit("destinations/asset-archive.camel.yaml", "- setBodyy:", "- setBody:");

        try (Gateway gateway = start(routes)) {
            JsonNode archive = destination(gateway.settled(), "asset-archive");
            assertThat(archive.get("delivered").asInt()).isEqualTo(1);
            Awaitility.await().until(() -> !destination(gateway.ledger(), "asset-archive")
                    .get("suspended")
                    .asBoolean());
        }
    }

    @Test
    void aMappingThatDoesNotCompileIsNamedByItsLine() {
        Routes routes = Routes.copyTo(directory)
                .edit("destinations/asset-archive.camel.yaml", "(asset, 'title'),", "(asset, 'title'),,");
        try (Gateway gateway = start(routes)) {
            gateway.post("cmp", sample("cmp/asset_added"));

            assertThat(problems(gateway)).contains("the mapping does not compile");
            Awaitility.await().until(() -> destination(gateway.ledger(), "asset-archive")
                    .get("suspended")
                    .asBoolean());
            assertThat(destination(gateway.ledger(), "asset-archive")
                            .get("waiting")
                            .asInt())
                    .isEqualTo(1);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiterString = " -> ", quoteCharacter = '`', textBlock = """
            event.receivedAt -> event.recievedAt         -> "event" has no "recievedAt" - write event.receivedAt
            (asset, 'title') -> (asset, 'title')?.triim()  -> no value has a method "triim", and every event would fail here - write trim
            """)
    void aNameThatNoEventHasKeepsTheDestinationOutAndKillsNoEvent(String right, String wrong, String reason) {
        Routes routes = Routes.copyTo(directory).edit("destinations/asset-archive.camel.yaml", right, wrong);
        try (Gateway gateway = start(routes)) {
            gateway.post("cmp", sample("cmp/asset_added"));

            JsonNode archive = Awaitility.await()
                    .until(() -> destination(gateway.ledger(), "asset-archive"), each -> each.get("suspended")
                            .asBoolean());
            assertThat(archive.get("reason").asText())
                    .contains("asset-archive.camel.yaml:")
                    .endsWith(reason);
            assertThat(archive.get("waiting").asInt()).isEqualTo(1);
        }
    }

    /** Nothing like it is known, so that the file is loaded. */
    @Test
    void aMethodThatNothingHasIsAMistakeAndNotADeath() {
        Routes routes = Routes.copyTo(directory)
                .edit("destinations/asset-archive.camel.yaml", "(asset, 'id')", "(asset, 'id').inGothicLetters()");
        try (Gateway gateway = start(routes)) {
            gateway.post("cmp", sample("cmp/asset_added"));

            JsonNode archive = Awaitility.await()
                    .until(() -> destination(gateway.ledger(), "asset-archive"), each -> each.get("suspended")
                            .asBoolean());
            assertThat(archive.get("reason").asText())
                    .contains("the mapping calls inGothicLetters, which is no word it has, line 7 of the mapping");
            assertThat(archive.get("waiting").asInt()).isEqualTo(1);
        }
    }

    @Test
    void aNameWithoutDestinationIsNamedAndItsEventsWait() {
        Routes routes = Routes.copyTo(directory).edit("cmp.camel.yaml", "outbox:asset-archive", "outbox:asset-archiv");
        try (Gateway gateway = start(routes)) {
            gateway.post("cmp", sample("cmp/asset_added"));

            assertThat(problems(gateway))
                    .contains("cmp.camel.yaml:19")
                    .contains("outbox:asset-archiv has no destination; there is no file");
            assertThat(destination(gateway.ledger(), "asset-archiv")
                            .get("waiting")
                            .asInt())
                    .isEqualTo(1);
        }
    }

    @Test
    void withoutRouteFilesEventsAreKeptAndUnrouted() {
        try (Gateway gateway = Gateway.start(
                url,
                Database.H2.user(),
                Map.of("routes.directory", "no/such", "database.archive.create-tables", "false"))) {
            assertThat(gateway.post("cmp", sample("cmp/asset_added")).statusCode())
                    .isEqualTo(200);

            assertThat(problems(gateway)).contains("routes.directory is not there");
            assertThat(gateway.query("select 1 from event where unrouted is not null"))
                    .hasSize(1);
        }
    }

    @Test
    void anUnsetPlaceholderStopsItsDestinationOnly() {
        Routes routes = Routes.copyTo(directory)
                .edit(
                        "destinations/slack-alerts.camel.yaml",
                        "{{SLACK_WEBHOOK_URL:http://slack-webhook-url-is-not-set.invalid}}",
                        "{{env:NO_SUCH_VARIABLE}}");
        try (Gateway gateway = start(routes)) {
            assertThat(gateway.post("cmp", sample("cmp/asset_added")).statusCode())
                    .isEqualTo(200);

            assertThat(problems(gateway)).contains("{{env:NO_SUCH_VARIABLE}} is not set");
            assertTheArchiveGetsItsEvent(gateway);
        }
    }

    @Test
    void aSecondFileWithTheSameIdIsRefused() {
        Routes routes = Routes.copyTo(directory)
                .copy("destinations/asset-archive.camel.yaml", "destinations/asset-copy.camel.yaml")
                .edit("destinations/asset-copy.camel.yaml", "outbox:asset-archive", "outbox:asset-copy");
        try (Gateway gateway = start(routes)) {
            gateway.post("cmp", sample("cmp/asset_added"));

            assertThat(problems(gateway))
                    .contains("asset-copy.camel.yaml:3")
                    .contains("route id asset-archive is already in ")
                    .contains("asset-archive.camel.yaml - give it its own id, the name of the file");
            assertTheArchiveGetsItsEvent(gateway);
        }
    }

    @Test
    void aSecondFileFromTheSameDestinationIsRefused() {
        Routes routes = Routes.copyTo(directory)
                .copy("destinations/asset-archive.camel.yaml", "destinations/asset-copy.camel.yaml")
                .edit("destinations/asset-copy.camel.yaml", "id: asset-archive", "id: asset-copy");
        try (Gateway gateway = start(routes)) {
            gateway.post("cmp", sample("cmp/asset_added"));

            assertThat(problems(gateway))
                    .contains("asset-copy.camel.yaml:7")
                    .contains("a route from outbox:asset-archive is already in ")
                    .contains("asset-archive.camel.yaml - keep one of the two");
            assertTheArchiveGetsItsEvent(gateway);
        }
    }

    @Test
    void aFileThatIsNotReadDegradesHealthAndSaysWhatToDo() {
        Routes routes = Routes.copyTo(directory)
                .copy("campaign.camel.yaml", "shop.yaml")
                .copy("campaign.camel.yaml", "campaign-old.camel.yaml");
        try (Gateway gateway = start(routes)) {
            gateway.post("cmp", sample("cmp/asset_added"));

            assertThat(gateway.health().get("status").asText()).isEqualTo("DEGRADED");
            assertThat(problems(gateway))
                    .contains("its name does not end in .camel.yaml - call it shop.camel.yaml, or move it out of ")
                    .contains("campaign-old.camel.yaml:3")
                    .contains("route id campaign is already in ");
            assertTheArchiveGetsItsEvent(gateway);
        }
    }

    @Test
    void aComponentThatIsNotThereIsNamedByItsLine() {
        Routes routes = Routes.copyTo(directory)
                .edit("destinations/asset-archive.camel.yaml", "uri: jdbc:archive", "uri: crmm:archive");
        try (Gateway gateway = start(routes)) {
            assertThat(problems(gateway))
                    .contains("asset-archive.camel.yaml:39")
                    .contains("no component crmm");
        }
    }

    @Test
    void anOptionThatIsNotThereIsNamedWithoutItsValue() {
        Routes routes = Routes.copyTo(directory)
                .edit("destinations/asset-archive.camel.yaml", "batchSize: 1000", "batchSiz: 4711");
        try (Gateway gateway = start(routes)) {
            assertThat(problems(gateway))
                    .contains("asset-archive.camel.yaml:9")
                    .contains("outbox: has no option batchSiz")
                    .doesNotContain("4711");
        }
    }

    @Test
    void anOutcomeThatIsNoneIsNamedByItsLine() {
        Routes routes = Routes.copyTo(directory)
                .edit("destinations/asset-archive.camel.yaml", "uri: jdbc:archive", "uri: outcome:deed");
        try (Gateway gateway = start(routes)) {
            assertThat(problems(gateway))
                    .contains("asset-archive.camel.yaml:39")
                    .contains("outcome:deed is none of outcome:records, outcome:dead, outcome:retry");
        }
    }

    @Test
    void aFileThatReachesIntoOthersIsRefused() {
        Routes routes = Routes.copyTo(directory)
                .edit("destinations/asset-archive.camel.yaml", "- route:\n    id: asset-archive", """
                        - errorHandler:
                            deadLetterChannel:
                              deadLetterUri: log:dead
                        - route:
                            id: asset-archive""")
                .edit(
                        "destinations/content-archive.camel.yaml",
                        "resource:file:{{routes.directory}}/destinations/content-archive.sql",
                        "insert into no_such_table values (1)");
        try (Gateway gateway = start(routes)) {
            gateway.post("cmp", sample("cmp/asset_added"));
            gateway.post("graph", sample("graph/doc_expired"));

            assertThat(problems(gateway))
                    .contains("asset-archive.camel.yaml:2")
                    .contains("is no route, and would change routes of other files");
            JsonNode content = Awaitility.await()
                    .until(
                            () -> destination(gateway.ledger(), "content-archive"),
                            destination -> destination.get("suspended").asBoolean());
            assertThat(content.get("waiting").asInt()).isEqualTo(1);
            assertThat(content.get("delivered").asInt()).isZero();
            assertThat(destination(gateway.ledger(), "asset-archive")
                            .get("waiting")
                            .asInt())
                    .isEqualTo(1);
        }
    }

    @Test
    void aFileThatHidesFailuresIsRefusedAndItsEventsWait() {
        Routes routes = tapped();
        try (Gateway gateway = start(routes)) {
            gateway.post("cmp", sample("cmp/asset_added"));
            gateway.post("graph", sample("graph/doc_expired"));

            assertThat(problems(gateway))
                    .contains("asset-archive.camel.yaml:12")
                    .contains("can end a route normally after a failure");
            assertOnlyTheContentArrives(gateway);
        }
    }

    @Test
    void anUncheckedFileIsWorkedAndNamed() {
        Map<String, String> settings = new HashMap<>(tapped().settings());
        settings.put("routes.unchecked", "asset-archive, no-such-file");
        try (Gateway gateway = Gateway.start(url, Database.H2.user(), settings)) {
            gateway.post("cmp", sample("cmp/asset_added"));

            assertThat(String.valueOf(gateway.health().get("reasons")))
                    .contains(
                            "asset-archive.camel.yaml:1: is unchecked, so that its events can be lost without a trace")
                    .contains("asset-archive.camel.yaml:12")
                    .contains("can end a route normally after a failure");
            assertThat(gateway.health().get("status").asText()).isEqualTo("DEGRADED");
            assertTheArchiveGetsItsEvent(gateway);
        }
    }

    private Routes tapped() {
        return Routes.copyTo(directory).edit("destinations/asset-archive.camel.yaml", "      steps:\n", """
                      steps:
                        - wireTap:
                            id: tap
                            uri: log:tap
                """);
    }

    @Test
    void aSecondListOfRulesIsNamedAndNotTakenForTheFirst() {
        Routes routes = Routes.copyTo(directory)
                .edit("cmp.camel.yaml", "            otherwise:", """
                            when: []
                            otherwise:""".indent(12).stripTrailing());
        try (Gateway gateway = start(routes)) {
            gateway.post("cmp", sample("cmp/asset_added"));

            assertThat(problems(gateway)).contains("stands in line 11 already, and only the last one would count");
            assertThat(gateway.query("select 1 from event where unrouted is not null"))
                    .hasSize(1);
        }
    }

    @Test
    void aValueOutOfRangeStopsItsDestinationOnly() {
        Routes routes = Routes.copyTo(directory)
                .edit("destinations/asset-archive.camel.yaml", "concurrency: 3", "concurrency: 100");
        try (Gateway gateway = start(routes)) {
            gateway.post("cmp", sample("cmp/asset_added"));
            gateway.post("graph", sample("graph/doc_expired"));

            assertThat(problems(gateway))
                    .contains("asset-archive.camel.yaml:10")
                    .contains("concurrency must be a whole number from 1 to 64");
            assertOnlyTheContentArrives(gateway);
        }
    }

    @Test
    void aVariableOutOfRangeStopsItsDestinationOnly() {
        Map<String, String> settings = new HashMap<>(Routes.copyTo(directory).settings());
        settings.put("destination.asset-archive.concurrency", "0");
        try (Gateway gateway = Gateway.start(url, Database.H2.user(), settings)) {
            gateway.post("cmp", sample("cmp/asset_added"));
            gateway.post("graph", sample("graph/doc_expired"));

            assertThat(problems(gateway))
                    .contains("DESTINATION_ASSET_ARCHIVE_CONCURRENCY in the environment")
                    .contains("must be a whole number from 1 to 64");
            assertOnlyTheContentArrives(gateway);
        }
    }

    private static void assertOnlyTheContentArrives(Gateway gateway) {
        assertThat(destination(gateway.settled(), "content-archive")
                        .get("delivered")
                        .asInt())
                .isEqualTo(1);
        assertThat(destination(gateway.ledger(), "asset-archive").get("waiting").asInt())
                .isEqualTo(1);
        assertThat(problems(gateway)).doesNotContain("content-archive").doesNotContain("editors-mail");
    }

    private Gateway start(Routes routes) {
        return Gateway.start(url, Database.H2.user(), routes.settings());
    }

    private static String problems(Gateway gateway) {
        return String.valueOf(gateway.health().get("checks").get(2).get("data"));
    }

    /** A mistake elsewhere is none of its business. */
    private static void assertTheArchiveGetsItsEvent(Gateway gateway) {
        assertThat(destination(gateway.settled(), "asset-archive")
                        .get("delivered")
                        .asInt())
                .isEqualTo(1);
    }

    private static JsonNode destination(JsonNode ledger, String name) {
        return StreamSupport.stream(ledger.get("destinations").spliterator(), false)
                .filter(destination -> destination.get("destination").asText().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
