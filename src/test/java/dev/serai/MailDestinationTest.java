package dev.serai;

import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.Gateway.Database;
import dev.serai.mail.ScriptedSmtp;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
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
        try (Gateway gateway = start(Map.of("outbox.longest-collect", "2s"))) {
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
        try (Gateway gateway = start(Map.of("outbox.longest-collect", "1s", "outbox.retry-delays", "100ms"))) {
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
                    .,    554 jane@example.com, dead SMTP 554
                    .,    552 too large,        dead SMTP 552
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
                    AUTH, 535 jane@example.com, login refused
                    AUTH, 454 not now,          login refused
                    '',   554 go away,          'Got bad greeting from SMTP host: localhost, port: '
                    """)
    void theDestinationRests(String command, String answer, String reason) {
        answers.put("EHLO", "250-here\r\n250 AUTH PLAIN");
        answers.put(command, answer);
        try (Gateway gateway = start(Map.of("mail.user", "serai", "mail.password", "secret"))) {
            publish(gateway, "Tulip");

            assertThat(reason(gateway)).contains(reason).doesNotContain("jane@").doesNotContain("secret");
        }
    }

    @Test
    void itRestsWhileNobodyAnswers() {
        smtp.close();
        try (Gateway gateway = start(Map.of())) {
            publish(gateway, "Tulip");

            assertThat(reason(gateway)).isEqualTo("unreachable: MailConnectException");
        }
    }

    @Test
    void itRestsUntilMailIsConfigured() {
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

            assertThat(outcome(gateway)).isEqualTo("dead SMTP 550 for a recipient");
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
                .hasCauseInstanceOf(Configuration.Unusable.class)
                .hasStackTraceContaining("mail.from must be an e-mail address")
                .hasStackTraceContaining("mail.editors.to must be e-mail addresses, separated by commas");
    }

    private Gateway start(Map<String, String> different) {
        Map<String, String> settings = new TreeMap<>(routes.settings());
        settings.put("mail.host", "localhost");
        settings.put("mail.port", Integer.toString(smtp.port()));
        settings.put("mail.security", "none");
        settings.put("outbox.longest-collect", "0s");
        settings.put("mail.from", "Serai <serai@example.com>");
        settings.put("mail.editors.to", "editors@example.com");
        settings.putAll(different);
        return Gateway.start(journal, Database.H2.user(), settings);
    }

    private static void publish(Gateway gateway, String title) {
        assertThat(gateway.post("cmp", """
                                {"event_name": "content_published", "timestamp": "2026-04-19T10:30:00Z",
                                 "content": {"id": "%s", "title": "%s", "content_type": "article"}}
                                """.formatted(title, title)).statusCode())
                .isEqualTo(200);
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
                .until(() -> editors(gateway.ledger()).get("resting").asBoolean());
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
