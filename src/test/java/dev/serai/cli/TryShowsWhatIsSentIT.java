package dev.serai.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.serai.check.Case;
import dev.serai.cli.Wire.Mail;
import dev.serai.cli.Wire.Said;
import dev.serai.config.Config;
import dev.serai.optimizely.Families;
import dev.serai.receive.Family;
import dev.serai.simulator.database.Postgres;
import dev.serai.simulator.salesforce.SalesforceSimulator;
import dev.serai.testing.Gateway;
import dev.serai.testing.Gateway.Database;
import dev.serai.testing.Ports;
import dev.serai.testing.RecordingServer;
import dev.serai.testing.Routes;
import dev.serai.testing.Wiretap;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/**
 * {@code serai try} beside a running gateway with the same configuration, for every destination that is shipped: what it shows
 * is, byte for byte, what a tap before Salesforce, PostgreSQL, the mail server and the HTTP API hears of the same payload.
 *
 * <p>Made the same before they are compared: the id and the time of receipt of an event, which are new each time it is
 * received, and what is derived from them; the ids of the two people in Salesforce; the {@code Date} of a mail; and secrets,
 * which {@code try} masks.
 */
@SuppressWarnings("NullAway.Init")
class TryShowsWhatIsSentIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ADDRESS = "john.smith@example.com";
    private static final String MASK = "xxxxxx";
    private static final String TOKEN = "a-token-of-hubspot";
    private static final String SLACK_PATH = "services/T0/B0/a-secret-path";

    @TempDir
    static Path home;

    private static final SalesforceSimulator org = SalesforceSimulator.start(0);
    private static final RecordingServer api = new RecordingServer();
    private static final GreenMail smtp =
            new GreenMail(new ServerSetup(Ports.free(), "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    private static Map<String, Wiretap> taps;
    private static Gateway gateway;
    private static List<String> people = List.of();

    /** Of each tap, the bytes of each connection that were compared already. */
    private final Map<String, List<Integer>> heard = new LinkedHashMap<>();

    @BeforeAll
    static void start() throws IOException {
        smtp.start();
        String archive = Postgres.shared().newDatabase();
        taps = Map.of(
                "salesforce", new Wiretap(URI.create(org.url()).getPort()),
                "api", new Wiretap(URI.create(api.url()).getPort()),
                "mail", new Wiretap(smtp.getSmtp().getPort()),
                "archive",
                        new Wiretap(
                                URI.create(archive.replaceFirst("jdbc:", "")).getPort()));
        Routes.copyTo(home.resolve("routes"))
                .edit("destinations/hubspot-bounces.camel.yaml", "https://api.hubapi.com", url("api"))
                .edit("campaign.camel.yaml", "direct:campaign\n      steps:\n", """
                        direct:campaign
                              steps:
                                - filter:
                                    id: bounces
                                    expression:
                                      simple:
                                        expression: ${header.eventType} == 'bounce'
                                    steps:
                                      - to:
                                          id: to-hubspot
                                          uri: outbox:hubspot-bounces
                                - to:
                                    id: to-slack
                                    uri: outbox:slack-alerts
                        """);
        Map<String, String> settings = new TreeMap<>(Gateway.settings(Database.H2.newUrl(), Database.H2.user()));
        settings.putAll(Map.of(
                "salesforce.login-url",
                url("salesforce"),
                "salesforce.client-id",
                SalesforceSimulator.CLIENT_ID,
                "salesforce.client-secret",
                SalesforceSimulator.CLIENT_SECRET,
                "destination.salesforce-bounces.batch-size",
                "300",
                "destination.hubspot-bounces.enabled",
                "true",
                "destination.slack-alerts.enabled",
                "true",
                "HUBSPOT_TOKEN",
                TOKEN,
                "SLACK_WEBHOOK_URL",
                url("api") + "/" + SLACK_PATH + "?b=%2B&a=1"));
        settings.putAll(Map.of(
                "mail.host", "127.0.0.1",
                "mail.port", Integer.toString(wiretap("mail").port()),
                "mail.security", "none",
                "mail.from", "Sérai <serai@example.com>",
                "mail.deliverability.to", "deliverability@example.com, Bücher <books@example.com>",
                "mail.editors.to", "editors@example.com",
                "database.archive.url",
                        archive.replaceFirst(":\\d+/", ":" + wiretap("archive").port() + "/") + "?sslmode=disable",
                "database.archive.user", "postgres",
                "routes.directory", home.resolve("routes").toString()));
        Path file = home.resolve("config/application.properties");
        Files.createDirectories(file.getParent());
        Files.writeString(
                file,
                settings.entrySet().stream()
                        .map(each -> each.getKey() + "=" + each.getValue())
                        .collect(Collectors.joining("\n", "", "\n")));
        gateway =
                Gateway.start(file, Objects.requireNonNull(settings.get("journal.url")), Database.H2.user(), Map.of());
    }

    private static Wiretap wiretap(String name) {
        return Objects.requireNonNull(taps.get(name));
    }

    private static String url(String tap) {
        return "http://127.0.0.1:" + wiretap(tap).port();
    }

    @AfterAll
    static void stop() {
        gateway.close();
        taps.values().forEach(Wiretap::close);
        smtp.stop();
        api.close();
        org.close();
    }

    /** Another destination needs a payload here that reaches it. */
    @Test
    void everyDestinationIsReached() throws Exception {
        Set<String> reached = new TreeSet<>();
        for (String sample : List.of(
                "campaign/bounce",
                "campaign/spamcomplaint",
                "cmp/asset_added",
                "cmp/asset_published",
                "graph/doc_expired",
                "experimentation/ruleset_updated")) {
            reached.addAll(showsWhatIsSent(sample.replaceFirst("/.*", ""), Gateway.sample(sample)));
        }

        assertThat(reached).isEqualTo(cases().map(Case::stem).collect(Collectors.toCollection(TreeSet::new)));
    }

    /** Quotes, emoji, missing fields: what the cases beside the destinations are about. */
    @TestFactory
    Stream<DynamicTest> everyCase() throws IOException {
        return cases().map(each ->
                DynamicTest.dynamicTest(each.toString(), () -> showsWhatIsSent(each.family(), each.json())));
    }

    /** Those of events that a request can bring: an alarm is Serai's own. */
    private static Stream<Case> cases() throws IOException {
        Set<String> received = Families.SHIPPED.from(Config.shipped()).stream()
                .filter(Family::isReceived)
                .map(Family::name)
                .collect(Collectors.toSet());
        List<Case> cases = new ArrayList<>();
        try (Stream<Path> files = Files.list(Path.of("routes/destinations"))) {
            for (Path file : files.filter(each -> each.toString().endsWith(Case.SUFFIX))
                    .sorted()
                    .toList()) {
                cases.addAll(Case.read(file, Gateway::sample));
            }
        }
        // a signed call has another signature and another time each time
        return cases.stream()
                .filter(each -> !each.stem().equals("partner-webhook"))
                .filter(each -> received.contains(each.family()));
    }

    /** An upsert takes 200 records, Slack one event, HubSpot a hundred; two of one person are never in two calls at once. */
    @ParameterizedTest
    @ValueSource(ints = {3, 203})
    void manyEventsAreAsManyCallsAsTheGatewayMakes(int count) throws Exception {
        String bounce = Gateway.sample("campaign/bounce");
        String bounces = IntStream.range(0, count)
                .mapToObj(i -> bounce.replaceFirst("\"id\": *\"[^\"]*\"", "\"id\": \"" + UUID.randomUUID() + "\""))
                .collect(Collectors.joining(",", "[", "]"));

        assertThat(showsWhatIsSent("campaign", bounces)).contains("salesforce-bounces", "slack-alerts");
    }

    /** @return the destinations that were reached */
    private Set<String> showsWhatIsSent(String family, String payload) throws Exception {
        begin(payload.contains("Jane@Example.COM") ? "jane@example.com" : ADDRESS);
        Path file = Files.writeString(home.resolve("payload.json"), payload);
        JsonNode tried = tryIt(file, family);

        assertThat(gateway.post(family, payload).statusCode()).isEqualTo(200);
        gateway.settled();

        UnaryOperator<String> same = same(tried);
        Map<String, List<String>> shown = new TreeMap<>();
        for (JsonNode destination : tried.get("destinations")) {
            for (JsonNode call : destination.get("calls")) {
                shown.computeIfAbsent(tap(call.get("what").asText()), any -> new ArrayList<>())
                        .add(text(call));
            }
        }
        Map<String, List<String>> sent = new TreeMap<>();
        for (String tap : taps.keySet()) {
            List<String> said = said(tap).stream().map(same).toList();
            if (!said.isEmpty()) {
                sent.put(tap, said);
            }
        }
        assertThat(sent.keySet()).isEqualTo(shown.keySet());
        // batches that are out at once are heard in any order, and so are two destinations of one far side
        sent.forEach((tap, calls) -> assertThat(shown.get(tap)).as(tap).containsExactlyInAnyOrderElementsOf(calls));
        if (tried.get("events").size() == 1 && !tried.toString().contains("hubspot")) {
            assertThat(sent).isEqualTo(shown);
        }
        return StreamSupport.stream(tried.get("destinations").spliterator(), false)
                .map(each -> each.get("destination").asText())
                .collect(Collectors.toSet());
    }

    /**
     * No events, which would be known already; and all that was said so far is heard.
     *
     * @param address of the Contact and the Lead in Salesforce, as {@code try} assumes them
     */
    private void begin(String address) {
        for (String table : List.of("attempt", "delivery", "event")) {
            gateway.execute("delete from " + table);
        }
        for (String id : people) {
            org.delete(id.startsWith("003") ? "Contact" : "Lead", id);
        }
        people = List.of(
                org.insert("Contact", Map.of("LastName", "Smith", "Email", address)),
                org.insert("Lead", Map.of("LastName", "Smith", "Company", "Smith", "Email", address)));
        taps.forEach((name, tap) -> heard.put(
                name, tap.conversations().stream().map(all -> all.length).toList()));
    }

    private static JsonNode tryIt(Path payload, String family) throws IOException {
        StringWriter out = new StringWriter();
        CommandLine line = SeraiCommand.line((config, strict) -> {}, Map.of());
        line.setOut(new PrintWriter(out)).setErr(new PrintWriter(out));
        int status = line.execute("--home", home.toString(), "try", payload.toString(), "--family", family, "--json");
        assertThat(status).as(out.toString()).isEqualTo(ExitStatus.OK);
        assertThat(out.toString()).doesNotContain(TOKEN, "a-secret-path", SalesforceSimulator.CLIENT_SECRET);
        return JSON.readTree(out.toString());
    }

    private static String tap(String what) {
        String scheme = what.replaceFirst(":.*", "");
        return switch (scheme) {
            case "jdbc" -> "archive";
            case "mail" -> "mail";
            default -> what.contains(url("salesforce")) ? "salesforce" : "api";
        };
    }

    /** What is shown of a call. */
    private static String text(JsonNode call) throws Exception {
        Map<String, String> headers = new LinkedHashMap<>();
        call.get("headers")
                .properties()
                .forEach(each -> headers.put(each.getKey(), each.getValue().asText()));
        String what = call.get("what").asText();
        if (what.startsWith("jdbc:")) {
            return "jdbc " + List.copyOf(headers.values()) + "\n"
                    + call.get("body").asText();
        }
        if (what.startsWith("mail:")) {
            String raw = call.get("raw").asText();
            assertThat(text(raw))
                    .isEqualTo(call.get("headers").get("Subject").asText() + "\n"
                            + call.get("body").asText());
            return "to " + what.replaceFirst(".* to ", "") + "\n" + dateless(raw);
        }
        return what + "\n" + new TreeMap<>(headers) + "\n" + call.get("body").asText();
    }

    private static String text(String raw) throws Exception {
        MimeMessage mail = new MimeMessage(
                Session.getInstance(new Properties()), new ByteArrayInputStream(raw.getBytes(StandardCharsets.UTF_8)));
        return mail.getSubject() + "\n" + String.valueOf(mail.getContent()).replace("\r\n", "\n");
    }

    private static String dateless(String raw) {
        String dateless =
                raw.replaceFirst("Date: \\w{3}, \\d{1,2} \\w{3} \\d{4} [\\d:]{8} [+-]\\d{4} \\(\\w+\\)\r\n", "");
        assertThat(dateless).doesNotContain("Date: ").isNotEqualTo(raw);
        return dateless;
    }

    /** What has been said to a tap since {@link #begin}, but for logins. */
    private List<String> said(String tap) {
        List<byte[]> conversations = wiretap(tap).conversations();
        Function<byte[], Stream<String>> read =
                switch (tap) {
                    case "archive" -> all -> Wire.postgres(all).stream().map(TryShowsWhatIsSentIT::statement);
                    case "mail" -> all -> Wire.smtp(all).stream().map(TryShowsWhatIsSentIT::mail);
                    default ->
                        all -> Wire.http(all, url(tap)).stream()
                                .filter(request -> !request.what().contains("/oauth2/"))
                                .map(TryShowsWhatIsSentIT::request);
                };
        List<Integer> earlier = heard.getOrDefault(tap, List.of());
        List<String> said = new ArrayList<>();
        for (int i = 0; i < conversations.size(); i++) {
            byte[] all = conversations.get(i);
            int before = i < earlier.size() ? earlier.get(i) : 0;
            long known =
                    before == 0 ? 0 : read.apply(Arrays.copyOf(all, before)).count();
            read.apply(all).skip(known).forEach(said::add);
        }
        return said;
    }

    private static String request(Said request) {
        Map<String, String> headers = new TreeMap<>(request.headers());
        headers.computeIfPresent("Authorization", (name, value) -> MASK);
        return request.what().replace(SLACK_PATH + "?b=%2B&a=1", MASK) + "\n" + headers + "\n" + request.body();
    }

    /** The driver numbers the parameters. */
    private static String statement(Said bound) {
        return "jdbc " + List.copyOf(bound.headers().values()) + "\n"
                + bound.body().replaceAll("\\$\\d+", "?");
    }

    private static String mail(Mail mail) {
        return "to " + String.join(", ", mail.recipients()) + "\n" + dateless(mail.lines());
    }

    /** Gives what was sent the ids and times of the events that were tried. */
    private static UnaryOperator<String> same(JsonNode tried) {
        Map<String, String> replacements = new LinkedHashMap<>();
        List<Map<String, Object>> kept = gateway.query("select id, received_at from event order by received_at, id");
        List<JsonNode> events = StreamSupport.stream(tried.get("events").spliterator(), false)
                .sorted((one, other) ->
                        one.get("id").asText().compareTo(other.get("id").asText()))
                .toList();
        assertThat(kept).hasSameSizeAs(events);
        for (int i = 0; i < events.size(); i++) {
            String id = events.get(i).get("id").asText();
            String own = String.valueOf(kept.get(i).get("id"));
            Instant at = Instant.parse(events.get(i).get("receivedAt").asText());
            Instant then = ((OffsetDateTime) Objects.requireNonNull(kept.get(i).get("received_at"))).toInstant();
            replacements.put(own, id);
            replacements.put(batch(own), batch(id));
            replacements.put(then.toString(), at.toString());
            replacements.put(Long.toString(then.toEpochMilli()), Long.toString(at.toEpochMilli()));
            replacements.put(minute(then), minute(at));
        }
        replacements.put(people.get(0), "003000000000001AAA");
        replacements.put(people.get(1), "00Q000000000001AAA");
        return text -> {
            String same = text;
            for (Map.Entry<String, String> each : replacements.entrySet()) {
                same = same.replace(each.getKey(), each.getValue());
            }
            return same;
        };
    }

    private static String batch(String id) {
        return UUID.nameUUIDFromBytes(id.getBytes(StandardCharsets.UTF_8)).toString();
    }

    private static String minute(Instant time) {
        return time.truncatedTo(ChronoUnit.MINUTES).toString().replace('T', ' ').substring(0, 16);
    }
}
