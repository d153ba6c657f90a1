package dev.serai.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.serai.testing.Gateway;
import dev.serai.testing.Gateway.Database;
import dev.serai.testing.Ports;
import dev.serai.testing.Routes;
import dev.serai.testing.ScriptedSmtp;
import dev.serai.testing.ServerCertificate;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine;

/** {@code serai doctor}: each test begins with all well, and breaks one thing. */
@SuppressWarnings("NullAway.Init")
class DoctorCommandTest {
    private final Map<String, String> environment = new HashMap<>();

    @TempDir
    Path home;

    private record Ended(int status, String out, String err) {}

    @BeforeEach
    void allIsWell() throws IOException {
        Routes.copyTo(home.resolve("routes"));
        Files.createDirectories(home.resolve("config"));
        Files.writeString(home.resolve("config/jvm.options"), "# the heap\n-Xmx600m\n");
        environment.putAll(Map.of(
                "JOURNAL_URL",
                "jdbc:h2:file:" + home.resolve("journal/serai"),
                "RECEIVE_HOST",
                "127.0.0.1",
                "RECEIVE_PORT",
                Integer.toString(Ports.free()),
                "MANAGEMENT_PORT",
                Integer.toString(Ports.free()),
                "CMP_SECRETS",
                "a-secret-that-is-long-enough"));
    }

    private Ended doctor(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = SeraiCommand.line((config, strict) -> {}, environment);
        line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        List<String> all = new ArrayList<>(List.of("--home", home.toString(), "--no-color", "doctor"));
        all.addAll(List.of(arguments));
        int status = line.execute(all.toArray(String[]::new));
        line.getOut().flush();
        line.getErr().flush();
        return new Ended(status, out.toString(), err.toString());
    }

    /** The lines of a level, with one blank between the words. */
    private static List<String> lines(Ended ended, String level) {
        return ended.out()
                .lines()
                .map(line -> line.replaceAll(" +", " "))
                .filter(line -> line.startsWith(level))
                .toList();
    }

    private void fails(String line, String instead) {
        Ended ended = doctor();

        assertThat(lines(ended, "fail")).singleElement().asString().contains(line);
        assertThat(ended.out()).contains(instead);
        assertThat(ended.status()).isEqualTo(ExitStatus.FINDING);
    }

    @ParameterizedTest
    @EnumSource(Database.class)
    void findsNothingBeforeTheFirstStartAndChangesNothing(Database database) throws IOException {
        if (database == Database.POSTGRESQL) {
            environment.put("JOURNAL_URL", database.emptyUrl());
            environment.put("JOURNAL_USER", database.user());
        }
        Set<Path> before = files();

        Ended ended = doctor();

        assertThat(lines(ended, "fail")).isEmpty();
        assertThat(ended.err()).isEmpty();
        assertThat(ended.status()).isZero();
        assertThat(lines(ended, "ok"))
                .anyMatch(
                        line -> line.contains("receive.port 127.0.0.1:" + environment.get("RECEIVE_PORT") + " is free"))
                .anyMatch(line -> line.contains("the heap may grow to 600 MB (" + home + "/config/jvm.options)"))
                .anyMatch(line -> line.contains(
                        database == Database.H2
                                ? "there is no " + home.resolve("journal/serai.mv.db") + " yet"
                                : "ok journal PostgreSQL "))
                .anyMatch(line -> line.contains("jdbc:archive is the journal's own database"));
        if (database == Database.POSTGRESQL) {
            assertThat(lines(ended, "ok"))
                    .anyMatch(line -> line.matches("ok clock the clock of the database is \\d+ ms (ahead|behind).*"))
                    .anyMatch(line -> line.contains("a gateway opens up to 19 connections, and the server has 497"))
                    .anyMatch(line -> line.contains("autovacuum is on"));
        }
        assertThat(files()).isEqualTo(before);
    }

    private Set<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(home)) {
            return files.collect(Collectors.toSet());
        }
    }

    @Test
    void aGatewayThatRunsIsNoFault() {
        environment.put("JOURNAL_URL", Database.POSTGRESQL.emptyUrl());
        environment.put("JOURNAL_USER", Database.POSTGRESQL.user());
        Map<String, String> ports = Map.of(
                "receive.port", String.valueOf(environment.get("RECEIVE_PORT")),
                "management.port", String.valueOf(environment.get("MANAGEMENT_PORT")));
        try (Gateway gateway =
                Gateway.start(String.valueOf(environment.get("JOURNAL_URL")), Database.POSTGRESQL.user(), ports)) {
            Ended ended = doctor();

            assertThat(ended.status()).isZero();
            assertThat(lines(ended, "ok ports"))
                    .hasSize(2)
                    .allMatch(line -> line.endsWith("is taken, and a gateway runs"));
            assertThat(gateway.health().path("status").asText()).isNotEqualTo("DOWN");
        }
    }

    @Test
    void aPortThatAnotherProgramHasIsAFault() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            environment.put("RECEIVE_PORT", Integer.toString(other.getLocalPort()));

            fails(
                    "receive.port 127.0.0.1:" + other.getLocalPort() + " cannot be opened",
                    "→ end the program that has the port");
        }
    }

    @Test
    void aDatabaseThatLosesEventsIsAFault() throws IOException {
        try (EmbeddedPostgres server = EmbeddedPostgres.builder()
                .setServerConfig("fsync", "off")
                .setServerConfig("autovacuum", "off")
                .setServerConfig("max_connections", "15")
                .start()) {
            environment.put("JOURNAL_URL", server.getJdbcUrl("postgres", "postgres"));
            environment.put("JOURNAL_USER", "postgres");

            Ended ended = doctor();

            assertThat(lines(ended, "fail"))
                    .hasSize(3)
                    .anyMatch(line -> line.contains("fsync=off: when the machine of the database dies"))
                    .anyMatch(line -> line.contains("autovacuum is off"))
                    .anyMatch(line -> line.contains("opens up to 19 connections, and the server has 12"));
            assertThat(ended.status()).isEqualTo(ExitStatus.FINDING);
        }
    }

    @Test
    void aDatabaseThatDoesNotAnswerIsAFaultWithoutItsPassword() {
        environment.put("JOURNAL_URL", "jdbc:postgresql://127.0.0.1:1/serai?password=sesame");

        fails("fail journal no connection", "→ see that journal.url, journal.user and journal.password are right");
        assertThat(doctor().out()).doesNotContain("sesame");
    }

    @Test
    void aHeapThatIsTooSmallIsAFault() throws IOException {
        Files.writeString(home.resolve("config/jvm.options"), "#-Xmx2g\n-Xmx575m\n");

        fails("the heap may grow to 575 MB", "→ set -Xmx576m in config/jvm.options");
        environment.put("RECEIVE_MAX_IN_FLIGHT", "32MB");
        assertThat(doctor().status()).isZero();
    }

    @Test
    void filesThatOthersReadAreWarnings() throws IOException {
        Path secret = Files.writeString(home.resolve("mail.password"), "sesame");
        Path tokens = Files.createDirectories(home.resolve("data")).resolve("tokens");
        Files.writeString(tokens, "");
        environment.put("MAIL_PASSWORD_FILE", secret.toString());
        for (Path file : List.of(secret, tokens)) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        }

        Ended readable = doctor();
        Files.setPosixFilePermissions(tokens, PosixFilePermissions.fromString("rw-rw-rw-"));
        Ended writable = doctor();
        for (Path file : List.of(secret, tokens)) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        }
        Ended safe = doctor();

        assertThat(lines(readable, "warn permissions"))
                .hasSize(2)
                .anyMatch(line -> line.endsWith("can read " + secret))
                .anyMatch(line -> line.endsWith("can read " + tokens));
        assertThat(readable.out()).contains("→ chmod o-rwx " + secret);
        assertThat(readable.status()).isZero();
        assertThat(lines(writable, "fail")).singleElement().asString().endsWith("can change " + tokens);
        assertThat(lines(safe, "ok permissions"))
                .singleElement()
                .asString()
                .endsWith("2 files with secrets are private");
    }

    @Test
    void aCertificateThatEndsSoonIsAWarningAndOneThatIsNotTrustedAFault() throws Exception {
        HttpsServer server = HttpsServer.create(new InetSocketAddress("localhost", 0), 0);
        server.setHttpsConfigurator(
                new HttpsConfigurator(ServerCertificate.forLocalhost(home, 10).context()));
        server.start();
        String where = "localhost:" + server.getAddress().getPort();
        environment.put("DESTINATION_SLACK_ALERTS_ENABLED", "true");
        environment.put("SLACK_WEBHOOK_URL", "https://" + where + "/services/sesame");
        try {
            fails(
                    "fail reach slack-alerts " + where + " is reached, and its TLS is refused: ",
                    "-Djavax.net.ssl.trustStore");

            Ended ended = doctor();
            assertThat(lines(ended, "warn certificate"))
                    .singleElement()
                    .asString()
                    .contains("warn certificate slack-alerts the certificate of " + where + " is valid for 9 days");
            assertThat(ended.out())
                    .contains("→ renew the certificate of " + where)
                    .doesNotContain("sesame");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void aMailServerIsLookedAtBehindStartTls() throws Exception {
        try (ScriptedSmtp server = ScriptedSmtp.withStartTls(
                ServerCertificate.forLocalhost(home, 2).context())) {
            environment.put("MAIL_HOST", "localhost");
            environment.put("MAIL_PORT", Integer.toString(server.port()));
            environment.put("MAIL_FROM", "serai@example.com");

            Ended ended = doctor();

            assertThat(lines(ended, "fail"))
                    .hasSize(2)
                    .anyMatch(line -> line.contains(
                            "fail reach mail localhost:" + server.port() + " is reached, and its TLS is refused"))
                    .anyMatch(line -> line.contains("fail certificate mail") && line.contains("valid for 1 day,"));
            assertThat(server.mails()).isEmpty();
        }
    }

    @Test
    void aMailServerWithoutStartTlsIsAFault() {
        try (ScriptedSmtp server = ScriptedSmtp.answering(Map.of())) {
            environment.put("MAIL_HOST", "localhost");
            environment.put("MAIL_PORT", Integer.toString(server.port()));
            environment.put("MAIL_FROM", "serai@example.com");

            assertThat(lines(doctor(), "fail"))
                    .singleElement()
                    .asString()
                    .contains("fail reach mail localhost:" + server.port() + " is not reached: STARTTLS is answered ");
        }
    }

    @Test
    void aFarSideThatIsAwayIsAFault() {
        environment.put("SALESFORCE_LOGIN_URL", "http://127.0.0.1:" + Ports.free());
        environment.put("SALESFORCE_CLIENT_ID", "id");
        environment.put("SALESFORCE_CLIENT_SECRET", "sesame");

        fails("is not reached: the connection is refused", "→ compare salesforce.login-url with the address");
    }

    @Test
    void theClockOfAFarSideIsCompared() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(404, -1);
            exchange.close();
        });
        server.start();
        String where = "127.0.0.1:" + server.getAddress().getPort();
        environment.put("SALESFORCE_LOGIN_URL", "http://" + where);
        environment.put("SALESFORCE_CLIENT_ID", "id");
        environment.put("SALESFORCE_CLIENT_SECRET", "sesame");
        try {
            Ended ended = doctor();

            assertThat(lines(ended, "ok clock")).contains("ok clock the clock is within 5 s of " + where);
            assertThat(lines(ended, "ok reach salesforce"))
                    .singleElement()
                    .asString()
                    .contains(where + " is reached in");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void programsGetTheSame() throws Exception {
        environment.put("CMP_SECRETS", "short");

        Ended ended = doctor("--json");

        JsonNode json = new ObjectMapper().readTree(ended.out());
        assertThat(json.path("fail").asInt()).isZero();
        assertThat(json.path("warn").asInt()).isPositive();
        assertThat(json.path("checks").findValuesAsText("check")).contains("disk", "memory", "ports", "journal");
        assertThat(ended.out())
                .contains("\"cmp.secrets has 1 of 1 secrets with fewer than 16 characters")
                .doesNotContain("\"short\"");
    }

    @Test
    void aConfigurationThatCannotBeUsedIsNamedFirst() {
        environment.put("RECEIVE_PORT", "many");

        Ended ended = doctor();

        assertThat(ended.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(ended.err()).contains("RECEIVE_PORT in the environment: receive.port must be a whole number");
    }
}
