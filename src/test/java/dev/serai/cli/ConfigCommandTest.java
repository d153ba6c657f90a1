package dev.serai.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.serai.testing.Routes;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code serai config}: each value with its source, and no secret. */
@SuppressWarnings("NullAway.Init")
class ConfigCommandTest {
    /** How a key of a secret is named; the reverse need not hold. */
    private static final Pattern SECRET = Pattern.compile(".*(?:password|secret|secrets|token|\\.basic)");

    private final Map<String, String> environment = new HashMap<>();

    @TempDir
    Path home;

    private record Ended(int status, String out, String err) {}

    @BeforeEach
    void shippedRoutes() {
        Routes.copyTo(home.resolve("routes"));
    }

    private Ended config(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = SeraiCommand.line((config, strict) -> {}, environment);
        line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        List<String> all = new ArrayList<>(List.of("--home", home.toString(), "config"));
        all.addAll(List.of(arguments));
        int status = line.execute(all.toArray(String[]::new));
        line.getOut().flush();
        line.getErr().flush();
        return new Ended(status, out.toString(), err.toString());
    }

    private Path configure(String text) throws IOException {
        Files.createDirectories(home.resolve("config"));
        return Files.writeString(home.resolve("config/application.properties"), text);
    }

    @Test
    void eachValueHasItsSource() throws IOException {
        Path file = configure("# mine\nreceive.port=8081\n\njournal.user=\n");
        Path secret = Files.writeString(home.resolve("cmp.secret"), "first-secret-of-cmp\nsecond-secret-of-cmp\n");
        environment.put("OUTBOX_POLL", "2s");
        environment.put("CMP_SECRETS_FILE", secret.toString());

        Ended ended = config();

        assertThat(ended.status()).isZero();
        assertThat(ended.err()).isEmpty();
        assertThat(ended.out().lines().map(line -> line.strip().replaceAll("  +", " | ")))
                .contains(
                        "receive.port | 8081 | " + file + ":2",
                        "outbox.poll | 2s | OUTBOX_POLL",
                        "cmp.secrets | xxxxxx | CMP_SECRETS_FILE=" + secret,
                        "receive.host | 0.0.0.0 | default",
                        // an empty value is none
                        "journal.user | sa | default",
                        "journal.password | - | default")
                .noneMatch(line -> line.contains("secret-of-cmp"));
    }

    @Test
    void onlyWhatDiffersFromTheDefaultIsChanged() throws IOException {
        configure("receive.port=8080\nreceive.max-body=8MB\n");

        assertThat(config("--changed").out()).contains("receive.max-body").doesNotContain("receive.port");
        assertThat(config("--changed", "journal").out()).isEqualToIgnoringNewLines("Every value is the default.");
    }

    @Test
    void aPrefixChoosesAndOneThatIsNoneIsNamed() {
        assertThat(config("receive").out())
                .contains("receive.port", "receive.max-in-flight")
                .doesNotContain("outbox.");
        assertThat(config("recieve"))
                .matches(ended -> ended.status() == ExitStatus.USAGE
                        && ended.err().startsWith("serai: no key begins with recieve"));
    }

    @Test
    void noSecretOfAnyKeyIsShown() throws IOException {
        Properties shipped = new Properties();
        try (var in = Files.newBufferedReader(Path.of("config/application.properties"))) {
            shipped.load(in);
        }
        StringBuilder text = new StringBuilder();
        List<String> secrets = new ArrayList<>();
        for (String key : shipped.stringPropertyNames()) {
            if (SECRET.matcher(key).matches()) {
                secrets.add(key);
                // a key with which calls are signed is base64
                boolean signs = key.startsWith("signature.");
                text.append(key)
                        .append(signs ? "=whsec_" + "sesame".repeat(6) : "=user:sesame-of-" + key)
                        .append('\n');
            }
        }
        text.append("salesforce.emea.client-secret=sesame-emea\nsalesforce.emea.login-url=https://a:sesame@b\n");
        text.append("journal.url=jdbc:postgresql://db/serai?user=me&password=sesame-url&sslmode=require\n");
        text.append("campaign.api.shop.user=me\ncampaign.api.shop.password=sesame-shop\n");
        text.append("camel.ssl.key-store-password=sesame-camel\nHUBSPOT_TOKEN=sesame-route\n");
        configure(text.toString());
        environment.put("SLACK_WEBHOOK_URL", "https://hooks.slack.com/services/sesame-path");

        for (Ended ended : List.of(config(), config("--json"))) {
            assertThat(ended.status()).as(ended.err()).isZero();
            assertThat(ended.out())
                    .doesNotContain("sesame")
                    .contains(secrets)
                    .contains("HUBSPOT_TOKEN", "SLACK_WEBHOOK_URL", "camel.ssl.key-store-password")
                    .contains("jdbc:postgresql://db/serai?sslmode=require");
        }
        assertThat(secrets).hasSizeGreaterThan(12).contains("graph.api.secret", "mail.oauth.refresh-token");
    }

    @Test
    void programsGetTheSame() throws Exception {
        Path file = configure("receive.port=8081\n");
        environment.put("MAIL_PASSWORD", "sesame-of-mail");

        JsonNode json =
                new ObjectMapper().readTree(config("--json", "--changed").out());

        assertThat(json.path("problems")).isEmpty();
        assertThat(json.path("values")).hasSize(2);
        JsonNode mail = json.path("values").get(0);
        assertThat(mail.path("key").asText()).isEqualTo("mail.password");
        assertThat(mail.path("masked").asBoolean()).isTrue();
        assertThat(mail.path("source").asText()).isEqualTo("variable");
        JsonNode port = json.path("values").get(1);
        assertThat(port.path("value").asText()).isEqualTo("8081");
        assertThat(port.path("where").asText()).isEqualTo(file + ":1");
    }

    @Test
    void whatTheGatewayWouldRefuseIsNamed() throws IOException {
        Path file = configure("receive.port=many\nrecieve.host=sesame\n");

        Ended ended = config();

        assertThat(ended.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(ended.err())
                .contains(file + ":1: receive.port must be a whole number")
                .contains(file + ":2: recieve.host is no key that Serai knows; the nearest is receive.host");
        assertThat(ended.out()).contains("receive.max-body", "recieve.host").doesNotContain("sesame");
    }
}
