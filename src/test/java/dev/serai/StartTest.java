package dev.serai;

import static dev.serai.testing.Gateway.sample;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.config.Config;
import dev.serai.testing.Gateway;
import dev.serai.testing.Gateway.Database;
import dev.serai.testing.Ports;
import dev.serai.testing.Routes;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** In which order a gateway starts, seen by a sender who tries while a mapping is being compiled. */
@SuppressWarnings("NullAway.Init")
class StartTest {
    @TempDir
    Path directory;

    private final int port = Ports.free();
    private final String url = Database.H2.emptyUrl();

    /** Called by the compiler that compiles {@link #sendingWhenCompiled()}. @return the status */
    static int send(int port) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        Gateway.request(port, "campaign")
                                .POST(BodyPublishers.ofString(sample("campaign/bounce")))
                                .build(),
                        BodyHandlers.discarding())
                .statusCode();
    }

    @Test
    void aWebhookWaitsForNoDestination() {
        try (Gateway gateway = Gateway.start(url, "sa", sendingWhenCompiled())) {
            assertThat(gateway.health().get("status").asText()).isNotEqualTo("DOWN");
            assertThat(gateway.query("select type from event"))
                    .singleElement()
                    .extracting(event -> event.get("type"))
                    .isEqualTo("bounce");
        }
    }

    @Test
    void strictReceivesNothingBeforeEverythingIsSeenToBeRight() throws Exception {
        Map<String, String> settings = Gateway.settings(url, "sa");
        settings.put("management.port", "0");
        settings.putAll(sendingWhenCompiled());
        Config configuration = Config.load(Path.of("config/application.properties"), Map.of());

        assertThatThrownBy(() -> Serai.start(configuration.with(settings), true))
                .hasMessage("1 problems in route files, and --strict; the log names them");
    }

    @Test
    void leavesNothingBehindIfCamelRefusesAKey() throws Exception {
        Path file = directory.resolve("application.properties");
        Files.writeString(
                file, Files.readString(Path.of("config/application.properties")) + "\ncamel.main.no-such-option=1\n");

        leavesNothingBehind(() -> Gateway.start(file, url, "sa", Map.of()));
    }

    @Test
    void leavesNothingBehindIfThePortIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0)) {
            String number = Integer.toString(taken.getLocalPort());

            leavesNothingBehind(() -> Gateway.start(url, "sa", Map.of("receive.port", number)));
        }
    }

    /** No thread, and no lock of H2, which this process could not take a second time. */
    private void leavesNothingBehind(ThrowingCallable start) throws Exception {
        // its thread stays for the process
        LoggerFactory.getLogger(StartTest.class);
        Set<Thread> before = Thread.getAllStackTraces().keySet();

        assertThatThrownBy(start).hasMessage("the gateway does not start");

        Awaitility.await().pollInSameThread().untilAsserted(() -> assertThat(
                        Thread.getAllStackTraces().keySet().stream()
                                .filter(thread -> !before.contains(thread))
                                .map(Thread::getName))
                .isEmpty());
        Path file = Path.of(url.replaceFirst("jdbc:h2:file:([^;]*).*", "$1.mv.db"));
        try (FileChannel journal = FileChannel.open(file, StandardOpenOption.WRITE)) {
            assertThat(journal.tryLock()).isNotNull();
        }
    }

    /** A destination whose mapping sends a webhook when it is compiled, and does not compile without a 200. */
    private Map<String, String> sendingWhenCompiled() {
        Map<String, String> settings = new HashMap<>(Routes.copyTo(directory)
                .edit(
                        "destinations/asset-archive.camel.yaml",
                        "body.map {",
                        "@groovy.transform.ASTTest(value = { assert dev.serai.StartTest.send(" + port
                                + ") == 200 }) def sent; body.map {")
                .settings());
        settings.put("receive.port", Integer.toString(port));
        return settings;
    }
}
