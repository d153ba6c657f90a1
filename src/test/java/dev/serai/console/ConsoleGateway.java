package dev.serai.console;

import dev.serai.event.Json;
import dev.serai.operate.AccessTokens;
import dev.serai.operate.Role;
import dev.serai.simulator.mail.Mailbox;
import dev.serai.simulator.salesforce.SalesforceSimulator;
import dev.serai.testing.Gateway;
import dev.serai.testing.Ports;
import dev.serai.testing.Routes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.awaitility.Awaitility;

/** The gateway whose console is looked at, on H2, with a simulated Salesforce and a mailbox. */
final class ConsoleGateway implements AutoCloseable {
    /** The secrets of a token of each role. */
    final String viewer;

    final String operator;
    final SalesforceSimulator salesforce = SalesforceSimulator.start(0);
    private final Mailbox mailbox = new Mailbox(0, 0);
    /** Reasons of bounces that Salesforce refuses. */
    private final Set<String> refused = ConcurrentHashMap.newKeySet();

    final Path routes;
    final Gateway gateway;
    private final int port = Ports.free();

    ConsoleGateway(Path directory) throws IOException {
        routes = directory.resolve("routes");
        Map<String, String> settings = new HashMap<>(Routes.copyTo(routes).settings());
        settings.putAll(Map.of(
                "management.port",
                Integer.toString(port),
                "routes.reload",
                "off",
                "salesforce.login-url",
                salesforce.url(),
                "salesforce.client-id",
                SalesforceSimulator.CLIENT_ID,
                "salesforce.client-secret",
                SalesforceSimulator.CLIENT_SECRET,
                "salesforce.timeout",
                "5s"));
        settings.putAll(Map.of(
                "mail.host", "127.0.0.1",
                "mail.port", Integer.toString(mailbox.smtpPort()),
                "mail.security", "none",
                "mail.from", "Serai <serai@example.com>",
                "mail.deliverability.to", "deliverability@example.com",
                "mail.editors.to", "editors@example.com"));
        Path tokens = directory.resolve("tokens");
        AccessTokens access = new AccessTokens(tokens);
        viewer = access.add("vera", Role.VIEWER);
        operator = access.add("olga", Role.OPERATOR);
        settings.put("management.token-file", tokens.toString());
        gateway = Gateway.start(Gateway.Database.H2, settings);
    }

    /** Where the console is, without its path. */
    String origin() {
        return "http://127.0.0.1:" + port;
    }

    /** From now on Salesforce refuses bounces of a reason, and says so in these words. */
    void refuse(String reason, String words) {
        refused.add(reason);
        salesforce.rule(
                "Email_Event__c", record -> reason.equals(record.get("Reason__c")) && refused.contains(reason), words);
    }

    /** It takes them again. */
    void take(String reason) {
        refused.remove(reason);
    }

    /** A bounce, posted as Campaign does; {@code mail} becomes the subject of its event. */
    String bounce(String mail, String contact, String reason) {
        Map<String, Object> bounce = sample("campaign/bounce");
        bounce.put("id", mail);
        bounce.put("mailId", mail);
        bounce.put("recipientId", contact);
        bounce.put("mediaTypesToAddresses", Map.of("EMAIL", contact));
        bounce.put("created", Instant.now().toEpochMilli());
        bounce.put("reason", reason);
        post("campaign", Json.write(List.of(bounce)));
        return idOf(mail);
    }

    static Map<String, Object> sample(String name) {
        try {
            return new LinkedHashMap<>(Json.object(Gateway.sample(name)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void post(String family, String body) {
        int status = gateway.post(family, body).statusCode();
        if (status != 200) {
            throw new AssertionError("the webhook port answers " + status);
        }
    }

    /** The id of the first event about a subject. */
    String idOf(String subject) {
        return String.valueOf(gateway.query("select id from event where subject = ? order by received_at", subject)
                .get(0)
                .get("id"));
    }

    /** Waits until the first delivery of an event has a state. */
    void untilDelivery(String event, String state) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() ->
                        gateway.query("select state from delivery where event_id = cast(? as uuid)", event).stream()
                                .anyMatch(row -> state.equals(row.get("state"))));
    }

    @Override
    public void close() {
        gateway.close();
        mailbox.close();
        salesforce.close();
    }
}
