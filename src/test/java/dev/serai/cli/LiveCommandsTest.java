package dev.serai.cli;

import static dev.serai.testing.Gateway.sample;
import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.testing.Gateway;
import dev.serai.testing.Gateway.Database;
import dev.serai.testing.Ports;
import dev.serai.testing.RecordingServer;
import dev.serai.testing.SmallRoutes;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The commands that ask a running gateway. */
@ParameterizedClass
@EnumSource
@SuppressWarnings("NullAway.Init")
class LiveCommandsTest {
    @TempDir
    Path directory;

    @Parameter
    Database database;

    private final Map<String, String> environment = new HashMap<>();
    private final RecordingServer side = new RecordingServer();
    private SmallRoutes routes;
    private Gateway gateway;

    @BeforeEach
    void start() {
        routes = new SmallRoutes(directory);
        Map<String, String> settings = new HashMap<>(routes.settings(side));
        settings.put("management.port", Integer.toString(Ports.free()));
        // so that the command sees the change first
        settings.put("routes.reload", "off");
        environment.put("ROUTES_DIRECTORY", directory.toString());
        environment.put("DATABASE_ARCHIVE_CREATE_TABLES", "false");
        environment.put("MANAGEMENT_PORT", settings.get("management.port"));
        environment.put("SIDE_URL", side.url());
        gateway = Gateway.start(database, settings);
    }

    @AfterEach
    void stop() {
        gateway.close();
        side.close();
    }

    private Ended serai(String... arguments) {
        return Ended.of(environment, arguments);
    }

    private void post() {
        assertThat(gateway.post("cmp", sample("cmp/asset_added")).statusCode()).isEqualTo(200);
    }

    private void sent(String... paths) {
        Awaitility.await().untilAsserted(() -> assertThat(side.requests()).containsExactlyInAnyOrder(paths));
    }

    private String version(String name) {
        return String.valueOf(
                gateway.query("select hash from route_run where name = '" + name + "' order by since desc")
                        .get(0)
                        .get("hash"));
    }

    @Test
    void reloadSaysWhatItDidAndHowTheRouterDiffers() {
        post();
        // else both may go out in one batch
        sent("/left");
        post();
        sent("/left", "/left");
        assertThat(serai("reload"))
                .isEqualTo(new Ended(
                        0, "Every route file is as it runs.%nNone has changed since the start.%n".formatted(), ""));
        String before = version("cmp");
        routes.write("cmp.camel.yaml", SmallRoutes.router("right"));

        Ended ended = serai("reload");

        assertThat(ended.status()).isZero();
        assertThat(ended.out().lines())
                .containsExactly(
                        "cmp loaded, version " + version("cmp") + " in place of " + before,
                        "  2 of the last 2 events of the family differ",
                        "    asset_added: left → right (2)");
        assertThat(serai("reload").out())
                .startsWith("Every route file is as it runs.")
                .contains("cmp loaded, version");
        post();
        sent("/left", "/left", "/right");
    }

    @Test
    void reloadRefusesAFileWithAnErrorAndEndsWithOne() {
        String before = version("cmp");
        routes.write("cmp.camel.yaml", SmallRoutes.router("right").replace("uri: outbox", "uri: seda"));

        Ended ended = serai("reload");

        assertThat(ended.status()).isEqualTo(ExitStatus.FINDING);
        assertThat(ended.out())
                .startsWith("cmp refused, version " + before + " runs on")
                .contains(routes.file("cmp.camel.yaml") + ":10: error: ");
        assertThat(serai("reload", "--json").out()).contains("\"action\":\"REFUSED\"");
    }

    @Test
    void diffShowsWhatWouldBeLoaded() {
        assertThat(serai("diff")).isEqualTo(new Ended(0, "", ""));
        routes.write("cmp.camel.yaml", SmallRoutes.router("right"));
        routes.write("destinations/third.camel.yaml", SmallRoutes.destination("third", "third"));
        routes.delete("destinations/left.camel.yaml");

        Ended ended = serai("diff");

        assertThat(ended.status()).isEqualTo(ExitStatus.FINDING);
        assertThat(ended.out())
                .contains("--- running/cmp.camel.yaml")
                .contains("-            uri: outbox:left")
                .contains("+            uri: outbox:right")
                .contains("--- /dev/null%n+++ disk/destinations/third.camel.yaml".formatted())
                .contains("+++ /dev/null");
        assertThat(serai("diff", "destinations/right").status()).isZero();
        assertThat(serai("diff", "nothing").status()).isEqualTo(ExitStatus.USAGE);
    }

    @Test
    void versionsShowWhatRanAndItsText() {
        String first = version("cmp");
        routes.write("cmp.camel.yaml", SmallRoutes.router("right"));
        serai("reload");

        Ended ended = serai("versions", "cmp");

        assertThat(ended.status()).isZero();
        assertThat(ended.out().lines())
                .hasSize(2)
                .anyMatch(line -> line.startsWith("* " + version("cmp")) && line.endsWith(" cmp"))
                .anyMatch(line -> line.startsWith("  " + first) && line.endsWith(" cmp"));
        assertThat(serai("versions", "--show", first).out())
                .startsWith("==> cmp.camel.yaml <==")
                .contains("outbox:left");
        assertThat(serai("diff", "cmp", "--version-ran", first).out()).contains("+            uri: outbox:right");
        Ended unknown = serai("versions", "--show", "no-such");
        assertThat(unknown.status()).isEqualTo(ExitStatus.FINDING);
        assertThat(unknown.err()).isEqualToIgnoringNewLines("serai: there is no version no-such");
    }

    @Test
    void rerouteAddsOnlyWhatIsMissing() {
        post();
        // else both may go out in one batch
        sent("/left");
        post();
        sent("/left", "/left");
        routes.write(
                "cmp.camel.yaml",
                SmallRoutes.router("left") + "        - to:\n            id: too\n            uri: outbox:right\n");
        assertThat(serai("reload").status()).isZero();

        Ended dry = serai("reroute", "--family", "cmp", "--dry-run");
        assertThat(dry.out().lines())
                .containsExactly(
                        "2 events, 2 would go elsewhere:",
                        "       2  cmp asset_added: left → left, right",
                        "2 deliveries are missing.");
        assertThat(serai("reroute", "--filtered", "--dry-run").out()).startsWith("0 events");
        assertThat(serai("reroute", "--since", "2020-01-01").err()).contains("no terminal answers the question");

        Ended done = serai("reroute", "--type", "asset_added", "--since", "1h", "--yes");

        assertThat(done.out()).endsWith("2 deliveries were queued.%n".formatted());
        Awaitility.await().untilAsserted(() -> assertThat(
                        gateway.query("select 1 from delivery where destination = 'right' and state = 'delivered'"))
                .hasSize(2));
        assertThat(serai("reroute", "--yes").out()).contains("0 deliveries are missing.");
        assertThat(gateway.ledger().get("balanced").asBoolean()).isTrue();
    }

    /** A typo filtered for a day. */
    @Test
    void rerouteRepairsWhatWasFilteredByMistake() {
        String typo = """
                        - filter:
                            id: wanted
                            expression:
                              simple:
                                expression: ${header.eventType} == 'asset_removed'
                            steps:
                              - to:
                                  id: away
                                  uri: outbox:left
                """;
        routes.write("cmp.camel.yaml", SmallRoutes.router("left").replaceFirst("(?s)        - to:.*", "") + typo);
        assertThat(serai("reload").out()).startsWith("cmp loaded");
        post();
        Awaitility.await().untilAsserted(() -> assertThat(
                        gateway.ledger().get("events").get(0).get("filtered").asInt())
                .isEqualTo(1));
        routes.write("cmp.camel.yaml", SmallRoutes.router("left"));
        serai("reload");

        Ended done = serai("reroute", "--filtered", "--yes", "--json");

        assertThat(done.out()).contains("\"added\":1").contains("\"before\":\"nowhere\"");
        sent("/left");
        assertThat(gateway.ledger().get("events").get(0).get("filtered").asInt())
                .isZero();
        assertThat(gateway.ledger().get("balanced").asBoolean()).isTrue();
    }

    @Test
    void withoutAGatewayTheyEndWithThree() {
        for (List<String> each :
                List.of(List.of("reload"), List.of("versions"), List.of("diff"), List.of("reroute", "--dry-run"))) {
            environment.put("MANAGEMENT_PORT", Integer.toString(Ports.free()));

            Ended ended = serai(each.toArray(String[]::new));

            assertThat(ended.status()).isEqualTo(ExitStatus.UNREACHED);
            assertThat(ended.err()).startsWith("serai: no gateway answers at http://127.0.0.1:");
        }
    }

    @Test
    void tryShowsAStoredEventAndHowTheFilesDiffer() {
        post();
        sent("/left");
        String id = String.valueOf(gateway.query("select id from event").get(0).get("id"));

        Ended stored = serai("try", "--event", id);
        assertThat(stored.err()).isEmpty();
        assertThat(stored.status()).isZero();
        assertThat(stored.out()).contains("/left").contains(id);
        assertThat(serai("try", "--event", id, "--diff").out()).startsWith("Nothing differs from what runs.");
        routes.write("destinations/left.camel.yaml", SmallRoutes.destination("left", "elsewhere"));

        Ended differs = serai("try", "--event", id, "--diff");

        assertThat(differs.status()).isEqualTo(ExitStatus.FINDING);
        assertThat(differs.out())
                .contains("-  POST " + side.url() + "/left")
                .contains("+  POST " + side.url() + "/elsewhere")
                .doesNotContain("serai-routes-");
        assertThat(serai("try", "cmp/asset_added", "--diff").out()).contains("+  POST");
        assertThat(serai("try", "--event", "00000000-0000-0000-0000-000000000000")
                        .err())
                .startsWith("serai: there is no event");
    }
}
