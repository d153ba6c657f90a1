package dev.serai.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.serai.Serai;
import dev.serai.testing.Ports;
import dev.serai.testing.Routes;
import dev.serai.testing.ServerCertificate;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The doctor beside a gateway on H2, each in a process of its own: one process has the file of the journal open. */
@SuppressWarnings("NullAway.Init")
class DoctorIT {
    @TempDir
    Path home;

    private final Map<String, String> environment = new HashMap<>();

    @Test
    void looksAtAGatewayThatRunsAndAtACertificateThatEndsSoon() throws Exception {
        Routes.copyTo(home.resolve("routes"));
        ServerCertificate certificate = ServerCertificate.forLocalhost(home, 10);
        HttpsServer slack = HttpsServer.create(new InetSocketAddress("localhost", 0), 0);
        slack.setHttpsConfigurator(new HttpsConfigurator(certificate.context()));
        slack.createContext("/", exchange -> {
            exchange.sendResponseHeaders(404, -1);
            exchange.close();
        });
        slack.start();
        int port = Ports.free();
        String where = "localhost:" + slack.getAddress().getPort();
        environment.putAll(Map.of(
                "SERAI_HOME",
                home.toString(),
                "JOURNAL_URL",
                "jdbc:h2:file:" + home.resolve("journal/serai"),
                "RECEIVE_HOST",
                "127.0.0.1",
                "RECEIVE_PORT",
                Integer.toString(port),
                "MANAGEMENT_PORT",
                Integer.toString(Ports.free()),
                "CMP_SECRETS",
                "a-secret-that-is-long-enough",
                "DATABASE_ARCHIVE_CREATE_TABLES",
                "true",
                "DESTINATION_SLACK_ALERTS_ENABLED",
                "true",
                "SLACK_WEBHOOK_URL",
                "https://" + where + "/services/sesame"));
        Process gateway = start("run");
        try {
            Awaitility.await().atMost(Duration.ofSeconds(90)).until(() -> isOpen(port));

            Process doctor = start("doctor", "--no-color");
            String said = new String(doctor.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(said)
                    .containsPattern("ok +journal +\\S+serai.mv.db is open in another process")
                    .containsPattern("ok +ports +receive.port 127.0.0.1:" + port + " is taken, and a gateway runs")
                    .containsPattern("ok +reach slack-alerts +" + where + " is reached in \\d+ ms, and TLS begins")
                    .containsPattern(
                            "warn +certificate slack-alerts +the certificate of " + where + " is valid for 9 days")
                    .containsPattern("ok +clock +the clock is within 5 s of " + where)
                    .doesNotContain("sesame")
                    .doesNotContain("fail  ");
            assertThat(doctor.waitFor()).isZero();
        } finally {
            gateway.destroyForcibly();
            slack.stop(0);
        }
    }

    private static boolean isOpen(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    /** Each trusts the certificate of the far side. */
    private Process start(String... words) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx600m",
                "-Djavax.net.ssl.trustStore=" + home.resolve("localhost-10.p12"),
                "-Djavax.net.ssl.trustStorePassword=" + ServerCertificate.PASSWORD,
                "-cp",
                System.getProperty("java.class.path"),
                Serai.class.getName()));
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        if (words[0].equals("run")) {
            builder.redirectOutput(new File(home.toFile(), "gateway.log"));
        }
        Files.createDirectories(home.resolve("config"));
        Files.writeString(home.resolve("config/jvm.options"), "-Xmx600m\n");
        builder.environment().putAll(environment);
        return builder.start();
    }
}
