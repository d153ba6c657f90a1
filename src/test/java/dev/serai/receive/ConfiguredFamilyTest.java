package dev.serai.receive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.config.Config;
import dev.serai.event.Event;
import dev.serai.event.Json;
import dev.serai.optimizely.Families;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Families that keys describe: those of docs/senders.md, and mistakes in keys. */
class ConfiguredFamilyTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_750_000_000);
    private static final String SECRET = "demo-secret-for-tests";
    private static final String BODY = "{\"id\":\"evt-1\",\"type\":\"demo\",\"n\":1}";
    private static final String OPTIMIZELY =
            "{\"project_id\":42,\"timestamp\":42424242,\"event\":\"project.datafile_updated\","
                    + "\"data\":{\"revision\":101,\"origin_url\":\"origin.optimizely.com/datafiles/myDatafile\","
                    + "\"cdn_url\":\"cdn.optimizely.com/datafiles/myDatafile\",\"environment\":\"Production\"}}";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    /** All examples of the document, each with one secret. */
    private Config documented(String name, String secret) throws IOException {
        StringBuilder keys = new StringBuilder();
        Pattern.compile("```properties\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("docs/senders.md")))
                .results()
                .map(MatchResult::group)
                .map(block -> block.replaceAll("```(properties)?", ""))
                .forEach(keys::append);
        return config(keys + "\nfamily." + name + ".signature-secrets=" + secret);
    }

    private Config config(String keys) throws IOException {
        Path file = Files.writeString(directory.resolve("application.properties"), lastWins(keys));
        return Config.load(file, Map.of());
    }

    private static String lastWins(String keys) {
        Map<String, String> last = new TreeMap<>();
        keys.lines()
                .filter(line -> line.contains("="))
                .forEach(line -> last.put(line.substring(0, line.indexOf('=')), line));
        return String.join("\n", last.values());
    }

    private static Family family(Config config, String name) {
        Family found = Families.SHIPPED.from(config).stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
        config.complain();
        return found;
    }

    /** Which secret has signed the body; -1 if none has, or if the head says nothing. */
    private static int proven(Family family, Map<String, String> headers, String body, Instant now) {
        Map<String, String> anyCase = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        anyCase.putAll(headers);
        BodySignature.Claim claim =
                family.sender().claim(name -> anyCase.containsKey(name) ? List.of(anyCase.get(name)) : List.of(), now);
        return claim == null ? -1 : claim.provenBy(body.getBytes(StandardCharsets.UTF_8));
    }

    /** The vectors of the vendors' documents and libraries, or computed with another implementation. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "github | X-Hub-Signature-256: sha256=dd429699951f932699196ec10b2dcca6ba0685d4a9b7bf03ec2f7bb78cd7f134",
                "github | x-hub-signature-256: sha256=DD429699951F932699196EC10B2DCCA6BA0685D4A9B7BF03EC2F7BB78CD7F134",
                "shopify | X-Shopify-Hmac-SHA256: 3UKWmZUfkyaZGW7BCy3MproGhdSpt78D7C97t4zX8TQ=",
                "stripe | Stripe-Signature: t=1750000000,v1=dd8a7461b7841c56d5c5b413a0f3c45ff2981378f46ea62c75b125cfa754eeb1",
                "stripe | Stripe-Signature: t=1750000000,v1=00,v1=dd8a7461b7841c56d5c5b413a0f3c45ff2981378f46ea62c75b125cfa754eeb1,v0=1",
                "slack | X-Slack-Request-Timestamp: 1750000000; X-Slack-Signature: v0=70a5dce2d8e8d6bd8d94805932d6b0938678b41d566886b456d5663b9db60405",
                "experimentation | X-Hub-Signature: sha1=87ddc00276a83a94a96dab4371c867a97d287239"
            })
    void aSignatureOfTheSenderCounts(String name, String headers) throws IOException {
        Family family = family(documented(name, SECRET), name);
        Map<String, String> sent = headers(headers);

        assertThat(proven(family, sent, BODY, NOW)).isZero();
        assertThat(proven(family, sent, BODY + " ", NOW)).as("another body").isEqualTo(-1);
        assertThat(proven(family, Map.of(), BODY, NOW)).as("no header").isEqualTo(-1);
        sent.replaceAll((header, value) -> value.replace("d", "e").replace("7", "1"));
        assertThat(proven(family, sent, BODY, NOW)).as("another signature").isEqualTo(-1);
    }

    private static Map<String, String> headers(String text) {
        Map<String, String> headers = new TreeMap<>();
        for (String each : text.split(";", -1)) {
            headers.put(
                    each.substring(0, each.indexOf(':')).strip(),
                    each.substring(each.indexOf(':') + 1).strip());
        }
        return headers;
    }

    @Test
    void theVectorsThatVendorsHavePublished() throws IOException {
        assertThat(proven(
                        family(documented("experimentation", "I am secret"), "experimentation"),
                        Map.of("X-Hub-Signature", "sha1=e0199de63fb7192634f52136d4ceb7dc6f191da3"),
                        OPTIMIZELY,
                        NOW))
                .isZero();
        assertThat(proven(
                        family(documented("github", "It's a Secret to Everybody"), "github"),
                        Map.of(
                                "X-Hub-Signature-256",
                                "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"),
                        "Hello, World!",
                        NOW))
                .isZero();
    }

    @Test
    void standardWebhooksNeedTheSecretAlone() throws IOException {
        Family family = family(documented("partner", "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="), "partner");
        String signature = "v1,1XdRTm176D7A8ubllJ+nh9ybzsMrwM45oqzaaSb7+es=";
        for (String prefix : List.of("webhook", "Webhook", "svix")) {
            Map<String, String> sent = new TreeMap<>(Map.of(
                    prefix + "-id", "msg_demo1",
                    prefix + "-timestamp", "1750000000",
                    prefix + "-signature", "v1a,AAAA v1,AAAA " + signature));
            assertThat(proven(family, sent, BODY, NOW)).isZero();
            assertThat(proven(family, sent, BODY, NOW.plusSeconds(299))).isZero();
            assertThat(proven(family, sent, BODY, NOW.plusSeconds(301)))
                    .as("too old")
                    .isEqualTo(-1);
            assertThat(proven(family, sent, BODY, NOW.minusSeconds(301)))
                    .as("of the future")
                    .isEqualTo(-1);
            sent.remove(prefix + "-id");
            assertThat(proven(family, sent, BODY, NOW)).as("no id").isEqualTo(-1);
        }
    }

    @Test
    void twoSecretsCountWhileOneReplacesTheOther() throws IOException {
        Family family = family(documented("github", "another-secret-of-before," + SECRET), "github");

        assertThat(proven(
                        family,
                        Map.of(
                                "X-Hub-Signature-256",
                                "sha256=dd429699951f932699196ec10b2dcca6ba0685d4a9b7bf03ec2f7bb78cd7f134"),
                        BODY,
                        NOW))
                .isEqualTo(1);
    }

    private static Event event(Family family, String json, Map<String, String> headers) throws Exception {
        return family.event(Json.object(json), json, Family.Transmission.of(NOW, headers))
                .event();
    }

    @Test
    void theValuesAreWhereTheKeysSay() throws Exception {
        Config config = documented("github", SECRET);
        Event push = event(
                family(config, "github"),
                "{\"repository\":{\"full_name\":\"a/b\"},\"head_commit\":{\"timestamp\":\"2025-03-01T12:00:00+01:00\"}}",
                Map.of("x-github-event", "push", "X-GitHub-Delivery", "72d3162e"));
        assertThat(push)
                .extracting(Event::type, Event::subject, Event::occurredAt)
                .containsExactly("push", "a/b", Instant.parse("2025-03-01T11:00:00Z"));

        Event charge = event(
                family(config, "stripe"),
                "{\"id\":\"evt_1\",\"type\":\"charge.failed\",\"created\":1750000000,"
                        + "\"data\":{\"object\":{\"id\":\"ch_1\",\"receipt_email\":\"Mary.Major@Example.com\"}}}",
                Map.of());
        assertThat(charge)
                .extracting(Event::type, Event::subject, Event::contact, Event::occurredAt)
                .containsExactly("charge.failed", "ch_1", "mary.major@example.com", NOW);
    }

    @Test
    void anIdMakesTheSameEventAndNoIdMakesAnother() throws Exception {
        Family stripe = family(documented("stripe", SECRET), "stripe");
        String one = "{\"id\":\"evt_1\",\"type\":\"a\"}";
        assertThat(event(stripe, one, Map.of()).id())
                .isEqualTo(event(stripe, one + " ", Map.of()).id());
        assertThat(event(stripe, one, Map.of()).id())
                .isNotEqualTo(event(stripe, "{\"id\":\"evt_2\",\"type\":\"a\"}", Map.of())
                        .id())
                .isNotEqualTo(event(stripe, "{\"id\":\"evt_1\",\"type\":\"b\"}", Map.of())
                        .id());
        assertThat(event(stripe, "{\"type\":\"a\"}", Map.of()).id())
                .isNotEqualTo(event(stripe, "{\"type\":\"a\"}", Map.of()).id());
    }

    @Test
    void aListInAnObjectIsAnEventForEachEntry() throws Exception {
        Family family = family(Config.shipped(), "experimentation");
        String two = "{\"project_id\":20000000001,\"timestamp\":1893456000,\"event\":\"project.flag_updated\","
                + "\"data\":[{\"id\":900000000001,\"entity\":{\"name\":\"one\"}},{\"id\":900000000002}]}";

        Receipt receipt =
                Receipt.read(family, two.getBytes(StandardCharsets.UTF_8), Family.Transmission.of(NOW, Map.of()));

        assertThat(receipt.elements())
                .map(each -> ((Receipt.Item.Event) each).arrived().event().payload())
                .containsExactly(
                        "{\"project_id\":20000000001,\"timestamp\":1893456000,\"event\":\"project.flag_updated\","
                                + "\"data\":[{\"id\":900000000001,\"entity\":{\"name\":\"one\"}}]}",
                        "{\"project_id\":20000000001,\"timestamp\":1893456000,\"event\":\"project.flag_updated\","
                                + "\"data\":[{\"id\":900000000002}]}");
        assertThat(receipt.elements())
                .map(each -> ((Receipt.Item.Event) each).arrived().event().id())
                .doesNotHaveDuplicates();
    }

    @Test
    void aListInALargeObjectIsNotMultiplied() throws Exception {
        Family family = family(Config.shipped(), "experimentation");
        String large = "{\"event\":\"project.flag_updated\",\"around\":\"" + "x".repeat(300_000) + "\",\"data\":["
                + "{},".repeat(99) + "{}]}";

        Receipt receipt =
                Receipt.read(family, large.getBytes(StandardCharsets.UTF_8), Family.Transmission.of(NOW, Map.of()));

        assertThat(receipt.elements()).singleElement().isInstanceOf(Receipt.Item.Quarantined.class);
    }

    @Test
    void aCallThatTestsTheAddressIsAnswered() throws IOException {
        Family slack = family(documented("slack", SECRET), "slack");
        Family.Transmission arrival = Family.Transmission.of(NOW, Map.of());

        assertThat(slack.handshake(
                        "{\"type\":\"url_verification\",\"challenge\":\"3eZbrw1a\"}".getBytes(StandardCharsets.UTF_8),
                        arrival))
                .isEqualTo("3eZbrw1a");
        for (String other : List.of(
                "{\"type\":\"event_callback\",\"challenge\":\"x\"}",
                "{\"type\":\"url_verification\"}",
                "{\"type\":\"url_verification\",\"challenge\":\"" + "x".repeat(1_001) + "\"}",
                "no JSON")) {
            assertThat(slack.handshake(other.getBytes(StandardCharsets.UTF_8), arrival))
                    .as(other)
                    .isNull();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "type= | family.shop.type is empty",
                "type=kind | family.shop.type must be a JSON pointer",
                "type=header:a b | family.shop.type must be a JSON pointer",
                "signature=ed25519 | family.shop.signature must be one of none, hmac, standard-webhooks",
                "signature=hmac | family.shop.signature-header is empty",
                "signature-content={url} | family.shop.signature-content has {url}",
                "signature-content={timestamp} | family.shop.signature-content must have {body}",
                "signature-value=sha256= | family.shop.signature-value must be what stands around {signature}",
                "handshake-when=/type=x | family.shop.handshake-when and handshake-answer belong together",
                "path=shop | family.shop.path must be paths",
                "path=/webhooks/cmp | family.shop.path has a path of another family",
                "path=/webhooks/experimentation | family.shop.path has a path of another family",
                "ids=/data/id | family.shop.ids must be like order:/data/id"
            })
    void aMistakeIsNamed(String line, String problem) throws IOException {
        Config config = config((line.startsWith("type") ? "" : "family.shop.type=/type\n") + "family.shop." + line);
        Families.SHIPPED.from(config);
        assertThat(config.problems()).anySatisfy(each -> assertThat(each).contains(problem));
    }

    @Test
    void aSecretThatIsNoKeyIsNamedAndNotShown() throws IOException {
        Config config = config(
                "family.shop.type=/type\nfamily.shop.signature=standard-webhooks\nfamily.shop.signature-secrets=whsec_secret");
        Families.SHIPPED.from(config);
        assertThat(config.problems()).singleElement().satisfies(problem -> assertThat(problem)
                .contains("family.shop.signature-secrets", "whsec_ and base64 of 24 to 64 bytes")
                .doesNotContain("whsec_secret"));
    }

    @ParameterizedTest
    @CsvSource({"cmp", "serai", "Shop", "web_shop"})
    void aNameThatIsTakenOrNoneIsNamed(String name) throws IOException {
        Config config = config("family." + name + ".type=/type");
        Families.SHIPPED.from(config);
        assertThat(config.problems()).singleElement().asString().contains("family." + name + ".type");
    }

    @Test
    void aFamilyHasNoDefaultsOfAnotherOne() throws IOException {
        Family shop = family(config("family.shop.type=/type"), "shop");
        assertThat(shop.sender().configured()).isFalse();
        assertThat(shop.parts(Map.of("data", List.of(1, 2)))).isEmpty();
        assertThat(shop.paths()).containsExactly("/webhooks/shop");
    }
}
