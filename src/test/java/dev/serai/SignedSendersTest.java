package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.testing.Gateway;
import dev.serai.testing.Gateway.Database;
import dev.serai.testing.Routes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Senders that sign their bodies, over HTTP: Optimizely Experimentation as it is shipped, and two that only keys describe. */
class SignedSendersTest {
    private static final String SECRET = "a-secret-that-is-long-enough";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @SuppressWarnings("NullAway.Init")
    private Gateway gateway;

    @BeforeEach
    void start() throws IOException {
        Map<String, String> settings = new HashMap<>(Routes.copyTo(directory).settings());
        settings.put("family.experimentation.signature-secrets", SECRET);
        for (String line : Files.readAllLines(Path.of("docs/senders.md"))) {
            if (line.matches("family\\.(slack|github)\\..+=.*")) {
                settings.put(line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1));
            }
        }
        settings.put("family.slack.signature-secrets", SECRET);
        settings.put("family.github.signature-secrets", SECRET);
        settings.put("family.github.rate-limit", "2/h");
        for (String family : List.of("slack", "github")) {
            Files.writeString(directory.resolve(family + ".camel.yaml"), """
                    - route:
                        id: %s
                        from:
                          uri: direct:%1$s
                          steps:
                            - choice:
                                when:
                                  - simple: ${header.eventType} == 'push'
                                    steps:
                                      - to: outbox:editors-mail
                    """.formatted(family));
        }
        Files.writeString(directory.resolve("github.test.yaml"), """
                - name: a push is mailed
                  payload: {ref: main}
                  requestHeaders: {X-GitHub-Event: push}
                  expect: [editors-mail]
                - name: a star is kept only
                  payload: {ref: main}
                  requestHeaders: {x-github-event: star}
                  expect: []
                """);
        gateway = Gateway.start(Database.H2, settings);
    }

    @AfterEach
    void close() {
        gateway.close();
    }

    private static String hmac(String algorithm, byte[] content) {
        try {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), algorithm));
            return HexFormat.of().formatHex(mac.doFinal(content));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private HttpResponse<String> post(String family, byte[] body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + gateway.port() + "/webhooks/" + family))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return gateway.send(request);
    }

    private HttpResponse<String> experiment(byte[] body) {
        return post("experimentation", body, "X-Hub-Signature", "sha1=" + hmac("HmacSHA1", body));
    }

    private static byte[] sample(String name) {
        return Gateway.sample("experimentation/" + name).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] packed(byte[] body) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(body);
        }
        return packed.toByteArray();
    }

    @Test
    void whatIsSignedIsKeptAndNothingElse() {
        byte[] body = sample("ruleset_updated");
        assertThat(post("experimentation", body).statusCode())
                .as("without a signature")
                .isEqualTo(401);
        assertThat(post("experimentation", body, "X-Hub-Signature", "sha1=" + "0".repeat(40)))
                .satisfies(wrong -> {
                    assertThat(wrong.statusCode()).isEqualTo(401);
                    assertThat(wrong.body()).contains("The signature of the body is wrong");
                });
        assertThat(gateway.query("select id from event")).isEmpty();

        assertThat(experiment(body).body()).contains("\"received\":1,\"new\":1");
        assertThat(experiment(body).body()).contains("\"duplicate\":1");

        assertThat(gateway.settled().toString()).contains("\"destination\":\"experiment-archive\"");
        assertThat(gateway.query("select type, subject from event").toString())
                .contains("project.ruleset_updated", "demo_flag in production");
        assertThat(gateway.query("select payload from event").toString()).contains("\"before\": 3");
    }

    @Test
    void aBodyOfAnySizeIsComparedAsItCame() throws IOException {
        List<byte[]> bodies = new ArrayList<>();
        for (int size : List.of(10, 100_000, 2_000_000)) {
            bodies.add(("{\"event\":\"project.flag_updated\",\"project_id\":" + size + ",\"data\":{\"revision\":\""
                            + "x".repeat(size) + "\"}}")
                    .getBytes(StandardCharsets.UTF_8));
        }
        for (byte[] body : bodies) {
            assertThat(post("experimentation", body, "X-Hub-Signature", "sha1=" + "0".repeat(40))
                            .statusCode())
                    .isEqualTo(401);
            assertThat(experiment(body).body()).as("%s bytes", body.length).contains("\"new\":1");
        }
        byte[] packed = packed(sample("datafile_updated"));
        assertThat(post(
                                "experimentation",
                                packed,
                                "Content-Encoding",
                                "gzip",
                                "X-Hub-Signature",
                                "sha1=" + "0".repeat(40))
                        .statusCode())
                .isEqualTo(401);
        assertThat(post(
                                "experimentation",
                                packed,
                                "Content-Encoding",
                                "gzip",
                                "X-Hub-Signature",
                                "sha1=" + hmac("HmacSHA1", packed))
                        .body())
                .contains("\"new\":1");
    }

    @Test
    void everyEntryOfAListIsAnEvent() {
        assertThat(experiment(sample("flag_created")).body()).contains("\"received\":2,\"new\":2");
        assertThat(experiment(sample("flag_created")).body()).contains("\"received\":2,\"new\":0,\"duplicate\":2");
        assertThat(gateway.query("select subject from event order by subject").toString())
                .contains("new_checkout", "new_search");
    }

    @Test
    void aCallThatTestsTheAddressIsAnsweredOnlyIfItIsSigned() {
        byte[] body = "{\"type\":\"url_verification\",\"challenge\":\"3eZbrw1a\"}".getBytes(StandardCharsets.UTF_8);
        String now = Long.toString(Instant.now().getEpochSecond());
        String signature = "v0="
                + hmac(
                        "HmacSHA256",
                        ("v0:" + now + ":" + new String(body, StandardCharsets.UTF_8))
                                .getBytes(StandardCharsets.UTF_8));

        HttpResponse<String> answer =
                post("slack", body, "X-Slack-Request-Timestamp", now, "X-Slack-Signature", signature);

        assertThat(answer.body()).isEqualTo("3eZbrw1a");
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/plain; charset=utf-8");
        assertThat(post("slack", body).statusCode()).isEqualTo(401);
        assertThat(post("slack", body, "X-Slack-Request-Timestamp", "1", "X-Slack-Signature", signature)
                        .statusCode())
                .isEqualTo(401);
        assertThat(gateway.query("select id from event")).isEmpty();
    }

    @Test
    void aCallThatIsNotKnownIsKeptForAPersonWithoutItsSecrets() {
        for (int i = 0; i < 25; i++) {
            HttpRequest.Builder call = HttpRequest.newBuilder(URI.create(
                            "http://127.0.0.1:" + gateway.port() + "/webhooks/github/a-path-secret?challenge=abc" + i))
                    .header("Authorization", "Basic c2VjcmV0")
                    .header("X-Hub-Signature-256", "sha256=secret")
                    .header("X-Hook", "test")
                    .GET();
            assertThat(gateway.send(call).statusCode()).isEqualTo(405);
        }
        gateway.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port() + "/webhooks/github"))
                .GET());

        Awaitility.await().untilAsserted(() -> assertThat(gateway.query("select body from quarantine"))
                .hasSize(20));
        assertThat(gateway.query("select reason from quarantine").get(0).toString())
                .contains("a call that may test the address");
        assertThat(gateway.query("select cast(convert(body, varchar) as varchar) as text from quarantine")
                        .toString())
                .contains("GET /webhooks/github/…?challenge=abc", "X-Hook: test", "Authorization: …")
                .doesNotContain("a-path-secret", "c2VjcmV0", "sha256=secret");
    }

    @Test
    void aHeaderHasTheTypeAndWhatIsNotSignedTakesNoShareOfTheRate() {
        byte[] body = "{\"ref\":\"main\"}".getBytes(StandardCharsets.UTF_8);
        String signature = "sha256=" + hmac("HmacSHA256", body);
        for (int i = 0; i < 5; i++) {
            assertThat(post("github", body, "X-Hub-Signature-256", "sha256=00").statusCode())
                    .isEqualTo(401);
        }
        assertThat(post("github", body, "X-Hub-Signature-256", signature, "X-GitHub-Event", "push")
                        .body())
                .contains("\"new\":1");
        assertThat(post("github", body, "X-Hub-Signature-256", signature).body())
                .contains("\"quarantined\":1", "no header:X-GitHub-Event");
        assertThat(post("github", body, "X-Hub-Signature-256", signature).statusCode())
                .isEqualTo(429);
        assertThat(gateway.query("select type from event").toString()).contains("push");
        assertThat(gateway.query("select destination from delivery").toString()).contains("editors-mail");
    }
}
