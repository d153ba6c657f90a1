package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetupTest;
import dev.serai.check.Case;
import dev.serai.event.Json;
import dev.serai.receive.Family.Received;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every case beside a destination once more, with real far sides: what reaches them through SQL, SMTP, HTTP and REST. */
class DeliveredCasesTest {
    private static final Path DIRECTORY = Path.of("routes/destinations");
    private static final Pattern TABLE = Pattern.compile("insert into (\\w+)");

    private static final GreenMail smtp = new GreenMail(ServerSetupTest.SMTP.dynamicPort());
    private static final OrgOfCases org = new OrgOfCases();
    private static QuietGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        smtp.start();
        Map<String, String> settings = new HashMap<>(org.settings());
        settings.putAll(Cases.MAIL);
        settings.putAll(Map.of(
                "mail.host", "localhost",
                "mail.port", Integer.toString(smtp.getSmtp().getPort()),
                "mail.security", "none",
                "signature.partner.secrets", "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="));
        gateway = new QuietGateway(settings);
    }

    @AfterAll
    static void stop() throws Exception {
        gateway.stop();
        smtp.stop();
        org.close();
    }

    @TestFactory
    Stream<DynamicTest> delivers() throws IOException {
        return Cases.tests(DIRECTORY, DeliveredCasesTest::deliversAsExpected);
    }

    private static void deliversAsExpected(Case given) throws Exception {
        Received arrived = gateway.event(given);
        gateway.forget(List.of("event", "delivery"));
        if (given.then().containsKey("parameters")) {
            gateway.forget(List.of(table(given)));
        }

        org.begin();

        String outcome = gateway.deliver(arrived, given.stem());

        assertThat(outcome).as(given.toString()).isEqualTo("[delivered, 1, null, null]");
        if (given.then().containsKey("parameters")) {
            hasWrittenTheRow(given, arrived);
        } else if (given.then().containsKey("record")) {
            org.hasGot(given, arrived);
        } else if (given.then().containsKey("mail")) {
            hasMailed(given);
        } else {
            hasCalled(given);
        }
    }

    /** Columns that a case does not name are null; but each row has its own id, and all arrive at the same time. */
    private static void hasWrittenTheRow(Case given, Received arrived) throws Exception {
        Map<String, @Nullable String> row = gateway.row(
                "select * from " + table(given) + " where event_id = ?",
                arrived.event().id());
        Map<String, @Nullable String> expected = new HashMap<>();
        row.keySet().forEach(column -> expected.put(column, null));
        expected.put("event_id", arrived.event().id().toString());
        expected.put("received_at", Case.RECEIVED_AT.toString());
        Case.map(given.then().get("parameters")).forEach((column, value) -> expected.put(column, text(value)));
        assertThat(row).as(given.toString()).isEqualTo(expected);
    }

    private static String table(Case given) throws IOException {
        Matcher table = TABLE.matcher(Files.readString(DIRECTORY.resolve(given.stem() + ".sql")));
        return table.results().findFirst().orElseThrow().group(1);
    }

    private static void hasCalled(Case given) throws IOException {
        Object body = given.then().get("body");
        if (body == null && !given.then().containsKey("headers")) {
            assertThat(gateway.calls().isEmpty()).as(given.toString()).isTrue();
            return;
        }
        HttpCalls.Call call = gateway.calls().next();
        if (body != null) {
            assertThat(Json.object(call.body())).as(given.toString()).isEqualTo(body);
        }
        assertThat(call.headers())
                .as(given.toString())
                .containsAllEntriesOf(texts(given.then().getOrDefault("headers", Map.of())));
    }

    /** Of a mail, a case names what it cares for; the table is the paragraph after the first. */
    private static void hasMailed(Case given) throws Exception {
        MimeMessage[] mails = smtp.getReceivedMessages();
        smtp.purgeEmailFromAllMailboxes();
        assertThat(mails).as(given.toString()).isNotEmpty();
        assertThat(mails).as("one for each recipient").hasSameSizeAs(mails[0].getAllRecipients());
        String text = String.valueOf(mails[0].getContent()).replace("\r\n", "\n");
        assertThat(Map.of(
                        "from", mails[0].getHeader("From", ""),
                        "to", mails[0].getHeader("To", ""),
                        "subject", mails[0].getSubject(),
                        "text", text,
                        "table", text.split("\n\n", -1)[1]))
                .as(given.toString())
                .containsAllEntriesOf(texts(given.then().get("mail")));
    }

    private static Map<String, String> texts(@Nullable Object map) {
        Map<String, String> texts = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        Case.map(map).forEach((key, value) -> texts.put(key, String.valueOf(value)));
        return texts;
    }

    private static @Nullable String text(@Nullable Object value) {
        return value == null ? null : value.toString();
    }
}
