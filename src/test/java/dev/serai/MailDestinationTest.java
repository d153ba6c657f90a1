package dev.serai;

import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.config.ConfigException;
import dev.serai.testing.Gateway;
import dev.serai.testing.Gateway.Database;
import dev.serai.testing.Routes;
import dev.serai.testing.ScriptedSmtp;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code editors-mail} in a running gateway, and a mail server of many moods. */
@SuppressWarnings("NullAway.Init")
class MailDestinationTest {
    private static final String FILE = "destinations/editors-mail.camel.yaml";
    private static final String SUBJECT = "\"CMP: ${body.flatten().size()} published\"";

    @TempDir
    Path directory;

    private final String journal = Database.H2.newUrl();
    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private ScriptedSmtp smtp;
    private Routes routes;

    @BeforeEach
    void open() {
        smtp = ScriptedSmtp.answering(answers);
        routes = Routes.copyTo(directory);
    }

    @AfterEach
    void close() {
        smtp.close();
    }

    @Test
    void aBurstIsOneMail() {
        try (Gateway gateway = start(Map.of("outbox.max-linger", "2s"))) {
            for (int i = 0; i < 60; i++) {
                publish(gateway, "Tulip " + i);
            }
            gateway.settled();

            assertThat(said("RCPT")).containsExactly("RCPT TO:<editors@example.com>");
            assertThat(said("Subject")).containsExactly("Subject: CMP: 60 published");
            assertThat(said("Auto-Submitted")).containsExactly("Auto-Submitted: auto-generated");
            assertThat(said("article  Tulip ")).hasSize(60);
        }
    }

    @Test
    void aMailThatIsRepeatedIsTheSameMail() {
        answers.put(".", "451 greylisted");
        try (Gateway gateway = start(Map.of("outbox.max-linger", "1s", "outbox.retry-delays", "100ms"))) {
            publish(gateway, "Tulip");
            publish(gateway, "Rose");
            Awaitility.await().until(() -> said("Message-ID").size() > 1);
            answers.clear();
            gateway.settled();

            assertThat(said("Message-ID").stream().distinct())
                    .singleElement()
                    .asString()
                    .matches("Message-ID: <[0-9a-f-]{36}@example.com>");
        }
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
                    .,    554 jane@example.com,      dead SMTP 554 for the mail: <address>
                    .,    552 5.3.4 too large,       dead SMTP 552 5.3.4 for the mail: too large
                    .,    554 5.7.1 this is spam,    dead SMTP 554 5.7.1 for the mail: this is spam
                    """)
    void anEventDies(String command, String answer, String outcome) {
        answers.put(command, answer);
        try (Gateway gateway = start(Map.of())) {
            publish(gateway, "Tulip");

            assertThat(outcome(gateway)).isEqualTo(outcome);
        }
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
                    MAIL, 451 later,            SMTP 451
                    RCPT, 450 greylisted,       SMTP 450
                    DATA, 452 full,             SMTP 452
                    .,    421 going down,       SMTP 421
                    .,    hang up,              the connection broke off
                    RCPT, hang up,              the connection broke off
                    MAIL, 550 jane@example.com, (send): SMTP 550 for the sender
                    MAIL, 530 log in first,     (send): SMTP 530 for the sender
                    RCPT, 550 jane@example.com, (send): SMTP 550 for a recipient of mail.editors.to
                    RCPT, 554 relay denied,     (send): SMTP 554 for a recipient of mail.editors.to
                    ., 550 5.7.60 SMTP; no permissions to send as this sender, (send): SMTP 550 5.7.60 for the sender: SMTP; no permissions
                    RCPT, 504 5.5.2 <x>: Helo command rejected: need fully-qualified hostname, (send): SMTP 504 5.5.2 for our name in EHLO
                    AUTH, 535 jane@example.com, login refused
                    AUTH, 535 5.7.139 Basic authentication is disabled for serai c2VjcmV0, SMTP 535 5.7.139: Basic authentication is disabled for <value> <value>
                    '', flood 2, the mail server has answered more than 256 KB to one mail
                    AUTH, 454 not now,          login refused
                    '',   554 go away,          SMTP 554 for the greeting: go away
                    """)
    void theDestinationIsSuspended(String command, String answer, String reason) {
        answers.put("EHLO", "250-here\r\n250 AUTH PLAIN");
        answers.put(command, answer);
        try (Gateway gateway = start(Map.of("mail.user", "serai", "mail.password", "secret"))) {
            publish(gateway, "Tulip");

            assertThat(reason(gateway)).contains(reason).doesNotContain("jane@").doesNotContain("secret");
        }
    }

    @Test
    void itIsSuspendedWhileNoServerAnswers() {
        smtp.close();
        try (Gateway gateway = start(Map.of())) {
            publish(gateway, "Tulip");

            assertThat(reason(gateway)).isEqualTo("unreachable: MailConnectException");
        }
    }

    @Test
    void itIsSuspendedUntilMailIsConfigured() {
        for (String key : List.of("mail.host", "mail.from", "mail.editors.to")) {
            try (Gateway gateway = start(Map.of(key, ""))) {
                publish(gateway, key);

                assertThat(reason(gateway)).isEqualTo(key + " is not set");
            }
        }
        try (Gateway gateway = start(Map.of())) {
            assertThat(editors(gateway.settled()).get("delivered").asInt()).isEqualTo(3);
            assertThat(said("RCPT")).hasSize(1);
        }
    }

    @Test
    void aRecipientOfTheEventIsAskedForByTheRoute() {
        routes.edit(FILE, "name: Subject", "name: To").edit(FILE, SUBJECT, "body.first()[0].title");
        answers.put("RCPT", "550 no such user");
        try (Gateway gateway = start(Map.of("mail.editors.to", ""))) {
            publish(gateway, "grace@example.com");

            assertThat(outcome(gateway)).isEqualTo("dead SMTP 550 for a recipient: no such user");
            assertThat(said("RCPT")).containsExactly("RCPT TO:<grace@example.com>");
        }
    }

    @Test
    void anAddressThatIsNoneConcernsItsEventAlone() {
        routes.edit(FILE, "name: Subject", "name: To").edit(FILE, SUBJECT, "body.first()[0].title");
        try (Gateway gateway = start(Map.of())) {
            publish(gateway, "grace@example.com\\r\\nBcc: eve@example.com");

            assertThat(outcome(gateway)).isEqualTo("dead an address or header that is none");
            assertThat(said("RCPT")).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"Subject", "Message-ID", "X-Mailing", "Reply-To", "Content-Type", "mail.smtp.host"})
    void whatAnEventSaysMakesNoHeader(String header) {
        routes.edit(FILE, "name: Subject", "name: " + header).edit(FILE, SUBJECT, "body.first()[0].title");
        try (Gateway gateway = start(Map.of())) {
            publish(gateway, "a\\r\\nBcc: eve@example.com\\r\\n\\r\\nčĊBcc: eve@example.com");
            Awaitility.await()
                    .until(() -> said("QUIT").size()
                                    + editors(gateway.ledger()).get("dead").asInt()
                            > 0);

            assertThat(smtp.lines()).noneMatch(line -> line.matches("(?i)\\s*bcc:.*"));
            assertThat(said("RCPT")).allMatch(line -> line.equals("RCPT TO:<editors@example.com>"));
        }
    }

    /**
     * CVE-2026-46584: Camel's own producer makes properties of the session of headers {@code mail.smtp.*}, and so another
     * server, or a proxy, gets mail and login.
     */
    @Test
    void noHeaderAndNoEventNamesAnotherServer() {
        answers.put("EHLO", "250-here\r\n250 AUTH PLAIN");
        try (ScriptedSmtp eve = ScriptedSmtp.answering(answers)) {
            String port = Integer.toString(eve.port());
            Map<String, String> properties = new TreeMap<>(Map.of("from", "eve@example.com", "ssl.trust", "*"));
            for (String prefix : List.of("", "proxy.", "socks.", "socketFactory.", "ssl.socketFactory.")) {
                properties.put(prefix + "host", "localhost");
                properties.put(prefix + "port", port);
            }
            routes.edit(FILE, "        - to:\n", setHeaders(properties) + "        - to:\n");
            try (Gateway gateway = start(Map.of("mail.user", "serai", "mail.password", "secret"))) {
                String inTheEvent = properties.entrySet().stream()
                        .map(each -> "\"mail.smtp.%s\": \"%s\", ".formatted(each.getKey(), each.getValue()))
                        .collect(Collectors.joining());
                post(
                        gateway,
                        "{" + inTheEvent + "\"event_name\": \"content_published\", \"content\": {\"id\": \"1\"}}");
                JsonNode editors = editors(gateway.settled());

                assertThat(eve.connections()).isZero();
                assertThat(editors.get("delivered").asInt()).isEqualTo(1);
            }
            assertThat(said("MAIL")).containsExactly("MAIL FROM:<serai@example.com>");
            assertThat(smtp.mails()).hasSize(1);
        }
    }

    private static String setHeaders(Map<String, String> properties) {
        return properties.entrySet().stream()
                .map(each -> """
                                - setHeader:
                                    id: %s
                                    name: mail.smtp.%s
                                    expression:
                                      constant:
                                        expression: "%s"
                        """.formatted(each.getKey().replace('.', '-'), each.getKey(), each.getValue()))
                .collect(Collectors.joining())
                .indent(0);
    }

    /** RFC 3492: the domain in ASCII. What stands before the @ has no such form. */
    @Test
    void callsItselfAsConfiguredAndWritesDomainsInAscii() {
        try (Gateway gateway = start(Map.of(
                "mail.helo-name", "serai.example.com",
                "mail.from", "Sérai <serai@bücher.example>",
                "mail.editors.to", "Ева <eva@почта.example>, grace@example.com"))) {
            publish(gateway, "Tulip");
            gateway.settled();

            assertThat(said("EHLO")).containsExactly("EHLO serai.example.com");
            assertThat(said("MAIL")).containsExactly("MAIL FROM:<serai@xn--bcher-kva.example>");
            assertThat(said("RCPT"))
                    .containsExactly("RCPT TO:<eva@xn--80a1acny.example>", "RCPT TO:<grace@example.com>");
            assertThat(said("From: ")).containsExactly("From: =?UTF-8?Q?S=C3=A9rai?= <serai@xn--bcher-kva.example>");
            assertThat(said("To: "))
                    .singleElement()
                    .asString()
                    .matches("To: =\\?UTF-8\\?B\\?0JXQstCw\\?= <eva@xn--80a1acny.example>,.*");
            assertThat(said("Message-ID"))
                    .singleElement()
                    .asString()
                    .matches("Message-ID: <[0-9a-f-]{36}@xn--bcher-kva.example>");
        }
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
                    To,  иван@example.com, an address is not ASCII before its @
                    Bcc, Tulip,            an address or header that is none
                    """)
    void anAddressThatNoServerTakesConcernsItsEventAlone(String header, String address, String reason) {
        routes.edit(FILE, "name: Subject", "name: " + header).edit(FILE, SUBJECT, "body.first()[0].title");
        try (Gateway gateway = start(Map.of())) {
            publish(gateway, address);

            assertThat(outcome(gateway)).startsWith("dead " + reason).doesNotContain("иван");
            assertThat(said("RCPT")).isEmpty();
        }
    }

    @Test
    void waitsForWhatOauthNeeds() {
        Map<String, String> oauth = Map.of("mail.oauth.token-url", "http://127.0.0.1:1/token");
        try (Gateway gateway = start(oauth)) {
            publish(gateway, "Tulip");

            assertThat(reason(gateway)).isEqualTo("mail.user is not set");
        }
    }

    @Test
    void aMailHasNoOptionsAndSaysSo() {
        routes.edit(FILE, "uri: mail:editors", "uri: mail:editors?password=4711");
        try (Gateway gateway = start(Map.of())) {
            assertThat(String.valueOf(gateway.health()))
                    .contains("mail: has no option password")
                    .doesNotContain("4711");
        }
    }

    @Test
    void addressesThatAreNoneStopTheStart() {
        assertThatThrownBy(() -> start(
                        Map.of("mail.from", "a@example.com, b@example.com", "mail.editors.to", "a@example.com b")))
                .hasCauseInstanceOf(ConfigException.class)
                .hasStackTraceContaining("mail.from must be an e-mail address")
                .hasStackTraceContaining("mail.editors.to must be e-mail addresses, separated by commas");
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
                    mail.from,            иван@example.com,        mail.from has an address that no mail server takes
                    mail.editors.to,      'a@b.de, иван@b.de',     mail.editors.to has an address that no mail server takes
                    mail.editors.to,      a@faß.example,           mail.editors.to has an address that no mail server takes
                    mail.editors.to,      editors,                 mail.editors.to must be e-mail addresses
                    mail.helo-name,       my host,                 mail.helo-name must be a host name
                    mail.helo-name,       'a\r\nMAIL',             mail.helo-name must be a host name
                    mail.oauth.token-url, http://login.example.com, mail.oauth.token-url must begin with https://
                    mail.oauth.token-url, login.example.com/token, mail.oauth.token-url must begin with https://
                    """)
    void aValueThatCannotWorkStopsTheStart(String key, String value, String problem) {
        assertThatThrownBy(() -> start(Map.of(key, value)))
                .hasCauseInstanceOf(ConfigException.class)
                .hasStackTraceContaining(problem);
    }

    private Gateway start(Map<String, String> different) {
        Map<String, String> settings = new TreeMap<>(routes.settings());
        settings.put("mail.host", "localhost");
        settings.put("mail.port", Integer.toString(smtp.port()));
        settings.put("mail.security", "none");
        settings.put("outbox.max-linger", "0s");
        settings.put("mail.from", "Serai <serai@example.com>");
        settings.put("mail.editors.to", "editors@example.com");
        settings.putAll(different);
        return Gateway.start(journal, Database.H2.user(), settings);
    }

    private static void publish(Gateway gateway, String title) {
        post(gateway, """
                                {"event_name": "content_published", "timestamp": "2026-04-19T10:30:00Z",
                                 "content": {"id": "%s", "title": "%s", "content_type": "article"}}
                                """.formatted(title, title));
    }

    private static void post(Gateway gateway, String event) {
        assertThat(gateway.post("cmp", event).statusCode()).isEqualTo(200);
    }

    private List<String> said(String beginning) {
        return smtp.lines().stream().filter(line -> line.startsWith(beginning)).collect(toList());
    }

    private static String outcome(Gateway gateway) {
        String query = "select state || ' ' || last_error as outcome from delivery where destination = 'editors-mail'";
        return (String)
                Awaitility.await().until(() -> gateway.query(query).get(0).get("outcome"), outcome -> outcome != null);
    }

    private static String reason(Gateway gateway) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> editors(gateway.ledger()).get("suspended").asBoolean());
        assertThat(editors(gateway.ledger()).get("dead").asInt()).isZero();
        return editors(gateway.ledger()).get("reason").asText();
    }

    private static JsonNode editors(JsonNode ledger) {
        return StreamSupport.stream(ledger.get("destinations").spliterator(), false)
                .filter(destination -> destination.get("destination").asText().equals("editors-mail"))
                .findFirst()
                .orElseThrow();
    }
}
