package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.encoder.Encoder;
import dev.serai.testing.Gateway;
import dev.serai.testing.Gateway.Database;
import dev.serai.testing.Ports;
import dev.serai.testing.ScriptedApi;
import dev.serai.testing.ScriptedSmtp;
import dev.serai.testing.SmallRoutes;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Far sides whose errors quote people: neither the journal, but for the payload, nor the log names them afterwards. */
@SuppressWarnings("NullAway.Init")
class PersonalDataInErrorsTest {
    private static final List<String> PERSONAL = List.of(
            "john@example.com", "john%40example.com", "john.smith", "Miller-Smith", "0170 1234567", "1701234567");
    private static final String QUOTING =
            "john@example.com (Jane Miller-Smith, 0170 1234567, +491701234567) is known as john%40example.com";
    private static final String EVENT = """
            {"event_name": "asset_added", "asset": {"id": "a1", "title": "Jane Miller-Smith", "url": "john@example.com"},
             "editor": {"email": "john@example.com", "fullName": "Jane Miller-Smith", "number": "0170 1234567"}}
            """;

    @TempDir
    Path directory;

    private final Captured log = new Captured();
    private SmallRoutes routes;

    /** The log, as it is written in text and in JSON. */
    private static final class Captured extends AppenderBase<ILoggingEvent> {
        private final LoggerContext loggers = (LoggerContext) LoggerFactory.getILoggerFactory();
        private final Queue<String> lines = new ConcurrentLinkedQueue<>();
        private final List<Encoder<ILoggingEvent>> encoders =
                List.of(LogTextTest.encoder(loggers), EcsLine.started(loggers));

        @Override
        protected void append(ILoggingEvent event) {
            encoders.forEach(each -> lines.add(new String(each.encode(event), StandardCharsets.UTF_8)));
        }
    }

    @BeforeEach
    void capture() {
        routes = new SmallRoutes(directory);
        log.setContext(log.loggers);
        log.start();
        log.loggers.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(log);
    }

    @AfterEach
    void release() {
        log.loggers.getLogger(Logger.ROOT_LOGGER_NAME).detachAppender(log);
        log.stop();
    }

    private Gateway start(Database database, Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "routes.directory", directory.toString(),
                "SIDE_URL", "http://localhost:9",
                "database.archive.create-tables", "false",
                "outbox.retry-delays", "100ms",
                "routes.reload", "off",
                "management.port", Integer.toString(Ports.free())));
        settings.putAll(more);
        return Gateway.start(database, settings);
    }

    private static String error(Gateway gateway, String sql) {
        return String.valueOf(Awaitility.await()
                .until(
                        () -> gateway.query(sql).stream()
                                .map(row -> row.get("error"))
                                .toList(),
                        rows -> !rows.isEmpty() && rows.get(0) != null)
                .get(0));
    }

    private void nobodyIsNamed(Gateway gateway) {
        List<String> kept = List.of(
                "select last_error, receipt from delivery",
                "select error from attempt",
                "select suspended_reason from destination",
                "select reason from quarantine",
                "select unrouted from event");
        for (String sql : kept) {
            assertThat(gateway.query(sql).toString()).as(sql).doesNotContain(PERSONAL);
        }
        assertThat(gateway.health().toString()).doesNotContain(PERSONAL);
        assertThat(log.lines).isNotEmpty().allSatisfy(line -> assertThat(line).doesNotContain(PERSONAL));
    }

    @Test
    void ofAnHttpApi() {
        try (ScriptedApi side = new ScriptedApi();
                Gateway gateway = start(Database.H2, Map.of("SIDE_URL", side.url()))) {
            side.then(400, "{\"message\":\"" + QUOTING + "\"}");
            gateway.post("cmp", EVENT);

            assertThat(error(gateway, "select last_error as error from delivery where state = 'dead'"))
                    .contains("HTTP 400", "<address> (<value>, <value>, <number>) is known as <address>");
            nobodyIsNamed(gateway);
        }
    }

    @Test
    void ofADestinationThatIsSuspended() {
        try (ScriptedApi side = new ScriptedApi();
                Gateway gateway = start(Database.H2, Map.of("SIDE_URL", side.url()))) {
            side.then(403, "{\"message\":\"" + QUOTING + "\"}");
            gateway.post("cmp", EVENT);

            assertThat(error(gateway, "select suspended_reason as error from destination where name = 'left'"))
                    .contains("HTTP 403");
            nobodyIsNamed(gateway);
        }
    }

    @Test
    void ofPostgres() {
        routes.write("destinations/left.sql", """
                insert into people (contact, name)
                select contact, name from unnest(cast(:?contact as varchar array), cast(:?name as varchar array))
                  as rows (contact, name)
                """);
        routes.write("destinations/left.camel.yaml", """
                - route:
                    id: left
                    description: Writes people.
                    from:
                      id: due
                      uri: outbox:left
                      steps:
                        - setHeader:
                            id: columns
                            name: CamelJdbcParameters
                            expression:
                              groovy:
                                expression: |-
                                  body.map { event, payload ->
                                    [ contact: event.text('asset.url'), name: event.text('asset.title') ]
                                  }.columns()
                        - setBody:
                            id: statement
                            expression:
                              constant:
                                expression: resource:file:{{routes.directory}}/destinations/left.sql
                        - to:
                            id: write
                            uri: jdbc:archive
                            parameters:
                              useHeadersAsParameters: true
                """);
        try (Gateway gateway = start(Database.POSTGRESQL, Map.of())) {
            gateway.execute("create table people (contact text primary key, name text)");
            gateway.post("cmp", EVENT);
            gateway.post("cmp", EVENT);
            assertThat(error(gateway, "select last_error as error from delivery where state = 'dead'"))
                    .startsWith("SQLState 23505: ERROR: duplicate key");
            nobodyIsNamed(gateway);

            gateway.execute("""
                    create function refuse() returns trigger language plpgsql as $$
                    begin
                      raise exception '% of % is taken, see %', new.contact, new.name, 'john%40example.com'
                        using errcode = '23505';
                    end $$
                    """);
            gateway.execute("create trigger refuse before insert on people for each row execute function refuse()");
            gateway.post("cmp", EVENT);
            assertThat(
                            error(
                                    gateway,
                                    "select last_error as error from delivery where state = 'dead' and position('taken' in last_error) > 0"))
                    .isEqualTo("SQLState 23505: ERROR: <address> of <value> is taken, see <address>");
            nobodyIsNamed(gateway);
        }
    }

    @Test
    void ofAMailServer() {
        routes.write("destinations/left.camel.yaml", """
                - route:
                    id: left
                    description: Tells the editors.
                    from:
                      id: due
                      uri: outbox:left
                      steps:
                        - setBody:
                            id: text
                            expression:
                              groovy:
                                expression: |-
                                  body.map { event, payload -> event.text('asset.title') }.join(', ')
                        - setHeader:
                            id: subject
                            name: Subject
                            expression:
                              constant:
                                expression: An editor
                        - to:
                            id: send
                            uri: mail:editors
                """);
        Map<String, String> answers = new ConcurrentHashMap<>();
        try (ScriptedSmtp smtp = ScriptedSmtp.answering(answers);
                Gateway gateway = start(
                        Database.H2,
                        Map.of(
                                "mail.host", "localhost",
                                "mail.port", Integer.toString(smtp.port()),
                                "mail.security", "none",
                                "outbox.max-linger", "0s",
                                "mail.from", "Serai <serai@example.com>",
                                "mail.editors.to", "john@example.com"))) {
            answers.put(".", "554 5.6.0 no mail for " + QUOTING);
            gateway.post("cmp", EVENT);
            assertThat(error(gateway, "select last_error as error from delivery where state = 'dead'"))
                    .startsWith("SMTP 554 5.6.0 for the mail: no mail for <address> (<value>, <value>, <number>)");

            answers.remove(".");
            answers.put("RCPT", "550 5.1.1 <john@example.com> Jane Miller-Smith unknown, john.smith@example.com is");
            gateway.post("cmp", EVENT);
            assertThat(error(gateway, "select suspended_reason as error from destination where name = 'left'"))
                    .contains("SMTP 550 5.1.1");
            nobodyIsNamed(gateway);
        }
    }

    @Test
    void ofSalesforce() {
        try (Crm crm = new Crm()) {
            crm.salesforce
                    .faults()
                    .records("Email_Event__c", record -> true)
                    .always()
                    .fail("FIELD_CUSTOM_VALIDATION_EXCEPTION", "duplicate value found: " + QUOTING);
            Map<String, Object> bounce = Crm.hardBounce("john@example.com", Crm.NOON);
            bounce.put("firstName", "Jane Miller-Smith");
            bounce.put("number", "0170 1234567");

            crm.send(bounce).settled();

            assertThat(crm.deliveries())
                    .containsExactly(
                            "dead 1 FIELD_CUSTOM_VALIDATION_EXCEPTION: duplicate value found: <address> (<value>, <value>,"
                                    + " <number>) is known as <address>");
            nobodyIsNamed(crm.gateway());
        }
    }

    @Test
    @SuppressWarnings("OrphanedFormatString") // %40 is an encoded at sign
    void ofAnExceptionThatALibraryLogs() {
        LoggerFactory.getLogger("org.example.library")
                .error(
                        "cannot reach {}",
                        "john@example.com",
                        new IllegalStateException(
                                "john@example.com", new IllegalArgumentException("/q?to=john%40example.com")));

        assertThat(log.lines).hasSize(2).allSatisfy(line -> assertThat(line)
                .contains("cannot reach <address>", "IllegalStateException: <address>", "/q?to=<address>")
                .doesNotContain(PERSONAL));
    }
}
