package dev.serai.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.check.Validator;
import dev.serai.config.Config;
import dev.serai.dispatch.Outcome;
import dev.serai.event.Event;
import dev.serai.event.EventId;
import dev.serai.routes.FarSide.Answer;
import dev.serai.routes.FarSide.Call;
import dev.serai.testing.Routes;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Route files without a gateway: what they decide, and what they would send. */
@SuppressWarnings("NullAway.Init")
class RouteRuntimeTest {
    private static final Path SHIPPED = Path.of("routes");

    private final List<Call> calls = new ArrayList<>();

    @TempDir
    Path directory;

    @Test
    void decidesAsTheRouterSays() throws Exception {
        try (RouteRuntime routes = offline(SHIPPED)) {
            assertThat(routes.problems()).isEmpty();
            assertThat(routes.route(event("asset_added")).destinations()).containsExactly("asset-archive");
            assertThat(routes.route(event("task_added")).destinations()).isEmpty();
        }
    }

    @Test
    void twoLiveSideBySide() throws Exception {
        Routes.copyTo(directory).edit("cmp.camel.yaml", "outbox:asset-archive", "outbox:content-archive");
        try (RouteRuntime one = offline(SHIPPED);
                RouteRuntime other = offline(directory)) {
            assertThat(one.route(event("asset_added")).destinations()).containsExactly("asset-archive");
            assertThat(other.route(event("asset_added")).destinations()).containsExactly("content-archive");
        }
    }

    @Test
    void aFileThatIsKeptOutIsNamedAndTheOthersWork() throws Exception {
        Routes.copyTo(directory).edit("graph.camel.yaml", "steps:", "stepps:");
        try (RouteRuntime routes = offline(directory)) {
            assertThat(routes.problems())
                    .singleElement()
                    .asString()
                    .endsWith("graph.camel.yaml:9: not a route file: Unsupported field: stepps");
            assertThat(routes.route(event("asset_added")).destinations()).containsExactly("asset-archive");
        }
    }

    @Test
    void aFileThatCannotBeReadStopsNoOther() throws Exception {
        Routes.copyTo(directory);
        Path campaign = directory.resolve("campaign.camel.yaml");
        Files.writeString(campaign, "# f\u00fcr\n" + Files.readString(campaign), StandardCharsets.ISO_8859_1);
        Files.writeString(directory.resolve("graph.camel.yaml"), "- &a\n  route: {id: x, note: *a}\n");
        Files.delete(directory.resolve("destinations/asset-archive.camel.yaml"));
        try (RouteRuntime routes = offline(directory)) {
            assertThat(routes.problems())
                    .extracting(Finding::where)
                    .anyMatch(where -> where.contains("campaign.camel.yaml"))
                    .anyMatch(where -> where.contains("graph.camel.yaml"))
                    .anyMatch(where -> where.contains("cmp.camel.yaml"));
            assertThat(routes.route(event("asset_added")).destinations()).containsExactly("asset-archive");
        }
    }

    @Test
    void aMappingThatDoesNotCompileIsNamedByItsLine() throws Exception {
        Routes.copyTo(directory)
                .edit("destinations/asset-archive.camel.yaml", "(asset, 'title'),", "(asset, 'title'),,");
        List<String> lines = Files.readAllLines(directory.resolve("destinations/asset-archive.camel.yaml"));
        int line = lines.indexOf("                  body.map { event, payload ->") + 1;
        try (RouteRuntime routes = offline(directory)) {
            assertThat(routes.problems())
                    .singleElement()
                    .asString()
                    .contains("asset-archive.camel.yaml:" + line + ": the mapping does not compile");
        }
    }

    @Test
    void aRouterWhoseConditionIsNeverTrueIsKeptOutAndItsEventsWait() throws Exception {
        Routes.copyTo(directory)
                .edit(
                        "cmp.camel.yaml",
                        "in 'asset_published,content_published'",
                        "in 'asset_published, content_published'");
        try (RouteRuntime routes = offline(directory)) {
            assertThat(routes.problems())
                    .singleElement()
                    .asString()
                    .endsWith(
                            "cmp.camel.yaml:23: a blank in a list of values belongs to the value, and no event has such a"
                                    + " value - write the list without blanks, 'asset_published,content_published'");
            assertThat(routes.route(event("asset_added")).unrouted()).contains("no router direct:cmp");
        }
    }

    @Test
    void aMappingWithANameThatNoEventHasIsKeptOut() throws Exception {
        Routes.copyTo(directory).edit("destinations/editors-mail.camel.yaml", "payload.content\n", "payload.contnet\n");
        try (RouteRuntime routes = offline(directory)) {
            assertThat(routes.problems())
                    .extracting(Finding::what)
                    .contains(
                            "no event has the field \"contnet\", so its value is always missing"
                                    + " - write content; if the field is new, add a case with this field to editors-mail.test.yaml");
            Event event = event("asset_published");
            assertThatThrownBy(() -> routes.deliver("editors-mail", List.of(event)))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(routes.route(event("asset_added")).destinations()).containsExactly("asset-archive");
        }
    }

    @Test
    void startsNoThread() throws Exception {
        offline(SHIPPED).close(); // starts those of the log
        Set<Thread> before = new HashSet<>(Thread.getAllStackTraces().keySet());
        try (RouteRuntime routes = offline(SHIPPED)) {
            routes.route(event("asset_added"));
            routes.deliver("asset-archive", List.of(event("asset_added")));
            assertThat(before).containsAll(Thread.getAllStackTraces().keySet());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"to", "toD"})
    void capturesACallWhateverStepMakesIt(String step) throws Exception {
        Routes.copyTo(directory).edit("destinations/slack-alerts.camel.yaml", "- to:", "- " + step + ":");
        Event event = event("asset_added");
        try (RouteRuntime routes = offline(directory)) {
            assertThat(routes.deliver("slack-alerts", List.of(event)).get(event.id()))
                    .isInstanceOf(Outcome.Delivered.class);
            assertThat(calls).singleElement().satisfies(call -> {
                assertThat(call.scheme()).isEqualTo("http");
                assertThat(call.headers()).containsEntry("Content-Type", "application/json");
                assertThat(new String((byte[]) call.body(), StandardCharsets.UTF_8))
                        .contains("cmp asset_added");
            });
        }
    }

    @Test
    void aCallThatFailsIsJudgedAsEver() throws Exception {
        Event event = event("asset_added");
        FarSide away = call -> {
            throw new ConnectException("nobody there");
        };
        try (RouteRuntime routes = RouteRuntime.offline(SHIPPED, Config.shipped(), new Validator(), away)) {
            assertThat(routes.deliver("asset-archive", List.of(event)).get(event.id()))
                    .isEqualTo(new Outcome.Suspend("unreachable: ConnectException", false));
        }
    }

    @Test
    void whatIsMendedIsNoProblemAnyMore() {
        Problems problems = new Problems();
        Finding finding = new Finding("routes/cmp.camel.yaml", 9, "broken", "mend it");

        problems.replace("routes/cmp.camel.yaml", "cmp", List.of(finding));
        assertThat(problems.of("cmp")).isEqualTo("routes/cmp.camel.yaml:9: broken - mend it");

        problems.replace("routes/cmp.camel.yaml", "cmp", List.of());
        assertThat(problems.of("cmp")).isNull();
        assertThat(problems.all()).isEmpty();
    }

    private RouteRuntime offline(Path routes) throws Exception {
        return RouteRuntime.offline(routes, Config.shipped(), new Validator(), call -> {
            calls.add(call);
            return new Answer(Map.of(), null);
        });
    }

    private static Event event(String type) {
        Instant now = Instant.parse("2026-03-01T12:00:00Z");
        return new Event(EventId.random(now), "cmp", type, null, null, null, now, "{\"event_name\":\"" + type + "\"}");
    }
}
