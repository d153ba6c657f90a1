package dev.serai;

import static dev.serai.testing.Gateway.sample;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.testing.Gateway;
import dev.serai.testing.Gateway.Database;
import dev.serai.testing.RecordingServer;
import dev.serai.testing.SmallRoutes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of a running gateway change, and what becomes of events then. */
@SuppressWarnings("NullAway.Init")
class ReloadTest {
    @TempDir
    Path directory;

    private final RecordingServer side = new RecordingServer();
    private SmallRoutes routes;
    private Gateway gateway;

    @BeforeEach
    void start() throws IOException {
        routes = new SmallRoutes(directory);
        gateway = Gateway.start(Database.H2, routes.settings(side));
    }

    @AfterEach
    void stop() {
        gateway.close();
        side.close();
    }

    private void post() {
        assertThat(gateway.post("cmp", sample("cmp/asset_added")).statusCode()).isEqualTo(200);
    }

    private void sent(String... paths) {
        Awaitility.await().untilAsserted(() -> assertThat(side.requests()).containsExactly(paths));
    }

    private @Nullable Object first(String sql) {
        return gateway.query(sql).get(0).values().iterator().next();
    }

    private void runs(String name, @Nullable Object otherThan) {
        Awaitility.await().untilAsserted(() -> assertThat(version(name)).isNotEqualTo(otherThan));
    }

    private @Nullable Object version(String name) {
        List<Map<String, @Nullable Object>> runs =
                gateway.query("select hash from route_run where name = '" + name + "' order by since desc");
        return runs.isEmpty() ? "" : runs.get(0).get("hash");
    }

    private String problems() {
        return StreamSupport.stream(gateway.health().get("reasons").spliterator(), false)
                .map(JsonNode::asText)
                .reduce("", (all, each) -> all + each + "\n");
    }

    @Test
    void anEditedRouterDecidesTheNextEvent() throws IOException {
        post();
        sent("/left");
        Object before = version("cmp");

        routes.write("cmp.camel.yaml", SmallRoutes.router("right"));
        runs("cmp", before);
        post();

        sent("/left", "/right");
        assertThat(gateway.query("select router_version from delivery order by destination"))
                .extracting(row -> row.get("router_version"))
                .containsExactly(before, version("cmp"));
        assertThat(first("select files from route_version where hash = '" + version("cmp") + "'"))
                .asString()
                .contains("outbox:right");
    }

    @Test
    void aRouterWithAnErrorDoesNotReplaceTheOneThatRuns() throws IOException {
        routes.write("cmp.camel.yaml", SmallRoutes.router("right").replace("steps:", "stepps:"));

        Awaitility.await().untilAsserted(() -> assertThat(problems())
                .contains("cmp.camel.yaml:8: not a route file: Unsupported field: stepps")
                .contains("is not loaded; version " + version("cmp") + " of it runs on until the file is mended")
                .doesNotContain("serai-routes-"));
        post();
        sent("/left");

        routes.write("cmp.camel.yaml", SmallRoutes.router("left"));
        Awaitility.await().untilAsserted(() -> assertThat(problems()).isEmpty());
    }

    @Test
    void aRouterWhoseCaseFailsDoesNotReplaceTheOneThatRuns() throws IOException {
        routes.write("cmp.test.yaml", """
                - name: an asset goes left
                  payload: cmp/asset_added
                  expect: [left]
                """);
        routes.write("cmp.camel.yaml", SmallRoutes.router("right"));

        Awaitility.await().untilAsserted(() -> assertThat(problems()).contains("\"an asset goes left\""));
        post();
        sent("/left");
    }

    @Test
    void anEditedDestinationSendsTheNextEvent() throws IOException {
        post();
        sent("/left");
        Object before = version("destinations/left");

        routes.write("destinations/left.camel.yaml", SmallRoutes.destination("left", "elsewhere"));
        runs("destinations/left", before);
        post();

        sent("/left", "/elsewhere");
        Awaitility.await().untilAsserted(() -> assertThat(gateway.query("select route_version from delivery"))
                .extracting(row -> row.get("route_version"))
                .containsExactlyInAnyOrder(before, version("destinations/left")));
        assertThat(gateway.ledger().get("balanced").asBoolean()).isTrue();
    }

    @Test
    void aDestinationOfADeletedFileWaitsAndGoesOutWhenTheFileIsBack() throws IOException {
        Path file = directory.resolve("destinations/left.camel.yaml");
        String text = Files.readString(file);
        Files.delete(file);
        Awaitility.await().untilAsserted(() -> assertThat(problems())
                .contains("outbox:left has no destination; there is no file"));
        post();
        assertThat(side.requests()).isEmpty();

        routes.write("destinations/left.camel.yaml", text);

        sent("/left");
        Awaitility.await().untilAsserted(() -> assertThat(problems()).isEmpty());
    }

    @Test
    void aNewFileIsANewDestination() throws IOException {
        routes.write("cmp.camel.yaml", SmallRoutes.router("third"));
        Awaitility.await().untilAsserted(() -> assertThat(problems()).contains("outbox:third has no destination"));
        post();

        routes.write("destinations/third.camel.yaml", SmallRoutes.destination("third", "third"));

        sent("/third");
        Awaitility.await().untilAsserted(() -> assertThat(problems()).isEmpty());
        assertThat(gateway.metrics()).contains("serai_deliveries_total{destination=\"third\"");
    }

    @Test
    void whatWasUnroutedGoesOutWhenTheRouterIsThere() throws IOException {
        String text = Files.readString(directory.resolve("cmp.camel.yaml"));
        Files.delete(directory.resolve("cmp.camel.yaml"));
        Awaitility.await().untilAsserted(() -> assertThat(version("cmp")).isNull());
        post();
        assertThat(first("select unrouted from event")).asString().startsWith("no router direct:cmp");

        routes.write("cmp.camel.yaml", text);

        sent("/left");
        assertThat(gateway.ledger().get("balanced").asBoolean()).isTrue();
    }

    @Test
    void aDirectoryThatIsGoneStopsNothing() throws IOException {
        Path aside = directory.resolveSibling(directory.getFileName() + "-aside");
        Files.move(directory, aside);
        Awaitility.await().untilAsserted(() -> assertThat(problems()).contains("routes.directory is not there"));
        post();
        sent("/left");

        Files.move(aside, directory, StandardCopyOption.ATOMIC_MOVE);
        Awaitility.await().untilAsserted(() -> assertThat(problems()).isEmpty());
    }

    @Test
    void aConfigMapIsSwappedAsAWhole() throws IOException {
        gateway.close();
        Path mounted = Files.createDirectories(directory.resolve("mounted"));
        Path first = Files.createDirectories(mounted.resolve("..2026_01"));
        Files.move(directory.resolve("cmp.camel.yaml"), first.resolve("cmp.camel.yaml"));
        Files.move(directory.resolve("destinations"), first.resolve("destinations"));
        Files.createSymbolicLink(mounted.resolve("..data"), Path.of("..2026_01"));
        for (String each : List.of("cmp.camel.yaml", "destinations")) {
            Files.createSymbolicLink(mounted.resolve(each), Path.of("..data", each));
        }
        Map<String, String> settings = new HashMap<>(routes.settings(side));
        settings.put("routes.directory", mounted.toString());
        gateway = Gateway.start(Database.H2, settings);
        Path second = Files.createDirectories(mounted.resolve("..2026_02/destinations"));
        for (String each : List.of("left", "right")) {
            Files.writeString(second.resolve(each + ".camel.yaml"), SmallRoutes.destination(each, "second/" + each));
        }
        Files.writeString(
                Objects.requireNonNull(second.getParent()).resolve("cmp.camel.yaml"), SmallRoutes.router("right"));
        Object before = version("destinations/right");

        Files.createSymbolicLink(mounted.resolve("..data_tmp"), Path.of("..2026_02"));
        Files.move(mounted.resolve("..data_tmp"), mounted.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);

        runs("destinations/right", before);
        runs("destinations/left", null);
        post();
        sent("/second/right");
    }

    @Test
    void anEditorThatWritesInHalvesIsWaitedFor() throws Exception {
        Object before = version("cmp");
        String text = SmallRoutes.router("right");
        int half = text.length() / 2;

        routes.write("cmp.camel.yaml", text.substring(0, half));
        // as long as an editor pauses between two steps
        Awaitility.await()
                .pollDelay(Duration.ofMillis(150))
                .until(() -> Files.size(routes.file("cmp.camel.yaml")) == half);
        routes.write("cmp.camel.yaml", text);

        runs("cmp", before);
        post();
        sent("/right");
        assertThat(gateway.query("select hash from route_run where name = 'cmp'"))
                .hasSize(2);
    }

    @Test
    void aFileMayBeRenamed() throws IOException {
        Files.move(routes.file("destinations/left.camel.yaml"), routes.file("destinations/sinister.camel.yaml"));
        Awaitility.await()
                .untilAsserted(() -> assertThat(version("destinations/left")).isNull());
        runs("destinations/sinister", "");
        post();

        sent("/left");
        assertThat(version("destinations/sinister")).isNotNull();
    }

    @Test
    void aBrokenNewFileIsForgottenWhenItIsDeleted() {
        routes.write("destinations/third.camel.yaml", "- route: [");
        Awaitility.await().untilAsserted(() -> assertThat(problems()).contains("third.camel.yaml:1: is no YAML"));

        routes.delete("destinations/third.camel.yaml");

        Awaitility.await().untilAsserted(() -> assertThat(problems()).isEmpty());
    }

    @Test
    void aFieldThatIsStoredIsKnown() {
        String asks = SmallRoutes.router("left") + """
                        - filter:
                            id: odd
                            expression:
                              simple:
                                expression: ${body?[event_nme]} == 'x'
                            steps:
                              - to:
                                  id: too
                                  uri: outbox:right
                """;
        routes.write("cmp.camel.yaml", asks);
        Awaitility.await().untilAsserted(() -> assertThat(problems()).contains("event_nme"));
        String payload = sample("cmp/asset_added").replaceFirst("\\{", "{\"event_nme\": \"x\",");
        assertThat(gateway.post("cmp", payload).statusCode()).isEqualTo(200);
        sent("/left");

        routes.write("cmp.camel.yaml", asks + "\n");

        Awaitility.await().untilAsserted(() -> assertThat(problems()).isEmpty());
        assertThat(gateway.post("cmp", payload).statusCode()).isEqualTo(200);
        Awaitility.await().untilAsserted(() -> assertThat(side.requests()).contains("/right"));
    }

    /** The name is free in the runtime in which the file is tried. */
    @Test
    void aDestinationGoesOnIfItsFileClashesOnlyInTheGateway() {
        routes.write(
                "destinations/left.camel.yaml",
                SmallRoutes.destination("left", "elsewhere").replace("id: left", "id: receive-cmp"));

        Awaitility.await().untilAsserted(() -> assertThat(problems())
                .contains("route id receive-cmp is one of Serai's own")
                .contains("of it runs on until the file is mended"));
        post();
        sent("/left");
    }

    @Test
    void aLinkThatLeadsNowhereIsNamed() throws IOException {
        Path link = routes.file("loop.camel.yaml");
        Files.createSymbolicLink(link, Path.of("nowhere"));

        Awaitility.await().untilAsserted(() -> assertThat(problems()).contains("loop.camel.yaml: cannot be read"));
        post();
        sent("/left");
    }
}
