package dev.serai.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.testing.Gateway;
import dev.serai.testing.Gateway.Database;
import dev.serai.testing.ScriptedSmtp;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A mail server in every mood. Mail has no idempotence: nothing may be lost, other destinations go on, and a mail is sent
 * again only if the server never said that it has it. What comes twice for that is counted.
 */
class MailFaultsIT {
    /** H2 lives in the same heap. */
    private static final String HEAP = "-Xmx192m";

    private static final int EVENTS = Figures.count(40, 2_000);
    private static final Duration PATIENCE = Duration.ofSeconds(Figures.count(90, 600));

    private final HttpClient http = HttpClient.newHttpClient();
    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private final String journal = Database.H2.newUrl();
    private final List<ScriptedSmtp> servers = new ArrayList<>(List.of(ScriptedSmtp.answering(answers)));
    private int published;

    @AfterEach
    void close() {
        last().close();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            the mail server greylists                        | RCPT                    | 450 come back later
            the mail server refuses one of two for now       | RCPT TO:<b@example.com> | 451 mailbox busy
            the mail server refuses one of two for good      | RCPT TO:<b@example.com> | 550 no such user
            the mail server hangs up before it has the mail  | DATA                    | hang up
            the mail server says nothing                     | MAIL                    | silence
            the mail server takes the mail and hangs up      | .                       | hang up
            the mail server takes the mail and never answers | .                       | silence
            """)
    void aMoodPasses(String fault, String command, String answer) throws Exception {
        try (Gateway gateway = gateway()) {
            publish(gateway.port(), EVENTS / 4);
            await().until(() -> mails().size() == published);

            answers.put(command, answer);
            publish(gateway.port(), EVENTS / 4);
            mailWaitsAndNothingElse(gateway);
            publish(gateway.port(), EVENTS / 2);
            mailWaitsAndNothingElse(gateway);

            answers.clear();
            assertDelivered(gateway, fault);
        }
    }

    @Test
    void theServerIsDown() throws Exception {
        try (Gateway gateway = gateway()) {
            int port = last().port();
            last().close();
            publish(gateway.port(), EVENTS);
            mailWaitsAndNothingElse(gateway);

            servers.add(ScriptedSmtp.answering(port, answers));
            assertDelivered(gateway, "the mail server is down");
        }
    }

    @Test
    void theGatewayIsKilledBeforeItHearsTheAnswer() throws Exception {
        answers.put(".", "silence");
        try (Running running = Running.start(journal, Database.H2.user(), settings())) {
            publish(running.port(), EVENTS);
            await().until(() -> !last().mails().isEmpty());
            running.kill();
        }
        answers.clear();
        try (Gateway gateway = gateway()) {
            assertDelivered(gateway, "the gateway is killed while the mail server owes an answer");
        }
    }

    @Test
    void theServerNeverComesToAnEnd() throws Exception {
        answers.put("", "flood 220-welcome\r\n");
        try (Running running = Running.start(journal, Database.H2.user(), settings(), HEAP)) {
            publish(running.port(), EVENTS);
            await().until(() -> reason(running).contains("more than 256 KB"));

            answers.put("", "220 here");
            answers.put("MAIL", "drip 2");
            await().until(() -> reason(running).contains("longer than mail.timeout"));
            assertThat(destination(running.ledger(), "asset-archive")
                            .get("waiting")
                            .asInt())
                    .isZero();
        }
        answers.clear();
        try (Gateway gateway = gateway()) {
            assertDelivered(gateway, "the mail server greets without end, or answers byte by byte, " + HEAP);
        }
    }

    private static String reason(Running running) throws IOException {
        return destination(running.ledger(), "editors-mail").path("reason").asText();
    }

    private Gateway gateway() {
        return Gateway.start(journal, Database.H2.user(), settings());
    }

    private Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>();
        settings.put("mail.host", "localhost");
        settings.put("mail.port", Integer.toString(last().port()));
        settings.put("mail.security", "none");
        settings.put("mail.timeout", "1s");
        settings.put("mail.from", "serai@example.com");
        settings.put("mail.editors.to", "a@example.com, b@example.com");
        settings.put("outbox.max-linger", "1s");
        settings.put("outbox.lease", "2s");
        settings.put("outbox.retry-delays", "2s");
        return settings;
    }

    private ScriptedSmtp last() {
        return servers.get(servers.size() - 1);
    }

    private Mails mails() {
        return new Mails(
                servers.stream().flatMap(server -> server.mails().stream()).toList());
    }

    /** So many for the editors, and as many for the archive. */
    private void publish(int port, int events) throws Exception {
        for (int i = 0; i < events; i++) {
            post(port, """
                    {"event_name": "content_published", "content": {"id": "%1$d", "title": "Tulip %1$d."}}
                    """.formatted(published++));
            post(port, Gateway.sample("cmp/asset_added"));
        }
    }

    private void post(int port, String body) throws Exception {
        HttpRequest request = Gateway.request(port, "cmp")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        assertThat(http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode())
                .isEqualTo(200);
    }

    private static void mailWaitsAndNothingElse(Gateway gateway) {
        String failed = "select 1 from delivery where destination = 'editors-mail' and last_error is not null";
        await().until(() ->
                destination(gateway, "editors-mail").get("suspended").asBoolean()
                        || !gateway.query(failed).isEmpty());
        await().until(() -> waiting(gateway, "asset-archive") == 0);
        assertThat(waiting(gateway, "editors-mail")).isPositive();
    }

    private void assertDelivered(Gateway gateway, String fault) throws Exception {
        await().until(() -> waiting(gateway, "editors-mail") == 0 && waiting(gateway, "asset-archive") == 0);
        Mails mails = mails();
        Figures.write(new Figures.Line(
                4,
                fault,
                "H2",
                "%,d mails' events, half of them meanwhile".formatted(published),
                published,
                mails.lost(published),
                mails.doubled(),
                mails.doubled() == 0 ? "" : mails.doubledUnderOneId() + " of them under the same Message-ID"));
        assertThat(mails.lost(published)).isZero();
        assertThat(mails.doubledThoughAnswered()).isZero();
        assertThat(destination(gateway, "editors-mail").get("dead").asInt()).isZero();
        assertThat(gateway.query("select count(distinct event_id) as n from asset_archive"))
                .containsExactly(Map.of("n", (long) published));
    }

    private static int waiting(Gateway gateway, String name) {
        return destination(gateway, name).get("waiting").asInt();
    }

    private static JsonNode destination(Gateway gateway, String name) {
        return destination(gateway.ledger(), name);
    }

    private static JsonNode destination(JsonNode ledger, String name) {
        return StreamSupport.stream(ledger.get("destinations").spliterator(), false)
                .filter(each -> each.get("destination").asText().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static ConditionFactory await() {
        return Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(100));
    }
}
