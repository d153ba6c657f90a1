package dev.serai.cli;

import static dev.serai.testing.Gateway.sample;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.event.QuarantinedInput;
import dev.serai.operate.AccessTokens;
import dev.serai.operate.Role;
import dev.serai.testing.Gateway;
import dev.serai.testing.Gateway.Database;
import dev.serai.testing.Ports;
import dev.serai.testing.ScriptedApi;
import dev.serai.testing.SmallRoutes;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/** The commands that show what was refused and what was no event, and that offer it again, on a running gateway. */
@ParameterizedClass
@EnumSource
@SuppressWarnings("NullAway.Init")
class QuarantineCommandsTest {
    private static final Instant EARLIER = Instant.parse("2026-11-01T12:00:00Z");

    @TempDir
    Path directory;

    @Parameter
    Database database;

    private final Map<String, String> environment = new HashMap<>();
    private final ScriptedApi side = new ScriptedApi();
    private Gateway gateway;

    @BeforeEach
    void start() {
        side.then(200, "");
        SmallRoutes routes = new SmallRoutes(directory);
        routes.write(
                "graph.camel.yaml",
                SmallRoutes.router("left").replace("direct:cmp", "direct:graph").replace("id: cmp", "id: graph"));
        Map<String, String> settings = new HashMap<>(Map.of(
                "routes.directory", directory.toString(),
                "SIDE_URL", side.url(),
                "database.archive.create-tables", "false",
                "management.port", Integer.toString(Ports.free()),
                "management.token-file", directory.resolve("tokens").toString(),
                "receive.max-body", "10KB",
                "routes.reload", "off"));
        environment.put("ROUTES_DIRECTORY", directory.toString());
        environment.put("MANAGEMENT_PORT", settings.get("management.port"));
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

    private int post(String path, String secret, String body) {
        return gateway.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port() + path))
                        .header("Callback-Secret", secret)
                        .POST(BodyPublishers.ofString(body)))
                .statusCode();
    }

    /** A body that an earlier version could not read. @return its hash */
    private String stored(String family, byte[] body, long count, @Nullable String charset) {
        gateway.execute(row(family, body, count, charset));
        return hash(family, body);
    }

    /** As of a family that reads who has bought from a header. */
    private void withHeaders(String hash) {
        gateway.execute("update quarantine set headers = '{\"X-Buyer\":\"ann@example.com\",\"X-Order\":\"7\"}'"
                + " where hash = '" + hash + "';");
    }

    private static String hash(String family, byte[] body) {
        return new QuarantinedInput(family, EARLIER, "", body).hash();
    }

    private String row(String family, byte[] body, long count, @Nullable String charset) {
        String hex = HexFormat.of().formatHex(body);
        return "insert into quarantine (hash, count, family, received_at, reason, body, charset)"
                + " values ('%s', %d, '%s', '%s', 'an earlier reason', %s, %s);"
                        .formatted(
                                hash(family, body),
                                count,
                                family,
                                EARLIER,
                                database == Database.H2 ? "X'" + hex + "'" : "'\\x" + hex + "'",
                                charset == null ? "null" : "'" + charset + "'");
    }

    private String stored(String family, String body, long count) {
        return stored(family, body.getBytes(StandardCharsets.UTF_8), count, null);
    }

    /** An event of Graph, which has an id of its own. */
    private static String document(int number) {
        return sample("graph/doc_expired").replaceFirst("9b2d7c61", "%08d".formatted(number));
    }

    private long quarantined() {
        long sum = 0;
        for (JsonNode each : gateway.ledger().path("quarantined")) {
            sum += each.path("count").asLong();
        }
        return sum;
    }

    private void balanced() {
        assertThat(gateway.ledger().path("balanced").asBoolean()).isTrue();
    }

    @Test
    void rejectedCountsWhatTheMetricCountsAndTheLogTells() {
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        Logger receipts = (Logger) LoggerFactory.getLogger("serai.receipt");
        log.start();
        receipts.addAppender(log);
        try {
            for (int i = 0; i < 3; i++) {
                assertThat(post("/webhooks/cmp", "hush-hush-" + i, "{\"private\":1}"))
                        .isEqualTo(401);
            }
            assertThat(post("/webhooks/cmp", "cmp-secret", "")).isEqualTo(400);
            assertThat(post("/webhooks/cmp", "cmp-secret", "x".repeat(11_000))).isEqualTo(413);
            assertThat(post("/hush-hush/path", "cmp-secret", "x")).isEqualTo(404);
            assertThat(gateway.send(gateway.request("cmp")
                                    .header("Content-Encoding", "br")
                                    .POST(BodyPublishers.ofString("x")))
                            .statusCode())
                    .isEqualTo(415);
        } finally {
            receipts.detachAppender(log);
        }

        JsonNode page = serai("rejected", "--json").json();
        Map<String, Long> counted = new HashMap<>();
        page.path("rejected")
                .forEach(each -> counted.merge(
                        each.path("family").asText() + " " + each.path("status").asInt(),
                        each.path("count").asLong(),
                        Long::sum));
        assertThat(counted)
                .containsOnly(
                        Map.entry("cmp 401", 3L),
                        Map.entry("cmp 400", 1L),
                        Map.entry("cmp 413", 1L),
                        Map.entry("cmp 415", 1L),
                        Map.entry("unknown 404", 1L))
                .isEqualTo(refusedByTheMetric());
        assertThat(log.list.stream().map(ILoggingEvent::getFormattedMessage))
                .anyMatch(line -> line.contains("family=cmp status=401 error=none from=127.0.0.1 secret=-1"));
        assertThat(serai("rejected").out())
                .containsPattern("cmp +401 +secret missing or wrong +3 +\\S+Z +\\S+Z +127\\.0\\.0\\.1")
                .containsPattern("cmp +413 +body too large +1")
                .containsPattern("unknown +404 +no webhook at this path +1")
                .doesNotContain("hush-hush", "private");
        assertThat(page.toString()).doesNotContain("hush-hush", "private");
        assertThat(serai("rejected", "--family", "unknown", "--json").json().path("rejected"))
                .hasSize(1);
        assertThat(serai("rejected", "--family", "graph").out()).startsWith("Nothing was refused since ");
    }

    private Map<String, Long> refusedByTheMetric() {
        Map<String, Long> refused = new HashMap<>();
        Matcher each = Pattern.compile("serai_receipts_seconds_count\\{family=\"(\\w+)\",status=\"(\\d+)\"} (\\d+)")
                .matcher(gateway.metrics());
        while (each.find()) {
            refused.put(each.group(1) + " " + each.group(2), Long.parseLong(each.group(3)));
        }
        return refused;
    }

    @Test
    void listsAndShowsWhatIsNoEvent() throws Exception {
        assertThat(gateway.post("cmp", "{\"to\":\"jane@example.com\"").statusCode())
                .isEqualTo(200);
        assertThat(gateway.post("cmp", "{\"to\":\"jane@example.com\"").statusCode())
                .isEqualTo(200);
        assertThat(gateway.post("graph", "[]x").statusCode()).isEqualTo(200);

        JsonNode all = serai("quarantine", "--json").json().path("quarantine");
        assertThat(all).hasSize(2);
        Ended cmp = serai("quarantine", "--family", "cmp");
        assertThat(cmp.out()).containsPattern("cmp +2 +24 +[0-9a-f]{12} +\\S+").doesNotContain("jane", "graph");
        String hash = serai("quarantine", "--family", "cmp", "--json")
                .json()
                .at("/quarantine/0/hash")
                .asText();
        Ended first = serai("quarantine", "--limit", "1", "--json");
        assertThat(first.json().path("quarantine")).hasSize(1);
        Ended second = serai(
                "quarantine",
                "--limit",
                "1",
                "--json",
                "--after",
                first.json().path("next").asText());
        assertThat(second.json().path("quarantine")).hasSize(1);
        assertThat(second.json().at("/quarantine/0/hash"))
                .isNotEqualTo(first.json().at("/quarantine/0/hash"));

        withHeaders(hash);
        assertThat(serai("quarantine", "show", hash.substring(0, 12)).out())
                .contains("reason", "2 times", "{\"to\":\"jane@example.com\"")
                .containsPattern("head +X-Buyer: ann@example.com\n +X-Order: 7\n");
        PrintStream console = System.out;
        ByteArrayOutputStream raw = new ByteArrayOutputStream();
        System.setOut(new PrintStream(raw, true, StandardCharsets.UTF_8));
        try {
            assertThat(serai("quarantine", "show", "--raw", hash).status()).isZero();
        } finally {
            System.setOut(console);
        }
        assertThat(raw.toString(StandardCharsets.UTF_8)).isEqualTo("{\"to\":\"jane@example.com\"");
        assertThat(serai("quarantine", "show", "00000000").err()).contains("there is no 00000000 in quarantine");
        assertThat(serai("quarantine", "show", "xyz").err()).contains("at least the first 8 digits of its hash");
    }

    @Test
    void whatIsAnEventNowIsKeptRoutedAndSentOnce() {
        String hash = stored("graph", document(1), 3);
        long before = quarantined();
        balanced();

        Ended offered = serai("quarantine", "offer", hash.substring(0, 10), "--reason", "read since 1.1");

        assertThat(offered.status()).as(offered.err()).isZero();
        assertThat(offered.out())
                .isEqualTo("1 of 1 bodies are events now: 1 new, 0 known already. 0 stay in quarantine.\n");
        assertThat(quarantined()).isEqualTo(before - 3);
        balanced();
        assertThat(gateway.query("select received, duplicate, filtered from event_count where family = 'graph'"))
                .singleElement()
                .satisfies(row -> assertThat(row).containsValues(3L, 2L, 0L));
        Awaitility.await().untilAsserted(() -> assertThat(gateway.query("select state from delivery"))
                .extracting(row -> row.get("state"))
                .containsExactly("delivered"));
        assertThat(side.requests()).hasSize(1);
        assertThat(gateway.query(
                        "select 1 from event where received_at = timestamp with time zone '2026-11-01 12:00:00+00'"))
                .hasSize(1);
        assertThat(serai("audit", "--json").json().path("action").asText()).isEqualTo("offer");
        assertThat(serai("audit").out()).contains("offer", hash, "read since 1.1");
        assertThat(gateway.metrics()).contains("serai_events_total{family=\"graph\",result=\"new\"} 1.0");

        gateway.post("graph", document(1));
        assertThat(gateway.query("select 1 from event"))
                .as("the same event by webhook")
                .hasSize(1);
        balanced();
    }

    @Test
    void whatWasReceivedMeanwhileIsADuplicate() {
        gateway.post("graph", document(1));
        stored("graph", document(1), 1);

        assertThat(serai("quarantine", "offer", "--family", "graph", "--yes").out())
                .contains("0 new, 1 known already");

        assertThat(gateway.query("select 1 from event")).hasSize(1);
        assertThat(quarantined()).isZero();
        balanced();
    }

    @Test
    void whatIsStillNoEventStaysWithTheReasonOfToday() {
        String hash = stored("cmp", "{\"nothing\":\"jane@example.com\"}", 2);

        Ended offered = serai("quarantine", "offer", hash);

        assertThat(offered.status()).isEqualTo(1);
        assertThat(offered.out()).contains("0 of 1 bodies are events now", "1 stay in quarantine");
        assertThat(gateway.query("select count, reason from quarantine"))
                .singleElement()
                .satisfies(row ->
                        assertThat(row).containsEntry("reason", "no event_name").containsEntry("count", 2L));
        assertThat(gateway.query("select 1 from event")).isEmpty();
        balanced();
    }

    @Test
    void ofABodyWithSeveralElementsOnlyTheOthersStay() {
        stored("graph", "[" + document(1) + ",{\"x\":1}," + document(2) + "]", 2);

        assertThat(serai("quarantine", "offer", "--all", "--yes", "--json")
                        .json()
                        .toString())
                .isEqualTo("{\"offered\":1,\"became\":1,\"still\":0,\"fresh\":2,\"duplicate\":0}");

        assertThat(gateway.query("select 1 from event")).hasSize(2);
        assertThat(gateway.query("select count, body from quarantine"))
                .singleElement()
                .satisfies(row -> {
                    assertThat(row).containsEntry("count", 2L);
                    assertThat((byte[]) row.get("body")).isEqualTo("{\"x\":1}".getBytes(StandardCharsets.UTF_8));
                });
        balanced();
    }

    @Test
    void aBodyIsReadInTheCharsetInWhichItCame() {
        byte[] body = document(1).getBytes(Charset.forName("UTF-16"));
        stored("graph", body, 1, "utf-16");

        assertThat(serai("quarantine", "offer", "--all", "--yes").out()).contains("1 new");
    }

    @Test
    void hundredsAreOfferedInSeveralRequests() {
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < 450; i++) {
            String body = i % 2 == 0 ? document(i) : "{\"n\":" + i + "}";
            rows.append(row(i % 2 == 0 ? "graph" : "cmp", body.getBytes(StandardCharsets.UTF_8), 1, null));
        }
        gateway.execute(rows.toString());

        assertThat(serai("quarantine", "offer", "--all", "--dry-run").out())
                .isEqualTo("450 bodies would be offered.\n");
        JsonNode done = serai("quarantine", "offer", "--all", "--yes", "--json").json();

        assertThat(done.toString())
                .isEqualTo("{\"offered\":450,\"became\":225,\"still\":225,\"fresh\":225,\"duplicate\":0}");
        assertThat(gateway.query("select sum(count) as bodies from audit where action = 'offer'")
                        .get(0)
                        .get("bodies"))
                .hasToString("225");
        balanced();
    }

    @Test
    void twoWhoOfferAtOnceKeepItOnce() {
        for (int i = 0; i < 40; i++) {
            stored("cmp", sample("cmp/asset_added").replaceFirst("019a[0-9a-f]+", "asset" + i), 1);
        }
        List<CompletableFuture<Ended>> both = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            both.add(CompletableFuture.supplyAsync(() -> serai("quarantine", "offer", "--all", "--yes", "--json")));
        }

        long fresh = both.stream()
                .mapToLong(each -> each.join().json().path("fresh").asLong())
                .sum();

        assertThat(fresh).isEqualTo(40);
        assertThat(gateway.query("select 1 from event")).hasSize(40);
        assertThat(quarantined()).isZero();
        balanced();
    }

    @Test
    void aViewerSeesNoBodyAndNoCallerAndOffersNothing() throws Exception {
        String hash = stored("cmp", "{\"to\":\"jane@example.com\"}", 1);
        withHeaders(hash);
        post("/webhooks/cmp", "wrong", "x");
        Path file = directory.resolve("viewer.token");
        Files.writeString(file, new AccessTokens(directory.resolve("tokens")).add("ann", Role.VIEWER));
        String[] token = {"--token-file", file.toString()};

        assertThat(serai("quarantine", "show", hash, token[0], token[1]).out())
                .contains("…")
                .doesNotContain("jane", "ann@");
        assertThat(serai("quarantine", "show", hash, "--raw", token[0], token[1])
                        .err())
                .contains("the role viewer does not see bodies");
        assertThat(serai("quarantine", token[0], token[1]).out()).contains(hash.substring(0, 12));
        assertThat(serai("rejected", token[0], token[1]).out()).contains("…").doesNotContain("127.0.0.1");
        assertThat(serai("quarantine", "offer", hash, token[0], token[1]).err()).contains("may change nothing");
        assertThat(quarantined()).isEqualTo(1);
    }

    @Test
    void saysWhatIsWrongWithACall() {
        assertThat(serai("quarantine", "offer").err()).contains("Say one of HASH…, --family NAME and --all");
        assertThat(serai("quarantine", "offer", "--all", "--family", "cmp").status())
                .isEqualTo(2);
        assertThat(serai("quarantine", "offer", "--all", "--json").err()).contains("--json needs --dry-run or --yes");
        assertThat(serai("quarantine", "--limit", "0").status()).isEqualTo(2);
        assertThat(serai("quarantine", "--after", "x").err()).contains("the next of the page before");
        assertThat(serai("quarantine").out()).isEqualTo("Nothing is in quarantine.\n");
        assertThat(serai("rejected", "--help").out()).contains("since its start");
    }

    @Test
    void statusNamesTheCommand() {
        gateway.post("cmp", "{");

        assertThat(serai("status").out())
                .contains("\"serai quarantine --family cmp\" says why", "\"serai quarantine offer --family cmp\"");
    }
}
